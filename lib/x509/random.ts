// In: nothing. Out: random bytes of the system, which is asked for many at once: that takes no longer than asking for few.
import { randomBytes } from 'node:crypto'
import type { Random } from './key-pair'

const POOL = 4096

export function systemRandom(): Random {
  let pool = Buffer.alloc(0)
  return (bytes) => {
    if (bytes > pool.length) pool = randomBytes(Math.max(bytes, POOL))
    const drawn = pool.subarray(0, bytes)
    pool = pool.subarray(bytes)
    return drawn
  }
}
