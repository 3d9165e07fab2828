// Finds permissions to subscribe to one token that let in all the tokens that follow.
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { covers, splitSubscription } from '../values/subject'
import type { DeclaredPermissions } from './support/permissions'
import { declaredPermissions } from './support/permissions'

export const wildcardGrantsMore: BuiltInRule = {
  code: 'wildcard-grants-more',
  severity: 'warning',
  title: 'a permission to subscribe to orders.* gives no more than that',
  why: 'nats-server takes the last * of a permission for leave to subscribe to "orders.>", and then delivers everything below.',
  change: "allow 'orders.>' if all of it may be read; else deny 'orders.*.>'",
  source: 'nats-server server/client.go canSubscribe, server/sublist.go (a wildcard matches a wildcard)',
  example: 'permissions.subscribe.allow: "orders.*" also allows "orders.>"',
  check: ({ model }) => declaredPermissions(model).flatMap(problems),
}

function problems({ path, prop, permissions }: DeclaredPermissions): readonly Violation[] {
  const { allow = [], deny = [] } = permissions.subscribe ?? {}
  const subjects = allow.map((entry) => splitSubscription(entry).subject)
  return subjects.flatMap((subject) => {
    // Below the discovery of services, `$SRV.PING.name.id`, there is nothing.
    if (!/(^|\.)\*$/.test(subject) || /^\$SRV\.[^.]+\.[^.]+\.\*$/.test(subject)) return []
    const below = `${subject}.>`
    const all = subject.replace(/\*$/, '>')
    // What is denied is not delivered; a queue's denial is about the queue alone.
    if (deny.some((entry) => covers(entry, below)) || subjects.some((other) => covers(other, all))) return []
    return [
      {
        path,
        message: `${prop}.subscribe.allow: ${show(subject)} also allows ${show(all)}`,
        change: `allow ${show(all)} if all of it may be read; else deny ${show(below)}`,
      },
    ]
  })
}
