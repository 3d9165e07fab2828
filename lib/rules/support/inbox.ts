// In: a user. Out: where the answers to its requests arrive, and whether somebody may subscribe there.
import type { AllowDeny, Permissions, User } from '../../model/model'
import { received, widest } from '../../permissions/grants'
import { witness, type SubjectAlgebra } from '../../permissions/subject-set'
import type { Subject } from '../../values/subject'
import { overlaps, splitSubscription } from '../../values/subject'

/** Clients take `_INBOX` where they are told nothing else. */
export const inboxOf = (user: User | undefined): Subject => `${user?.inboxPrefix ?? '_INBOX'}.>`

/** True for subscriptions without a queue: answers have none. */
export function maySubscribe(
  { subscribe = {} }: Permissions,
  inbox: Subject,
  algebra: SubjectAlgebra,
): boolean {
  // Most have this very entry, and are denied nothing.
  if (subscribe.deny === undefined && subscribe.allow?.includes(inbox)) return true
  const { allow, deny } = near(subscribe, inbox)
  const plain = allow?.filter((entry) => !entry.includes(' '))
  if (deny.length === 0) return plain === undefined || plain.length > 0
  return readBelow({ ...(plain && { allow: plain }), deny }, inbox, algebra) !== undefined
}

/** A subject below `inbox` that comes to who may subscribe so; undefined: none does. */
export function readBelow(lists: AllowDeny, inbox: Subject, algebra: SubjectAlgebra): Subject | undefined {
  return witness(algebra.intersection(received(algebra, near(lists, inbox)), algebra.of([inbox])))
}

/** What of `lists` says something of `inbox`. */
function near({ allow, deny = [] }: AllowDeny, inbox: Subject) {
  const about = (entries: readonly string[]): readonly string[] =>
    entries.filter((entry) => overlaps(widest(splitSubscription(entry).subject), inbox))
  return { ...(allow && { allow: about(allow) }), deny: about(deny) }
}
