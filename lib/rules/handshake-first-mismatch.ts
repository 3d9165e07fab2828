// Finds leaf remotes that begin with TLS where the hub begins with INFO, or the other way round.
import type { Cluster } from '../model/model'
import { remotesOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { atLeast } from '../values/server-version'

/** How long a remote waits for INFO (nats-server server/const.go, DEFAULT_LEAFNODE_INFO_WAIT), in milliseconds. */
const INFO_WAIT = 1000

type Order = 'tls first' | 'INFO first' | 'either'

export const handshakeFirstMismatch: BuiltInRule = {
  code: 'handshake-first-mismatch',
  severity: 'error',
  title: 'handshakeFirst is the same at both ends of a leaf node connection',
  why: 'One end waits for INFO while the other waits for TLS: the leaf node never connects.',
  change: 'leave handshakeFirst out of the remote, which takes it from the hub, or set it as the hub has it',
  source:
    'nats-server server/leafnode.go; server/opts.go parseTLS (handshake_first, fallback of leaf nodes since 2.11)',
  example: 'tls.handshakeFirst: true, but the leafnodes listener of "hub" begins with INFO',
  check: ({ model }) =>
    remotesOf(model).flatMap(({ remote, hub }) => {
      if (hub?.tls.leafnodes === undefined || remote.tls === undefined) return []
      const { handshakeFirst } = remote.tls
      const hubOrder = order(hub, hub.tls.leafnodes.handshakeFirst)
      if (hubOrder === 'either' || (hubOrder === 'tls first') === (handshakeFirst !== false)) return []
      return [
        {
          path: remote.path,
          message: `tls.handshakeFirst: ${String(handshakeFirst)}, but the leafnodes listener of "${hub.name}" begins with ${hubOrder === 'tls first' ? 'TLS' : 'INFO'}`,
          change: `set handshakeFirst: ${String(hubOrder === 'tls first')} in the remote's tls, or leave it out`,
        },
      ]
    }),
}

function order(hub: Cluster, handshakeFirst: boolean | 'auto' | number): Order {
  if (typeof handshakeFirst === 'boolean') return handshakeFirst ? 'tls first' : 'INFO first'
  const fallsBack = atLeast(hub.serverVersion, ['2.11.0'])
  const waits = handshakeFirst === 'auto' ? 50 : handshakeFirst
  return fallsBack && waits < INFO_WAIT ? 'either' : 'tls first'
}
