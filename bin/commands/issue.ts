// natsmith issue: issues what is missing, changed or due, and commits it to the key store. The explicit act.
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { issueSteps } from '../../lib/keys/step'
import { commitChanges } from '../../lib/keys/commit'
import type { IssueStep } from '../../lib/keys/step'
import type { Synthesis } from '../../lib/synth'
import { blocks, FindingsError, NatsmithError } from '../../lib/values/finding'
import { isPassword, NO_PASSWORD } from '../../lib/values/password'
import { Secret } from '../../lib/values/secret'
import type { IssueReport } from '../../lib/targets/host'
import { DEFAULT_STORE } from '../../lib/workspace/workspace'
import { issueInApp } from '../app'
import { findingLines } from '../finding-text'
import { obstacleFindings, passwordIdentity, passwordOwner } from '../../lib/workspace/obstacles'
import { issuedTotals, issueLines } from '../plan-text'
import { say, sayJson } from '../print'
import type { CommonFlags, Session } from '../session'
import { common, openSession, synthesizeSession } from '../session'

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
        reportApp(flags, issueInApp(flags.app, name, flags.json ? 1 : Infinity))
        return
      }
      const session = await openSession(name, flags)
      const { passwordStdin, replaceLost = false } = flags
      const synthesis = synthesizeSession(session, 'issue', {
        replaceLost,
        ...(passwordStdin !== undefined && {
          given: new Map([[passwordIdentity(passwordStdin), readPassword()]]),
        }),
      })
      const waiting = passwordStdin === undefined ? [] : waitingAfter(session, synthesis, passwordStdin)
      refuse(session, synthesis, waiting)
      commitChanges(session.keys, synthesis.changes)
      report(session, flags, synthesis, waiting)
    })
}

/** Whose passwords are still to be given, one run for each, once that of `whose` is. */
function waitingAfter(session: Session, { plan }: Synthesis, whose: string): readonly IssueStep[] {
  const fromStdin = plan.steps.filter(
    ({ request }) => request?.kind === 'password' && request.source.kind === 'stdin',
  )
  const owners = fromStdin.map(({ identity }) => passwordOwner(identity))
  if (!owners.includes(whose))
    throw new NatsmithError(
      'password-not-asked',
      `${session.deployment.name} takes no password for "${whose}" from stdin`,
      owners.length > 0 ? `name one of: ${owners.join(', ')}` : "declare it with password: 'stdin'",
    )
  return fromStdin.filter(({ verb }) => verb === 'needs-stdin')
}

/** Throws FindingsError for whatever blocks, but for the steps that are `waiting`. */
function refuse(session: Session, { findings, obstacles }: Synthesis, waiting: readonly IssueStep[]): void {
  if (findings.some(blocks)) throw new FindingsError(findings)
  const others = obstacles.filter((step) => !waiting.includes(step))
  if (others.length > 0)
    throw new FindingsError(obstacleFindings(session.name, session.next, others, 'error'))
}

function report(
  session: Session,
  { json, replaceLost }: Flags,
  { findings, plan }: Synthesis,
  waiting: readonly IssueStep[],
): void {
  const { deployment, keys, next } = session
  const issued = issueSteps(plan)
  const all = [...findings, ...obstacleFindings(session.name, next, waiting, 'warning')]
  if (json) {
    sayJson('issue', {
      deployment: deployment.name,
      store: keys,
      findings: all,
      issued,
      warnings: plan.warnings,
    })
    return
  }
  // Of a store that was lost, every key is another one now.
  const adopt = replaceLost === true && session.store.id === '' ? ['--adopt'] : []
  say(
    ...findingLines(all),
    ...issueLines(plan),
    issued.length > 0 ? `${issuedTotals(plan)} in ${keys}` : 'nothing to issue',
    '',
    `Next: ${waiting.length > 0 ? 'give the passwords above' : next('deploy', ...adopt)}`,
  )
}

/** The app itself says where its key stores are. */
function refuseBeside({ program, passwordStdin, replaceLost, store }: Flags): void {
  const given = { program, 'password-stdin': passwordStdin, 'replace-lost': replaceLost }
  const beside = Object.entries(given).find(([, value]) => value !== undefined)?.[0]
  const flag = beside ?? (store === DEFAULT_STORE ? undefined : 'store')
  if (flag !== undefined)
    throw new NatsmithError('usage', `--${flag} beside --app`, `leave --${flag} out, or --app`)
}

function reportApp({ json }: Flags, reports: readonly IssueReport[]): void {
  if (json) {
    const [report] = reports
    if (report) sayJson('issue', report)
    return
  }
  for (const { deployment, store, findings, issued, warnings } of reports) {
    const plan = { steps: issued, warnings }
    say(
      ...findingLines(findings),
      ...issueLines(plan),
      issued.length > 0 ? `${issuedTotals(plan)} in ${store}` : `${deployment}: nothing to issue`,
    )
  }
  say('', 'Next: deploy with the engine of the app')
}

/** Everything on stdin but a final line end. */
function readPassword(): Secret {
  const change = 'pipe it in: natsmith issue --password-stdin ACCOUNT/USER < file'
  if (process.stdin.isTTY) throw new NatsmithError('stdin-needed', 'stdin is a terminal', change)
  const text = readFileSync(0, 'utf8').replace(/\r?\n$/, '')
  if (!isPassword(text))
    throw new NatsmithError('invalid-password', `what stdin gives ${NO_PASSWORD}`, 'give 1 to 72 bytes')
  return Secret.of(text)
}
