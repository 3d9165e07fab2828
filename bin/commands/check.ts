// natsmith check: judges the program by every rule. Writes nothing, and needs no secret.
import { Option, type Command } from 'commander'
import { isBlocked, type IssueStep } from '../../lib/keys/step'
import { blocks, FindingsError, NatsmithError } from '../../lib/values/finding'
import type { Finding } from '../../lib/values/finding'
import { findingLines, findingTotals } from '../finding-text'
import { obstacleFindings } from '../../lib/workspace/obstacles'
import { ownVersion } from '../../lib/targets/version'
import { addedRules } from '../added-rules'
import { say, sayJson } from '../print'
import { failedSarifLog, sarifLog } from '../sarif'
import type { CommonFlags, Session } from '../session'
import { common } from '../session'
import { openSession, synthesizeSession } from '../synthesis'

interface CheckFlags extends CommonFlags {
  readonly sarif?: true
}

export function define(command: Command): void {
  common(command)
    .description(
      'Judges the program by every rule, and shows all findings at once. Writes nothing. In a clone, the public part of the ' +
        'key store is enough.',
    )
    .addOption(new Option('--sarif', 'print one SARIF 2.1.0 document').conflicts('json'))
    .action(async (name: string | undefined, flags: CheckFlags) => {
      const { session, findings } = await judge(name, flags).catch((error: unknown) => {
        if (flags.sarif && error instanceof NatsmithError)
          say(JSON.stringify(failedSarifLog(ownVersion(), error), null, 2))
        throw error
      })
      const blocked = findings.some(blocks)
      if (flags.json) sayJson('check', { deployment: session.deployment.name, findings })
      else if (flags.sarif) say(JSON.stringify(sarifOf(session, findings), null, 2))
      else
        say(
          ...findingLines(findings),
          findingTotals(findings),
          '',
          `Next: ${blocked ? `mend the program, then ${session.next('check')}` : session.next('diff')}`,
        )
      process.exitCode = blocked ? 1 : 0
    })
}

async function judge(name: string | undefined, flags: CheckFlags) {
  const session = await openSession(name, flags, 'if-there')
  return { session, findings: judgeSession(session) }
}

function sarifOf({ deployment, programFile }: Session, findings: readonly Finding[]): object {
  const isAdded = findings.some(({ code }) => code.includes('/'))
  return sarifLog({
    deployment: deployment.name,
    version: ownVersion(),
    programFile,
    folder: process.cwd(),
    findings,
    added: isAdded ? addedRules(programFile, [deployment]) : [],
  })
}

/** No password on stdin and no restored key store helps: the program has to change. */
const isHopeless = ({ verb }: IssueStep): boolean => verb === 'needs-authority' || verb === 'needs-csr'

/** What the constructs refuse, else what the rules find, and what a deploy would stop on. */
function judgeSession(session: Session): readonly Finding[] {
  try {
    const { findings, plan } = synthesizeSession(session, 'preview')
    const blocked = plan.steps.filter(isBlocked)
    return [
      ...findings,
      ...obstacleFindings(session.name, session.next, blocked.filter(isHopeless), 'error'),
      ...obstacleFindings(
        session.name,
        session.next,
        blocked.filter((step) => !isHopeless(step)),
        'warning',
      ),
    ]
  } catch (error) {
    if (error instanceof FindingsError) return error.findings
    throw error
  }
}
