// Finds permissions that are given and taken away again.
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import type { Subscription } from '../values/subject'
import { covers, splitSubscription } from '../values/subject'
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
  check: ({ model }) =>
    declaredPermissions(model).flatMap((declared) => [
      ...problems(declared, 'publish'),
      ...problems(declared, 'subscribe'),
    ]),
}

function problems(
  { path, prop, permissions }: DeclaredPermissions,
  side: 'publish' | 'subscribe',
): readonly Violation[] {
  const { allow = [], deny = [] } = permissions[side] ?? {}
  return allow.flatMap((entry) => {
    const allowed = splitSubscription(entry)
    const by = deny.find((denied) => denies(splitSubscription(denied), allowed))
    if (by === undefined) return []
    return [{ path, message: `${prop}.${side}.allow: ${show(entry)} is denied by ${show(by)}`, change }]
  })
}

/** True when nothing is left of `allowed`; the denial of a queue is about subscriptions with the queue alone. */
const denies = (denied: Subscription, allowed: Subscription): boolean =>
  covers(denied.subject, allowed.subject) &&
  (denied.queue === undefined || (allowed.queue !== undefined && covers(denied.queue, allowed.queue)))
