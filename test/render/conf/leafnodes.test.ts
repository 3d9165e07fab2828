// Leaf nodes in the confs of both ends.
import type { Construct } from 'constructs'
import {
  Account,
  CertificateAuthority,
  LeafNode,
  NatsCluster,
  NatsSystem,
  Secret,
  TlsSurface,
  User,
} from '../../../lib/index'
import type { ConfMap, ConfValue } from '../../../lib/values/conf'
import { confAt } from '../../../lib/values/conf'
import { ONE, confFor } from '../../support/render'

describe('leaf nodes', () => {
  function declare(scope: Construct): void {
    const ca = new CertificateAuthority(scope, 'ca')
    const orders = new Account(scope, 'ORDERS', { defaultPermissions: { publish: ['orders.>'] } })
    new User(orders, 'alice')
    const hub = new NatsCluster(scope, 'hub', {
      ...ONE,
      nodes: { n1: 'n1.internal', n2: { ipAddresses: ['10.0.0.2'] } },
      leafnodes: { port: 7000, compression: 's2_fast' },
    })
    new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer: ca, handshakeFirst: '1s' })
    const balanced = { advertise: 'o.internal' }
    const other = new NatsCluster(scope, 'other', {
      ...ONE,
      nodes: { o1: balanced, o2: balanced },
      leafnodes: {},
    })
    const edge = new NatsSystem(scope, 'edge')
    const local = new Account(edge, 'LOCAL')
    new LeafNode(edge, 'site', {
      configDir: 'conf',
      remotes: [
        {
          hub,
          hubAccount: orders,
          account: local,
          denyImports: ['a.>'],
          denyExports: ['b.>'],
          compression: 'off',
        },
        { hub: other, hubAccount: orders, account: local, permissions: { subscribe: ['c.>'] } },
      ],
    })
  }

  it('find a listener that advertises itself and takes nobody without a login', () => {
    const conf = confFor(declare)
    expect(confAt(conf, ['leafnodes'])).toEqual({
      listen: '0.0.0.0:7000',
      advertise: 'n1.internal:7000',
      compression: 's2_fast',
      authorization: { account: '$NOBODY' },
      tls: expect.objectContaining({ verify: true, handshake_first: '1s' }) as ConfMap,
    })
    expect(confAt(conf, ['accounts', '$NOBODY'])).toEqual({ limits: { max_leafnodes: 0 } })
  })

  it('log in as users of the hub that they dial, for leaf connections only', () => {
    const leafUsers = (name: string): readonly ConfValue[] =>
      (confAt(confFor(declare, name), ['accounts', 'ORDERS', 'users']) as readonly ConfMap[]).slice(1)
    const nkey = expect.stringMatching(/^U[A-Z2-7]{55}$/) as string
    // Empty permissions: those of the account's users do not apply.
    expect(leafUsers('n1')).toEqual([{ nkey, permissions: {}, allowed_connection_types: ['LEAFNODE'] }])
    expect(leafUsers('o1')).toEqual([
      { nkey, permissions: { subscribe: { allow: ['c.>'] } }, allowed_connection_types: ['LEAFNODE'] },
    ])
    expect(leafUsers('n1')).not.toEqual(leafUsers('o1'))
  })

  it('dial every node of each hub, with a seed, for an account of their own', () => {
    const conf = confFor(declare, 'site')
    const remotes = confAt(conf, ['leafnodes', 'remotes']) as readonly ConfMap[]
    const [first, second] = remotes
    expect(first).toMatchObject({
      urls: ['tls://n1.internal:7000', 'tls://10.0.0.2:7000'],
      account: 'LOCAL',
      deny_imports: ['a.>'],
      deny_exports: ['b.>'],
      compression: 'off',
      tls: { handshake_first: true },
    })
    expect(confAt(first ?? {}, ['tls', 'key_file'])).toMatch(
      /^conf\/tls\/leaf-remote-hub-ORDERS-[0-9a-f]{16}\.key$/,
    )
    expect((first?.['nkey'] as Secret).reveal()).toMatch(/^SU[A-Z2-7]{56}$/)
    expect(second).toEqual({
      urls: ['nats-leaf://o.internal:7422'],
      account: 'LOCAL',
      nkey: expect.any(Secret) as Secret,
    })
    expect(confAt(conf, ['leafnodes'])).not.toHaveProperty('listen')
    expect(confAt(conf, ['accounts'])).toEqual({ LOCAL: {} })
  })
})
