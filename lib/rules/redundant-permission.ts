// Finds entries of a list that the others say already.
import type { Cluster } from '../model/model'
import type { BuiltInRule, Violation } from '../model/rule'
import { behaviourOf } from '../permissions/behaviour'
import { subjectAlgebra, type SubjectAlgebra } from '../permissions/subject-set'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import { coveringOf, together } from './support/covering'
import { inboxOf } from './support/inbox'
import { declaredPermissions, type DeclaredPermissions } from './support/permissions'
import { listsOf, type PermissionList } from './support/scopes'

const change = 'leave it out, or take the wider one out if only this was meant'

export const redundantPermission: BuiltInRule = {
  code: 'redundant-permission',
  severity: 'warning',
  title: 'each entry of a list says something that the others do not',
  why: 'Who takes it out believes that something is taken away, and who reads it that the list is narrower than it is.',
  change,
  source: 'nats-server server/sublist.go (a subject is in a list if one entry matches it)',
  example: 'permissions.publish.allow: "orders.created" says nothing beside "orders.>"',
  check: ({ model }) => {
    const algebra = subjectAlgebra()
    const clusters = groupBy(model.clusters, ({ system }) => system)
    return declaredPermissions(model).flatMap((declared) => {
      const servers = clusters.get(declared.account?.system ?? '') ?? []
      return listsOf(declared.permissions).flatMap((list) => problems(declared, list, servers, algebra))
    })
  },
}

function problems(
  { path, prop, user }: DeclaredPermissions,
  list: PermissionList,
  servers: readonly Cluster[],
  algebra: SubjectAlgebra,
): readonly Violation[] {
  // What an entry says of a queue, rule queue-without-effect looks at.
  const entries = list.entries.filter((entry) => !entry.includes(' '))
  if (entries.length < 2) return []
  const isMissed = list.prop.startsWith('publish') && servers.some(missesWildcards)
  const counts = (other: string): boolean => !(isMissed && /(^|\.)\*$/.test(other))
  const covering = coveringOf(algebra, entries)
  const found = entries.map((entry, i) =>
    entries.indexOf(entry) < i ? [entry] : covering(entry, (other) => other !== entry && counts(other)),
  )
  const left = new Set(entries.filter((_, i) => found[i]?.length !== 1))
  return entries.flatMap((entry, i) => {
    const several = (found[i]?.length ?? 0) > 1
    // Those that are left out themselves hold nothing any more.
    const by = several
      ? covering(entry, (other) => other !== entry && left.has(other) && counts(other))
      : (found[i] ?? [])
    // The inbox is also what clients are told.
    if (by.length === 0 || (list.prop === 'subscribe.allow' && entry === inboxOf(user))) return []
    const why = by[0] === entry ? 'stands there twice' : `says nothing beside ${together(by)}`
    return [{ path, message: `${prop}.${list.prop}: ${show(entry)} ${why}`, change }]
  })
}

const missesWildcards = ({ serverVersion }: Cluster): boolean =>
  behaviourOf(serverVersion).literalHidesWildcard
