// In: a seed. Out: random bytes that are the same every time, for deployments in tests. Never for anything that is used.
import { createCipheriv, hash } from 'node:crypto'

/** The key stream of AES-256-CTR under the seed's digest. */
export function seededRandom(seed: string): (bytes: number) => Buffer {
  const stream = createCipheriv('aes-256-ctr', hash('sha256', seed, 'buffer'), Buffer.alloc(16))
  return (bytes) => stream.update(Buffer.alloc(bytes))
}
