// A small deployment in which everything is made that depends on randomness or on the clock, and its synthesis as text.
import type { Construct } from 'constructs'
import {
  Account,
  CertificateAuthority,
  LeafNode,
  NatsCluster,
  Secret,
  User,
  deployment,
} from '../../lib/index'
import type { TestOptions } from '../../lib/testing/index'
import { synthInMemory } from '../../lib/testing/index'

export const prod = deployment('prod', (scope: Construct) => {
  const issuer = new CertificateAuthority(scope, 'ca', { intermediate: true })
  const orders = new Account(scope, 'ORDERS')
  new User(orders, 'alice')
  new User(orders, 'bob', { password: 'generated' })
  new User(orders, 'carol', { password: Secret.of('correct horse') })
  const hub = new NatsCluster(scope, 'hub', {
    nodes: { nats1: 'nats1.internal', nats2: 'nats2.internal' },
    serverVersion: '2.12',
    tls: { issuer, keyAlgorithm: 'Ed25519' },
    leafnodes: {},
    jetstream: { storeDir: '/var/lib/nats', encryption: 'aes' },
  })
  new LeafNode(scope, 'edge', { remotes: [{ hub, hubAccount: orders, account: orders }] })
})

/** Every file, the manifest and the findings. */
export function textOf(options?: TestOptions): string {
  const { files, manifest, findings } = synthInMemory(prod, options)
  return JSON.stringify({ files, manifest, findings }, undefined, 2)
}
