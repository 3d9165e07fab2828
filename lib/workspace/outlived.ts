// In: what is to be issued, and who loses what. Out: the same, with a warning for every user whose creds of before allow it all the same:
// servers go by the JWT that is shown to them, and several may be about one key. Source: nats-server server/auth.go.
import type { AccessChange } from '../diff/gains'
import type { JwtEntry } from '../keys/entry'
import { keptBy } from '../keys/let-in'
import type { IssuePlan, IssueWarning } from '../keys/plan'
import type { JwtRequest } from '../model/request'
import type { Synthesis } from '../synth'
import { once } from '../values/remember'

/** @param access - asked only when a JWT takes the place of another that is still good */
export function withOutlivedCreds(
  { plan, changes }: Pick<Synthesis, 'plan' | 'changes'>,
  access: () => readonly AccessChange[],
): IssuePlan {
  const { entries } = changes.after
  const replaced = plan.steps.flatMap(({ identity, request, entry, fresh }): readonly Replaced[] => {
    const next = entries.get(identity)
    const isUser = fresh && request?.kind === 'jwt' && request.type === 'user'
    return isUser && entry?.kind === 'jwt' && next?.kind === 'jwt' ? [{ request, was: entry, now: next }] : []
  })
  if (replaced.length === 0) return plan
  const keptOf = keptBy(changes.after, plan.now)
  const losers = once(
    () =>
      new Set(
        access().flatMap(({ login, who, change }) => (who === 'known' && change === 'loses' ? [login] : [])),
      ),
  )
  const outlived = replaced.flatMap(({ request, was, now }) => {
    const kept = keptOf(was, now)
    const more = [
      ...(kept.subjects && losers().has(loginOf(request.identity)) ? ['the subjects'] : []),
      ...(kept.limits ? ['the limits'] : []),
    ]
    return more.length > 0 ? [warningOf(request, more.join(' and '))] : []
  })
  return { ...plan, warnings: [...plan.warnings, ...outlived] }
}

/** A JWT, and the one that takes its place. */
interface Replaced {
  readonly request: JwtRequest
  readonly was: JwtEntry
  readonly now: JwtEntry
}

/** `ORDERS/alice` of `user/ORDERS/alice/jwt`; `leaf/edge/hub-ORDERS` of that of a leaf remote. */
const loginOf = (identity: string): string => identity.replace(/^user\//, '').replace(/\/jwt$/, '')

function warningOf({ identity, subject }: JwtRequest, kept: string): IssueWarning {
  const end =
    'identity' in subject
      ? `natsmith keys rotate ${subject.identity}`
      : `give the account revocations of ${subject.publicKey}`
  return { identity, reason: `creds handed out before keep ${kept} that they had; to end that: ${end}` }
}
