// In: '30s', '1h30m', '90d'. Out: milliseconds, and the text that Go's time.ParseDuration reads.
import { ValueError, show } from './finding'

type Unit = 'ms' | 's' | 'm' | 'h' | 'd'

/** Text such as `'500ms'`, `'30s'`, `'12h'`, `'90d'` or `'1h30m'`. `d` is 24 hours. */
export type Duration = `${number}${Unit}` | `${number}h${number}m` | `${number}m${number}s`

const UNITS: Readonly<Record<string, bigint>> = {
  ms: 1n,
  s: 1_000n,
  m: 60_000n,
  h: 3_600_000n,
  d: 86_400_000n,
}

/** Go counts nanoseconds in 64 bits: some 292 years. */
const LONGEST = 2n ** 63n / 1_000_000n

/** Milliseconds of `duration`. Throws ValueError `invalid-duration` unless it is a positive whole number of them. */
export function parseDuration(duration: unknown): number {
  if (typeof duration !== 'string' || !/^(\d{1,12}(\.\d{1,6})?(ms|s|m|h|d)){1,5}$/.test(duration))
    throw invalid(duration)
  // In millionths of a millisecond, because six places after the point are no exact binary fractions.
  let total = 0n
  for (const [, whole = '', fraction = '', unit = ''] of duration.matchAll(/(\d+)(?:\.(\d+))?([a-z]+)/g))
    total += BigInt(whole + fraction.padEnd(6, '0')) * (UNITS[unit] ?? 0n)
  const milliseconds = total / 1_000_000n
  if (total % 1_000_000n !== 0n || milliseconds === 0n || milliseconds > LONGEST) throw invalid(duration)
  return Number(milliseconds)
}

/** `milliseconds` as Go writes it in a conf: 90000 is `1m30s`, 500 is `500ms`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds % 1000 !== 0) return `${String(milliseconds)}ms`
  const seconds = milliseconds / 1000
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const
  return (
    parts
      .filter(([n]) => n > 0)
      .map(([n, unit]) => `${String(n)}${unit}`)
      .join('') || '0s'
  )
}

function invalid(duration: unknown): ValueError {
  return new ValueError(
    'invalid-duration',
    `${show(duration)} is not a positive duration of whole milliseconds, up to 292 years`,
    "give a number and a unit, such as '500ms', '30s', '12h' or '90d'",
  )
}
