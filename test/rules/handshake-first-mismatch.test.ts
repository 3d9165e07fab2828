import type { Construct } from 'constructs'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { TlsSurfaceFields } from '../../lib/constructs/tls-props'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { handshakeFirstMismatch } from '../../lib/rules/handshake-first-mismatch'
import type { ServerVersion } from '../../lib/values/server-version'
import { base, describeRule, messagesOf } from '../support/judge'

type HandshakeFirst = Exclude<TlsSurfaceFields['handshakeFirst'], undefined>

const ends =
  (hubFirst: HandshakeFirst, remoteFirst?: boolean, serverVersion: ServerVersion = '2.12') =>
  (scope: Construct): void => {
    const { hub, ca: issuer, orders } = base(scope, { leafnodes: {}, serverVersion })
    new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer, handshakeFirst: hubFirst })
    const tls = remoteFirst === undefined ? {} : { handshakeFirst: remoteFirst }
    new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders, tls }] })
  }

describeRule(handshakeFirstMismatch, {
  fires: { program: ends(false, true), at: ['prod/berlin/hub-ORDERS'] },
  quiet: {
    'neither end begins with TLS': ends(false, false),
    'both begin with TLS': ends(true, true),
    'the remote takes it from the hub': ends(true),
    'the remote takes it from a hub that falls back': ends('auto'),
    'the remote takes it from a hub that never begins with TLS': ends(false),
  },
})

test.each<[HandshakeFirst, boolean, ServerVersion, number]>([
  [true, false, '2.12', 1],
  [true, false, '2.10', 1],
  // From 2.11 on a hub that is asked to falls back, within the second for which a remote waits.
  ['auto', false, '2.11', 0],
  ['auto', false, '2.10', 1],
  ['900ms', false, '2.12', 0],
  ['1s', false, '2.12', 1],
  ['auto', true, '2.10', 0],
  ['5s', true, '2.12', 0],
])('a hub with %j, a remote with %j, on %s: %i', (hubFirst, remoteFirst, version, expected) => {
  expect(messagesOf(handshakeFirstMismatch, ends(hubFirst, remoteFirst, version))).toHaveLength(expected)
})
