// Finds denials of a queue that a subscription with a wildcard gets round, on servers that do not filter what it gets.
import type { Cluster } from '../model/model'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import type { Since } from '../values/server-version'
import { atLeast } from '../values/server-version'
import { covers, isLiteral, overlaps, splitSubscription } from '../values/subject'
import type { DeclaredPermissions } from './support/permissions'
import { declaredPermissions } from './support/permissions'

/** The releases that look at queues when they deliver. */
const ENFORCED: Since = ['2.12.14', '2.14.4']

const change =
  'run 2.12.14, 2.14.4 or later; or deny the subject without a queue, or allow no wildcard over it'

export const queueDenyUnenforced: BuiltInRule = {
  code: 'queue-deny-unenforced',
  severity: 'warning',
  title: 'a server enforces the denial of a queue on wildcards, too',
  why: 'Before 2.12.14 and 2.14.4 a queue subscription with a wildcard that is wider than the denial is accepted, and gets what was denied.',
  change,
  source: 'nats-server server/client.go deliverMsg, checkDenySub at the tags of the releases',
  example:
    'permissions.subscribe.deny: "orders.eu workers" is not enforced on wildcards by "hub", which runs 2.11',
  check: ({ model }) => {
    const old = model.clusters.filter(({ serverVersion }) => !atLeast(serverVersion, ENFORCED))
    const bySystem = groupBy(old, ({ system }) => system)
    return declaredPermissions(model).flatMap((declared) => {
      const [cluster] = bySystem.get(declared.account?.system ?? '') ?? []
      return cluster === undefined || declared.account === undefined ? [] : problems(declared, cluster)
    })
  },
}

function problems(
  { path, prop, permissions }: DeclaredPermissions,
  { name, serverVersion }: Cluster,
): readonly Violation[] {
  const { allow, deny = [] } = permissions.subscribe ?? {}
  const wildcards = allow?.map((entry) => splitSubscription(entry).subject).filter((s) => !isLiteral(s))
  return deny.flatMap((entry) => {
    const { subject, queue } = splitSubscription(entry)
    const isWider = (allowed: string): boolean => overlaps(allowed, subject) && !covers(subject, allowed)
    if (queue === undefined || !(wildcards ?? ['>']).some(isWider)) return []
    const message = `${prop}.subscribe.deny: ${show(entry)} is not enforced on wildcards by ${show(name)}, which runs ${serverVersion.text}`
    return [{ path, message, change }]
  })
}
