// In: steps of a plan that cannot be carried out. Out: findings that say so, one for each way out.
import type { IssueStep, Verb } from '../lib/keys/step'
import type { Finding, Severity } from '../lib/values/finding'
import { sortFindings } from '../lib/values/finding'
import { groupBy } from '../lib/values/group'
import { few } from './print'
import type { Session } from './session'

/** `path` is that of the construct, or of the deployment where there are several. */
export function obstacleFindings(
  { deployment, next }: Pick<Session, 'deployment' | 'next'>,
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
    return [{ code: first.code, severity, path: path ?? deployment.name, message, change: first.change }]
  })
  return sortFindings(findings)
}

function describe({ verb, identity }: IssueStep, next: Session['next']): Pick<Finding, 'code' | 'change'> {
  const changes: Partial<Record<Verb, string>> = {
    lost: `restore the key store from a backup; or lock out whoever has the old ones: ${next('issue', '--replace-lost')}`,
    'needs-stdin': `pipe it in: ${next('issue', '--password-stdin', passwordOwner(identity))} < file`,
    'needs-authority': 'give the authority its key, or issue from another one',
    'needs-csr': 'ask the owner for a request that openssl req -verify accepts',
  }
  const change = changes[verb]
  return change === undefined ? { code: 'not-issued', change: next('issue') } : { code: verb, change }
}

/** Whose password stands under an identity, as people say it: `ORDERS/alice`, `token/hub`; and back. */
export const passwordOwner = (identity: string): string => identity.replace(/^user\/(.*)\/password$/, '$1')
export const passwordIdentity = (owner: string): string =>
  owner.startsWith('token/') ? owner : `user/${owner}/password`
