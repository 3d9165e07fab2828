// In: steps of a plan that cannot be carried out. Out: findings that say so, one for each way out.
import type { IssueStep, Verb } from '../keys/step'
import type { Finding, Severity } from '../values/finding'
import { sortFindings } from '../values/finding'
import { groupBy } from '../values/group'
import { few } from '../values/words'
import { blocks, FindingsError } from '../values/finding'
import { withoutSecrets } from '../keys/errors'
import type { Synthesis } from '../synth'
import type { Complete } from './workspace'

/** A command on the deployment, to run next. */
export type NextCommand = (command: string, ...words: readonly string[]) => string

/** `path` is that of the construct, or of the deployment where there are several. */
export function obstacleFindings(
  deployment: string,
  next: NextCommand,
  steps: readonly IssueStep[],
  severity: Severity,
): readonly Finding[] {
  const described = steps.map((step) => ({ step, ...describe(step, next) }))
  const groups = groupBy(described, ({ code, change, step }) => [code, change, step.reason].join('\0'))
  const findings = [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const identities = group.map(({ step }) => step.identity)
    const path = group.length === 1 ? first.step.request?.path : undefined
    const message = `${few(identities, 5, ', ')}: ${first.step.reason}`
    return [{ code: first.code, severity, path: path ?? deployment, message, change: first.change }]
  })
  return sortFindings(findings)
}

/** @throws FindingsError every finding that blocks, else every document that cannot be had */
export function refuseBlocked(
  deployment: string,
  next: NextCommand,
  { findings, obstacles }: Synthesis,
): void {
  if (findings.some(blocks)) throw new FindingsError(findings)
  if (obstacles.length > 0) throw new FindingsError(obstacleFindings(deployment, next, obstacles, 'error'))
}

/**
 * The synthesis as one that nothing stands in the way of.
 * @throws FindingsError as {@link refuseBlocked}; NatsmithError `key-store-without-secrets`
 */
export function unblocked(deployment: string, next: NextCommand, synthesis: Synthesis): Complete {
  refuseBlocked(deployment, next, synthesis)
  if (synthesis.output === undefined) throw withoutSecrets()
  return { ...synthesis, ...synthesis.output }
}

/**
 * What is to be said of an issue: every finding, every document that cannot be had, and, as warnings, the passwords that are
 * to be given in runs after this one, which was given that of `whose`, and what owners sign once the keys are there that it names.
 */
export function issueFindings(
  deployment: string,
  next: NextCommand,
  { findings, obstacles, plan }: Synthesis,
  whose?: string,
): readonly Finding[] {
  const owners = passwordsAsked(plan)
  const isWaiting = ({ verb }: IssueStep): boolean =>
    verb === 'needs-owner' || (whose !== undefined && verb === 'needs-stdin')
  return [
    ...(whose !== undefined && !owners.includes(whose) ? [notAsked(deployment, whose, owners)] : []),
    ...findings,
    ...obstacleFindings(
      deployment,
      next,
      obstacles.filter((step) => !isWaiting(step)),
      'error',
    ),
    ...obstacleFindings(deployment, next, obstacles.filter(isWaiting), 'warning'),
  ]
}

/** Whose passwords are declared to be given from outside. */
export const passwordsAsked = ({ steps }: Pick<Synthesis['plan'], 'steps'>): readonly string[] =>
  steps
    .filter(({ request }) => request?.kind === 'password' && request.source.kind === 'stdin')
    .map(({ identity }) => passwordOwner(identity))

/** A mistake in a name would otherwise ask for a password that seems to be there. */
export const notAsked = (deployment: string, whose: string, owners: readonly string[]): Finding => ({
  code: 'password-not-asked',
  severity: 'error',
  path: deployment,
  message: `"${whose}" is asked for no password`,
  change: owners.length > 0 ? `name one of: ${owners.join(', ')}` : "declare it with password: 'stdin'",
})

function describe({ verb, identity }: IssueStep, next: NextCommand): Pick<Finding, 'code' | 'change'> {
  const changes: Partial<Record<Verb, string>> = {
    lost: `restore the key store from a backup; or lock out whoever has the old ones: ${next('issue', '--replace-lost')}`,
    'needs-stdin': `pipe it in: ${next('issue', '--password-stdin', passwordOwner(identity))} < file`,
    'needs-authority': 'give the authority its key, or issue from another one',
    'needs-owner': `have its owner sign it, for example with nsc, and take the JWT: ${next('keys import', 'FILE')}`,
    'needs-csr': 'ask the owner for a request that openssl req -verify accepts',
  }
  const change = changes[verb]
  return change === undefined ? { code: 'not-issued', change: next('issue') } : { code: verb, change }
}

/** Whose password stands under an identity, as people say it: `ORDERS/alice`, `token/hub`; and back. */
export const passwordOwner = (identity: string): string => identity.replace(/^user\/(.*)\/password$/, '$1')
export const passwordIdentity = (owner: string): string =>
  owner.startsWith('token/') ? owner : `user/${owner}/password`
