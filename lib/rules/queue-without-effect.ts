// Finds permissions for queues that nats-server never comes to look at.
import type { BuiltInRule, Violation } from '../model/rule'
import { widest } from '../permissions/grants'
import { show } from '../values/finding'
import type { Subscription } from '../values/subject'
import { covers, overlaps, splitSubscription } from '../values/subject'
import type { DeclaredPermissions } from './support/permissions'
import { declaredPermissions } from './support/permissions'

const change = 'leave it out, or correct its subject or its queue'

export const queueWithoutEffect: BuiltInRule = {
  code: 'queue-without-effect',
  severity: 'warning',
  title: 'a permission for a queue decides something',
  why: 'What it says of the queue is decided elsewhere: the program promises a limit, or a leave, that is none.',
  change,
  source: 'nats-server server/client.go canSubscribe, queueMatches, processSubEx ("_sys_")',
  example:
    'permissions.subscribe.deny: "orders.eu workers" says nothing beside "orders.>", which denies all of it',
  check: ({ model }) => declaredPermissions(model).flatMap(problems),
}

/** The queue that nats-server keeps for itself. */
const RESERVED = '_sys_'

function problems({ path, prop, permissions }: DeclaredPermissions): readonly Violation[] {
  const { allow, deny = [] } = permissions.subscribe ?? {}
  const allowed = allow?.map(splitSubscription)
  const at = (list: 'allow' | 'deny', entry: string, why: string): Violation => ({
    path,
    message: `${prop}.subscribe.${list}: ${show(entry)} ${why}`,
    change,
  })
  return [
    ...(allow ?? [])
      .filter((entry) => splitSubscription(entry).queue === RESERVED)
      .map((entry) => at('allow', entry, `names a queue that nats-server refuses to everybody`)),
    ...deny.flatMap((entry) => {
      const denied = splitSubscription(entry)
      if (denied.queue === undefined) return []
      const plain = deny.find((other) => !other.includes(' ') && covers(other, denied.subject))
      if (plain !== undefined)
        return [at('deny', entry, `says nothing beside ${show(plain)}, which denies all of it`)]
      if (denied.queue === RESERVED)
        return [at('deny', entry, 'names a queue that nats-server refuses to everybody')]
      return allowed?.some((given) => mayJoin(given, denied)) === false
        ? [at('deny', entry, 'denies what allow does not let in')]
        : []
    }),
  ]
}

const mayJoin = (given: Subscription, { subject, queue = '' }: Subscription): boolean =>
  overlaps(widest(given.subject), subject) && (given.queue === undefined || overlaps(given.queue, queue))
