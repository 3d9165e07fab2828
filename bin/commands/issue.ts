// natsmith issue: issues what is missing, changed or due, and commits it to the key store. The explicit act.
import type { Command } from 'commander'
import { handOuts, issueSteps } from '../../lib/keys/step'
import { commitChanges } from '../../lib/keys/commit'
import type { Synthesis } from '../../lib/synth'
import { blocks, FindingsError, NatsmithError, type Finding } from '../../lib/values/finding'
import { isPassword, NO_PASSWORD } from '../../lib/values/password'
import { Secret } from '../../lib/values/secret'
import type { IssueReport } from '../../lib/targets/host'
import { DEFAULT_STORE } from '../../lib/workspace/place'
import { issueInApp } from '../app'
import { findingLines } from '../finding-text'
import { readStdin } from '../input'
import { issueFindings, passwordIdentity } from '../../lib/workspace/obstacles'
import { issuedTotals, issueLines } from '../plan-text'
import { say, sayJson, shownPath } from '../print'
import type { CommonFlags, Session } from '../session'
import { common } from '../session'
import { openSession, synthesizeSession } from '../synthesis'

interface Flags extends CommonFlags {
  readonly app?: string
  readonly passwordStdin?: string
  readonly replaceLost?: true
}

export function define(command: Command): void {
  common(command)
    .description(
      'Issues the keys, certificates and passwords that are missing, changed or due for renewal, and keeps them in the key ' +
        'store. Nothing else in natsmith makes a key that lasts, but deploy, which asks.',
    )
    .option(
      '--password-stdin <whose>',
      'read the password of a user (ORDERS/alice) or a token (token/hub) from stdin',
    )
    .option(
      '--replace-lost',
      'issue anew what was deployed and is lost: whoever has the old one is locked out',
    )
    .option(
      '--app <command>',
      'in the place of --program: a program of cdktf or cdktn, run as in cdktf.json, whose stacks declare deployments',
    )
    .action(async (name: string | undefined, flags: Flags) => {
      if (flags.app !== undefined) {
        refuseBeside(flags)
        const { app, json, passwordStdin, replaceLost } = flags
        const password = passwordStdin === undefined ? undefined : { of: passwordStdin, text: readPassword() }
        const why = json ? 'JSON is of one' : password && 'a password is for one'
        reportApp(flags, issueInApp({ app, name, replaceLost, password, whyOne: why }))
        return
      }
      const session = await openSession(name, flags)
      const { passwordStdin, replaceLost = false } = flags
      const synthesis = synthesizeSession(session, 'issue', {
        replaceLost,
        ...(passwordStdin !== undefined && {
          given: new Map([[passwordIdentity(passwordStdin), Secret.of(readPassword())]]),
        }),
      })
      const findings = issueFindings(session.name, session.next, synthesis, passwordStdin)
      if (findings.some(blocks)) throw new FindingsError(findings)
      commitChanges(session.keys, synthesis.changes)
      report(session, flags, synthesis, findings)
    })
}

function report(
  session: Session,
  { json, replaceLost }: Flags,
  { plan }: Synthesis,
  findings: readonly Finding[],
): void {
  const { deployment, keys, next } = session
  const issued = issueSteps(plan)
  if (json) {
    sayJson('issue', {
      deployment: deployment.name,
      store: keys,
      findings,
      issued,
      handOut: handOuts(issued),
      warnings: plan.warnings,
    })
    return
  }
  // Of a store that was lost, every key is another one now.
  const adopt = replaceLost === true && session.store.id === '' ? ['--adopt'] : []
  say(
    ...findingLines(findings),
    ...issueLines(plan),
    issued.length > 0 ? `${issuedTotals(plan)} in ${shownPath(keys)}` : 'nothing to issue',
    '',
    `Next: ${isWaiting(findings) ? WAITING : next('deploy', ...adopt)}`,
  )
}

const isWaiting = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => code === 'needs-stdin' || code === 'needs-owner')

const WAITING = 'give what is missing above'

/** The app itself says where its key stores are. */
function refuseBeside({ app, program, store }: Flags): void {
  if (app?.trim() === '')
    throw new NatsmithError('usage', '--app is empty', 'give the command that runs the app, as in cdktf.json')
  const flag = program === undefined ? (store === DEFAULT_STORE ? undefined : 'store') : 'program'
  if (flag !== undefined)
    throw new NatsmithError('usage', `--${flag} beside --app`, `leave --${flag} out, or --app`)
}

function reportApp({ json }: Flags, reports: readonly IssueReport[]): void {
  if (json) {
    const [report] = reports
    if (report) sayJson('issue', { ...report, handOut: handOuts(report.issued) })
    return
  }
  for (const { deployment, store, findings, issued, warnings } of reports) {
    const plan = { steps: issued, warnings }
    say(
      ...findingLines(findings),
      ...issueLines(plan),
      issued.length > 0 ? `${issuedTotals(plan)} in ${shownPath(store)}` : `${deployment}: nothing to issue`,
    )
  }
  const waiting = reports.some(({ findings }) => isWaiting(findings))
  say('', `Next: ${waiting ? WAITING : 'deploy with the engine of the app'}`)
}

/** Everything on stdin but a final line end. */
function readPassword(): string {
  const text = readStdin('pipe it in: natsmith issue --password-stdin ACCOUNT/USER < file').replace(
    /\r?\n$/,
    '',
  )
  if (!isPassword(text))
    throw new NatsmithError('invalid-password', `what stdin gives ${NO_PASSWORD}`, 'give 1 to 72 bytes')
  return text
}
