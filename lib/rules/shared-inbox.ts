// Finds users who may read the answers to the requests of others.
import type { Account, Model, Permissions, User } from '../model/model'
import { accountsOf, permissionsOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { widest } from '../permissions/grants'
import { subjectAlgebra, type SubjectAlgebra } from '../permissions/subject-set'
import { show } from '../values/finding'
import { firstOfEach, groupBy } from '../values/group'
import { splitSubscription } from '../values/subject'
import { count } from '../values/words'
import { inboxOf, maySubscribe, readBelow } from './support/inbox'
import type { SubjectIndex } from './support/subject-index'
import { indexSubjects } from './support/subject-index'

export const sharedInbox: BuiltInRule = {
  code: 'shared-inbox',
  severity: 'warning',
  title: 'the answers to a user can be read by nobody else whose subscriptions are limited',
  why: 'Whoever may subscribe to the inbox prefix of another reads every answer that it gets, and can answer in the place of the service.',
  change: 'give each user an inboxPrefix of its own, and allow nobody else to subscribe below it',
  source: 'docs.nats.io, Private inbox (custom inbox prefix); nats-server server/client.go canSubscribe',
  example: 'users: "yan" and 1 other may all subscribe to the inbox "_INBOX.>"',
  check: ({ model }) => {
    const algebra = subjectAlgebra()
    return accountsOf(model).flatMap((account) => problems(account, model, algebra))
  },
}

interface Reader {
  readonly user: User
  readonly permissions: Permissions
  /** What it may subscribe to. */
  readonly allow: readonly string[]
}

function problems(account: Account, model: Model, algebra: SubjectAlgebra): readonly Violation[] {
  const readers = account.users.flatMap((user) => readerOf(user, permissionsOf(model, account, user)))
  if (readers.length === 0) return []
  const own = readers.filter(({ user, permissions }) => maySubscribe(permissions, inboxOf(user), algebra))
  const inboxes = indexSubjects(firstOfEach(account.users, inboxOf), inboxOf)
  return [
    ...[...groupBy(own, ({ user }) => inboxOf(user))].flatMap(([inbox, group]) =>
      shared(account, inbox, group),
    ),
    ...readers.flatMap((reader) => reads(reader, inboxes, algebra)),
  ]
}

/** Only who is limited: who may subscribe to everything is meant to. */
function readerOf(user: User, permissions: Permissions | undefined): readonly Reader[] {
  const allow = permissions?.subscribe?.allow
  if (permissions === undefined || allow === undefined || allow.includes('>')) return []
  return [{ user, permissions, allow }]
}

function shared(
  { path }: Account,
  inbox: string,
  [first, ...others]: readonly Reader[],
): readonly Violation[] {
  if (first === undefined || others.length === 0) return []
  const message = `users: ${show(first.user.name)} and ${count(others.length, 'other')} may all subscribe to the inbox ${show(inbox)}`
  return [{ path, message, change: 'give each of them an inboxPrefix of its own' }]
}

/** Of a queue, too: that is given each answer beside its owner. */
function reads(
  { user, permissions, allow }: Reader,
  inboxes: SubjectIndex<User>,
  algebra: SubjectAlgebra,
): readonly Violation[] {
  for (const entry of allow)
    for (const other of inboxes(widest(splitSubscription(entry).subject))) {
      const inbox = inboxOf(other)
      if (inbox === inboxOf(user)) continue
      const one = readBelow({ ...permissions.subscribe, allow: [entry] }, inbox, algebra)
      if (one === undefined) continue
      const message = `permissions.subscribe.allow: ${show(entry)} lets the user read the answers to ${other.path}, such as ${show(one)}`
      return [{ path: user.path, message, change: `deny ${show(inbox)}, or allow less` }]
    }
  return []
}
