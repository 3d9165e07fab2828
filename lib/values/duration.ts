// In: '30s', '1h30m', '90d'. Out: milliseconds, and the text that Go's time.ParseDuration reads.
import { ValueError, show } from './finding'

type Unit = 'ms' | 's' | 'm' | 'h' | 'd'

/** Text such as `'500ms'`, `'30s'`, `'12h'`, `'90d'` or `'1h30m'`. `d` is 24 hours. */
export type Duration = `${number}${Unit}` | `${number}h${number}m` | `${number}m${number}s`

const UNITS: Record<Unit, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `duration`. Throws ValueError `invalid-duration` unless it is a positive whole number of them. */
export function parseDuration(duration: unknown): number {
  if (typeof duration !== 'string' || !/^(\d{1,12}(\.\d{1,6})?(ms|s|m|h|d))+$/.test(duration))
    throw invalid(duration)
  let total = 0
  for (const [, amount, unit] of duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    total += Number(amount) * UNITS[unit as Unit]
  if (!Number.isSafeInteger(total) || total <= 0) throw invalid(duration)
  return total
}

/** `milliseconds` as Go writes it in a conf: `90s` is `1m30s`, `500` is `500ms`. */
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
    `${show(duration)} is not a positive duration`,
    "give a number and a unit, such as '500ms', '30s', '12h' or '90d'",
  )
}
