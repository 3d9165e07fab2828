// Free ports of 127.0.0.1. In: the ports that are wanted. Out: how far to shift all of them.
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A random offset at which nobody listens on any of `ports`. Shifted ports of up to 9000 stay below those that the
 * system gives to outgoing connections (from 32768 on Linux).
 */
export async function freeOffset(ports: readonly number[]): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const offset = randomInt(100, 23_000)
    const free = await Promise.all(ports.map((port) => isFree(port + offset)))
    if (free.every(Boolean)) return offset
  }
  throw new Error(`found no ${String(ports.length)} free ports on 127.0.0.1`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
