// In: a user. Out: where the answers to its requests arrive, and whether somebody may subscribe there.
import type { Permissions, User } from '../../model/model'
import type { Subject } from '../../values/subject'
import { covers, overlaps } from '../../values/subject'

/** Clients take `_INBOX` where they are told nothing else. */
export const inboxOf = (user: User | undefined): Subject => `${user?.inboxPrefix ?? '_INBOX'}.>`

/** True for subscriptions without a queue: answers have none. */
export function maySubscribe({ subscribe }: Permissions, subject: Subject): boolean {
  const { allow, deny = [] } = subscribe ?? {}
  return (
    (allow === undefined || allow.some((entry) => !entry.includes(' ') && overlaps(entry, subject))) &&
    !deny.some((entry) => !entry.includes(' ') && covers(entry, subject))
  )
}
