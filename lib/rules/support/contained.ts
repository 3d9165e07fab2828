// In: two subjects. Out: whether nats-io/jwt takes the one for a part of the other.
import type { Subject } from '../../values/subject'
import { covers } from '../../values/subject'

/** As servers see it, but for an inner `>` at the place of an outer `*`, which it takes for one token (types.go IsContainedIn). */
export const isContainedIn = (inner: Subject, outer: Subject): boolean =>
  covers(outer, inner) || (inner.endsWith('>') && covers(outer, inner.replace(/>$/, '*')))
