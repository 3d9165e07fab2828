// In: seconds, as JWTs have them. Out: RFC 3339, and words for how long ago or ahead that is.
import { count } from '../values/words'

/** The last second of which JavaScript has a date. */
const LAST = 8.64e12

export const rfc3339 = (seconds: number): string =>
  Math.abs(seconds) > LAST
    ? `second ${String(seconds)}`
    : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const

/** `in 3 days`, `2 hours ago`, `now`. */
export function fromNow(seconds: number, now: number): string {
  const distance = Math.abs(seconds - now)
  const [size, unit] = UNITS.find(([least]) => distance >= least) ?? [1, 'second']
  if (distance === 0) return 'now'
  const words = count(Math.floor(distance / size), unit)
  return seconds > now ? `in ${words}` : `${words} ago`
}
