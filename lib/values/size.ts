// In: a number of bytes, or text such as '64MB'. Out: a whole number of bytes.
import { ValueError, show } from './finding'

/** Bytes: a whole number, or text with a unit. `KB MB GB TB` and `KiB …` are powers of 1024, as in nats-server. */
export type Size = number | `${number}${'B' | 'KB' | 'MB' | 'GB' | 'TB' | 'KiB' | 'MiB' | 'GiB' | 'TiB'}`

const POWERS: Record<string, number> = { B: 0, K: 1, M: 2, G: 3, T: 4 }

/** `size` in bytes. Throws ValueError `invalid-size`. */
export function parseSize(size: unknown): number {
  const bytes = typeof size === 'number' ? size : fromText(size)
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw invalid(size)
  return bytes
}

function fromText(size: unknown): number {
  const match = typeof size === 'string' ? /^(\d{1,15})(?:(B)|([KMGT])i?B)$/.exec(size) : null
  if (match === null) throw invalid(size)
  return Number(match[1]) * 1024 ** (POWERS[match[2] ?? match[3] ?? 'B'] ?? 0)
}

function invalid(size: unknown): ValueError {
  return new ValueError(
    'invalid-size',
    `${show(size)} is not a size`,
    "give whole bytes, or text such as '512KB', '64MB' or '10GB'",
  )
}
