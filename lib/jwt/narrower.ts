// In: the limits that servers hold a user to by one JWT, and by another of before. Out: whether the first have something that the other
// does not. Subjects are not compared here. Source: nats-io/jwt v2 user_claims.go, types.go.
import type { UserPermissionLimits } from './common'

/** Of a list, what stands in it counts as it is written: other networks may be more or fewer. */
export const isNarrower = (now: UserPermissionLimits, was: UserPermissionLimits): boolean =>
  (['subs', 'data', 'payload'] as const).some((name) => limitOf(now[name]) < limitOf(was[name])) ||
  isShorter(now.src, was.src) ||
  isShorter(now.allowed_connection_types, was.allowed_connection_types) ||
  isShorter(hoursOf(now), hoursOf(was)) ||
  (was.bearer_token === true && now.bearer_token !== true) ||
  (was.proxy_required !== true && now.proxy_required === true)

const limitOf = (given = -1): number => (given < 0 ? Infinity : given)

/** Where nothing is listed, all is allowed. */
const isShorter = (now: readonly string[] = [], was: readonly string[] = []): boolean =>
  now.length > 0 && (was.length === 0 || was.some((one) => !now.includes(one)))

const hoursOf = ({ times = [], times_location: zone = '' }: UserPermissionLimits): readonly string[] =>
  times.map(({ start = '', end = '' }) => `${start} ${end} ${zone}`)
