// Finds permissions to publish whose last * some releases do not find, because a longer entry begins as the subject does.
import type { Cluster } from '../model/model'
import type { BuiltInRule, Violation } from '../model/rule'
import { behaviourOf } from '../permissions/behaviour'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import { covers } from '../values/subject'
import type { DeclaredPermissions } from './support/permissions'
import { declaredPermissions } from './support/permissions'

export const wildcardMissed: BuiltInRule = {
  code: 'wildcard-missed',
  severity: 'error',
  title: 'a * at the end of a permission to publish is found by the servers that run',
  why: 'From 2.10.22 to 2.11.11 and 2.12.3 nats-server does not look at it where a longer entry of the list begins like the subject: the denied subject is let through, the allowed one is refused.',
  change: 'add the subject itself to the list, or run 2.11.12, 2.12.4 or later',
  source: 'nats-server server/sublist.go matchLevelForAny at the tags of the releases',
  example: 'permissions.publish.deny: "*" does not match "audit" beside "audit.*" on "hub", which runs 2.10',
  check: ({ model }) => {
    const broken = model.clusters.filter(
      ({ serverVersion }) => behaviourOf(serverVersion).literalHidesWildcard,
    )
    const bySystem = groupBy(broken, ({ system }) => system)
    return declaredPermissions(model).flatMap((declared) => {
      const [cluster] = bySystem.get(declared.account?.system ?? '') ?? []
      if (cluster === undefined || declared.account === undefined) return []
      return [...problems(declared, 'allow', cluster), ...problems(declared, 'deny', cluster)]
    })
  },
}

function problems(
  { path, prop, permissions }: DeclaredPermissions,
  list: 'allow' | 'deny',
  { name, serverVersion }: Cluster,
): readonly Violation[] {
  const entries = permissions.publish?.[list] ?? []
  const longer = groupBy(entries.flatMap(beginnings), ({ before }) => before)
  return entries.flatMap((entry) => {
    const [, before] = /^(.*\.|)\*$/.exec(entry) ?? []
    if (before === undefined) return []
    const missed = (longer.get(before) ?? []).find(
      ({ subject }) => !entries.some((other) => other !== entry && covers(other, subject)),
    )
    if (missed === undefined) return []
    const message = `${prop}.publish.${list}: ${show(entry)} does not match ${show(missed.subject)} beside ${show(missed.entry)} on ${show(name)}, which runs ${serverVersion.text}`
    return [{ path, message, change: `add ${show(missed.subject)} to the list` }]
  })
}

interface Beginning {
  /** Up to the last token of `subject`. */
  readonly before: string
  readonly subject: string
  readonly entry: string
}

/** The subjects that `entry` begins with, and goes on. */
function beginnings(entry: string): readonly Beginning[] {
  const tokens = entry.split('.')
  return tokens.slice(0, -1).flatMap((token, i) => {
    if (token === '*') return []
    const before = tokens
      .slice(0, i)
      .map((t) => `${t}.`)
      .join('')
    return [{ before, subject: `${before}${token}`, entry }]
  })
}
