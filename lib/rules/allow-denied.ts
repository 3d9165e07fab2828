// Finds permissions that are given and taken away again.
import type { BuiltInRule, Violation } from '../model/rule'
import { subjectAlgebra, type SubjectAlgebra } from '../permissions/subject-set'
import { show } from '../values/finding'
import type { Subject, Subscription } from '../values/subject'
import { covers, splitSubscription } from '../values/subject'
import { coveringOf, together } from './support/covering'
import type { DeclaredPermissions } from './support/permissions'
import { declaredPermissions } from './support/permissions'

const change = 'take it out of allow, or deny less'

export const allowDenied: BuiltInRule = {
  code: 'allow-denied',
  severity: 'warning',
  title: 'of what is allowed, something is left that is not denied',
  why: 'Deny wins over allow, whatever the order and however exact: the user is refused what the program seems to grant.',
  change,
  source: 'nats-server server/client.go pubAllowedFullCheck, canSubscribe',
  example: 'permissions.publish.allow: "orders.eu" is denied by "orders.>"',
  check: ({ model }) => {
    const algebra = subjectAlgebra()
    return declaredPermissions(model).flatMap((declared) => [
      ...problems(declared, 'publish', algebra),
      ...problems(declared, 'subscribe', algebra),
    ])
  },
}

function problems(
  { path, prop, permissions }: DeclaredPermissions,
  side: 'publish' | 'subscribe',
  algebra: SubjectAlgebra,
): readonly Violation[] {
  const { allow = [], deny = [] } = permissions[side] ?? {}
  if (deny.length === 0) return []
  const denied = deny.map(splitSubscription)
  const plain = coveringOf(
    algebra,
    denied.flatMap(({ subject, queue }) => (queue === undefined ? [subject] : [])),
  )
  return allow.flatMap((entry) => {
    const { subject, queue } = splitSubscription(entry)
    const whole = plain(subject)
    const by =
      whole.length > 0 ? whole : deny.filter((_, i) => deniesQueue(denied[i], subject, queue)).slice(0, 1)
    if (by.length === 0) return []
    return [{ path, message: `${prop}.${side}.allow: ${show(entry)} is denied by ${together(by)}`, change }]
  })
}

/** The denial of a queue is about subscriptions with the queue alone. */
const deniesQueue = (
  denied: Subscription | undefined,
  subject: Subject,
  queue: string | undefined,
): boolean =>
  denied?.queue !== undefined &&
  queue !== undefined &&
  covers(denied.subject, subject) &&
  covers(denied.queue, queue)
