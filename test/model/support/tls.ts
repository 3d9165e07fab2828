// A hub and a leaf node, for tests of where each field of a `tls` block comes from.
import type { Construct } from 'constructs'
import { Account } from '../../../lib/constructs/account'
import { CertificateAuthority } from '../../../lib/constructs/certificate-authority'
import { LeafNode } from '../../../lib/constructs/leaf-node'
import type { LeafRemoteProps } from '../../../lib/constructs/leaf-remote'
import type { NatsClusterProps } from '../../../lib/constructs/nats-cluster'
import { NatsCluster } from '../../../lib/constructs/nats-cluster'
import type { TlsSurfaceProps } from '../../../lib/constructs/tls-surface'
import { TlsSurface } from '../../../lib/constructs/tls-surface'
import type { Cluster, Tls } from '../../../lib/model/model'
import { modelOf } from '../../support/model'

export const DAY = 86_400_000
export const onNode = { certFile: '/etc/ssl/nats.crt', keyFile: '/etc/ssl/nats.key' }

export interface Declared {
  readonly ca: CertificateAuthority
  readonly partner: CertificateAuthority
  readonly account: Account
  readonly hub: NatsCluster
}

export interface Program {
  readonly hub?: Partial<NatsClusterProps>
  readonly surfaces?: readonly ((declared: Declared) => TlsSurfaceProps)[]
  readonly remote?: (declared: Declared) => Partial<LeafRemoteProps>
  readonly leaf?: (declared: Declared) => object
}

/** A hub with two authorities at hand, and a leaf node that dials it. */
export const program =
  ({ hub: props = {}, surfaces = [], remote = () => ({}), leaf = () => ({}) }: Program) =>
  (scope: Construct): void => {
    const ca = new CertificateAuthority(scope, 'ca')
    const partner = new CertificateAuthority(scope, 'partner')
    const account = new Account(scope, 'ORDERS')
    const hub = new NatsCluster(scope, 'hub', {
      nodes: { nats1: 'nats1.internal', nats2: 'nats2.internal' },
      serverVersion: '2.12',
      leafnodes: {},
      tls: { issuer: ca },
      ...props,
    })
    const declared = { ca, partner, account, hub }
    surfaces.forEach((surface, i) => new TlsSurface(hub, `surface${String(i)}`, surface(declared)))
    new LeafNode(scope, 'berlin', {
      remotes: [{ hub, hubAccount: account, account, ...remote(declared) }],
      ...leaf(declared),
    })
  }

export function clustersOf(given: Program): { readonly hub: Cluster; readonly berlin: Cluster } {
  const [berlin, hub] = modelOf(program(given)).clusters
  if (hub?.name !== 'hub' || berlin === undefined) throw new Error('no hub')
  return { hub, berlin }
}

export const remoteOf = (given: Program): Tls | undefined => clustersOf(given).berlin.remotes[0]?.tls

export const authority = (name: string) => ({ kind: 'authority', name })
export const issued = (name: string, over: object = {}) => ({
  kind: 'issued',
  authority: name,
  keyAlgorithm: 'P-256',
  validity: 90 * DAY,
  dnsNames: [],
  ipAddresses: [],
  ...over,
})
