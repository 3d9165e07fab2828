import type { Construct } from 'constructs'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import type { TlsSurfaceFields } from '../../lib/constructs/tls-surface'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import type { LeafRemote, Model } from '../../lib/model/model'
import { handshakeFirstMismatch } from '../../lib/rules/handshake-first-mismatch'
import { base, describeRule } from '../support/judge'
import { modelOf } from '../support/model'

type HandshakeFirst = TlsSurfaceFields['handshakeFirst']

const ends =
  (hubFirst: HandshakeFirst, remoteFirst?: HandshakeFirst, props: Partial<NatsClusterProps> = {}) =>
  (scope: Construct): void => {
    const { hub, ca: issuer, orders } = base(scope, { leafnodes: {}, ...props })
    new TlsSurface(hub, 'leaf-tls', {
      surface: 'leafnodes',
      issuer,
      ...(hubFirst !== undefined && { handshakeFirst: hubFirst }),
    })
    const tls = remoteFirst === undefined ? {} : { tls: { handshakeFirst: remoteFirst } }
    new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders, ...tls }] })
  }

describeRule(handshakeFirstMismatch, {
  fires: { program: ends(false, true), at: ['prod/berlin/hub-ORDERS'] },
  quiet: {
    'neither end begins with TLS': ends(false),
    'both begin with TLS': ends(true, true),
    'the remote takes it from the hub': ends(true),
    'the remote takes it from a hub that falls back': ends('auto'),
    'what is set to auto or a time on a remote is on': ends(true, '500ms'),
  },
})

/** What the remote would say if it did not take it from the hub. */
function found(
  hubFirst: HandshakeFirst,
  remoteFirst: LeafRemoteFirst,
  version: NatsClusterProps['serverVersion'],
) {
  const resolved = modelOf(ends(hubFirst, undefined, { serverVersion: version }))
  const remote = (given: LeafRemote): LeafRemote => ({
    ...given,
    tls: given.tls && { ...given.tls, handshakeFirst: remoteFirst },
  })
  const model: Model = {
    ...resolved,
    clusters: resolved.clusters.map((c) => ({ ...c, remotes: c.remotes.map(remote) })),
  }
  const issued = { identities: new Set<string>(), document: () => undefined }
  return [...handshakeFirstMismatch.check({ model, issued, now: 0, conf: () => ({}) })].length
}

type LeafRemoteFirst = boolean | 'auto' | number

test.each<[HandshakeFirst, LeafRemoteFirst, NatsClusterProps['serverVersion'], number]>([
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
  expect(found(hubFirst, remoteFirst, version)).toBe(expected)
})
