// Finds hours of the day that go past midnight, on servers that know no morning after.
import type { Cluster, UserRestrictions } from '../model/model'
import { operatorOf, usersOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import type { Since } from '../values/server-version'
import { atLeast, formatSince } from '../values/server-version'
import { scopesOf } from './support/scopes'

/** The first releases that look at the hours after midnight. */
const MENDED: Since = ['2.11.17', '2.12.8']

export const hoursPastMidnight: BuiltInRule = {
  code: 'hours-past-midnight',
  severity: 'error',
  title: 'who may work at night is let in after midnight, too',
  why: 'Before 2.11.17 and 2.12.8 nats-server takes the start of such hours for that of the day that has begun: from midnight on nobody is let in, and who is connected is cut off and cannot return.',
  change: 'give the hours before midnight and those after it as two, or run 2.11.17, 2.12.8 or later',
  source: 'nats-server server/jwt.go validateTimes at the tags of the releases',
  example: 'times: from 22:00:00 to 06:00:00 ends at midnight on "hub", which runs 2.10',
  check: ({ model }) => {
    const old = model.clusters.filter(({ serverVersion }) => !atLeast(serverVersion, MENDED))
    const bySystem = groupBy(old, ({ system }) => system)
    return [
      ...usersOf(model)
        .filter(({ account }) => operatorOf(model, account))
        .flatMap(({ path, account, restrictions }) =>
          problems(path, 'times', restrictions, bySystem.get(account.system)),
        ),
      ...scopesOf(model).flatMap(({ account, key, scope }) =>
        problems(account.path, `signingKeys.${key}.scope.times`, scope, bySystem.get(account.system)),
      ),
    ]
  },
}

function problems(
  path: string,
  prop: string,
  { times = [] }: UserRestrictions,
  [cluster]: readonly Cluster[] = [],
): readonly Violation[] {
  if (cluster === undefined) return []
  return times
    .filter(({ start, end }) => start > end)
    .map(({ start, end }) => ({
      path,
      message: `${prop}: from ${start} to ${end} ends at midnight on ${show(cluster.name)}, which runs ${cluster.serverVersion.text}`,
      change: `give two: from ${start} to 23:59:59 and from 00:00:00 to ${end}; or run ${formatSince(MENDED)} or later`,
    }))
}
