// Finds messages that may be larger than what may wait for a client.
import type { BuiltInRule } from '../model/rule'

/** nats-server's defaults (server/const.go), in bytes. */
const MAX_PAYLOAD = 1024 * 1024
const MAX_PENDING = 64 * 1024 * 1024

const change = 'lower limits.maxPayload, or raise limits.maxPending'

export const payloadOverPending: BuiltInRule = {
  code: 'payload-over-pending',
  severity: 'error',
  title: 'limits.maxPayload is at most limits.maxPending',
  why: 'nats-server refuses to start otherwise.',
  change,
  source: 'nats-server server/server.go validateOptions',
  example: 'limits.maxPayload: 1048576 bytes are more than limits.maxPending, 65536',
  check: ({ model }) =>
    model.clusters.flatMap(({ path, limits }) => {
      const maxPayload = orDefault(limits.maxPayload, MAX_PAYLOAD)
      const maxPending = orDefault(limits.maxPending, MAX_PENDING)
      if (maxPayload <= maxPending) return []
      const message = `limits.maxPayload: ${String(maxPayload)} bytes are more than limits.maxPending, ${String(maxPending)}`
      return [{ path, message, change }]
    }),
}

/** nats-server takes 0 for unset. */
const orDefault = (given: number | undefined, byDefault: number): number =>
  given === undefined || given === 0 ? byDefault : given
