import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { LeafRemote } from '../../lib/constructs/leaf-remote'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { User } from '../../lib/constructs/user'
import { dialAddress, dialledNames } from '../../lib/model/names'
import { listenersOf, nodesOf, remotesOf, tlsOf } from '../../lib/model/query'
import { modelOf, nodeOf } from '../support/model'

/** A hub with a node behind a port mapping, and a leaf node and another cluster that dial it. */
function program(scope: Construct): void {
  const orders = new Account(scope, 'ORDERS')
  const hub = new NatsCluster(scope, 'hub', {
    nodes: {
      nats2: {
        dnsNames: ['nats2.internal'],
        ipAddresses: ['10.0.0.2'],
        advertise: { leafnodes: 'leafs.example:443' },
      },
      nats1: 'nats1.internal',
    },
    serverVersion: '2.12.4',
    leafnodes: { port: 7500 },
    systemAccount: orders,
  })
  const west = new NatsCluster(scope, 'west', { nodes: { w1: {} }, serverVersion: '2.10' })
  const remote = { hub, hubAccount: orders, account: orders }
  new LeafRemote(west, 'up', {
    ...remote,
    permissions: { publish: ['a'] },
    compression: 'off',
    denyImports: ['x'],
  })
  new LeafNode(scope, 'berlin', { remotes: [remote] })
  west.addConfOverride(['b'], 1)
  west.addConfOverride(['a'], 2)
  new User(orders, 'alice')
}

const model = modelOf(program)
const [berlin, hub, west] = model.clusters

describe('servers', () => {
  it('are sorted, and so are their nodes', () => {
    expect(model.clusters.map(({ name, kind }) => [name, kind])).toEqual([
      ['berlin', 'leaf-node'],
      ['hub', 'cluster'],
      ['west', 'cluster'],
    ])
    expect(hub?.nodes.map(({ name }) => name)).toEqual(['nats1', 'nats2'])
    expect(nodesOf(model).map(({ cluster, node }) => `${cluster.name}/${node.name}`)).toEqual([
      'berlin/berlin',
      'hub/nats1',
      'hub/nats2',
      'west/w1',
    ])
  })

  it('have a version that can be compared', () => {
    expect([berlin, hub, west].map((c) => c?.serverVersion)).toEqual([
      { minor: 12, patch: 4, text: '2.12.4' },
      { minor: 12, patch: 4, text: '2.12.4' },
      { minor: 10, patch: Infinity, text: '2.10' },
    ])
  })

  it('keep overrides in the order of the calls', () => {
    expect(west?.overrides.map(({ conf }) => conf)).toEqual([['b'], ['a']])
  })

  it('refer to accounts by name', () => {
    expect(hub?.systemAccount).toEqual({ system: '', account: 'ORDERS' })
  })

  it('listen where they say', () => {
    expect([berlin, hub, west].map((c) => c && listenersOf(c))).toEqual([
      ['client'],
      ['client', 'cluster', 'leafnodes'],
      ['client'],
    ])
  })
})

describe('a remote', () => {
  it('dials what the hub’s nodes tell leaf nodes to dial', () => {
    expect(berlin?.remotes[0]).toMatchObject({
      name: 'hub-ORDERS',
      hub: 'hub',
      hubAccount: { system: '', account: 'ORDERS' },
      account: { system: '', account: 'ORDERS' },
      urls: [
        { host: 'nats1.internal', port: 7500 },
        { host: 'leafs.example', port: 443 },
      ],
      denyImports: [],
      denyExports: [],
      identity: 'leaf/berlin/hub-ORDERS',
    })
    expect(berlin?.remotes[0]).not.toHaveProperty('compression')
    expect(west?.remotes[0]).toMatchObject({ compression: 'off', denyImports: ['x'] })
  })

  it('is a login on the hub', () => {
    const account = { system: '', account: 'ORDERS' }
    expect(hub?.leafUsers).toEqual([
      { account, identity: 'leaf/berlin/hub-ORDERS', permissions: undefined, path: 'prod/berlin/hub-ORDERS' },
      { account, identity: 'leaf/west/up', permissions: { publish: { allow: ['a'] } }, path: 'prod/west/up' },
    ])
    expect(berlin?.leafUsers).toEqual([])
    expect(
      remotesOf(model).map(({ cluster, remote, hub: of }) => [cluster.name, remote.name, of?.name]),
    ).toEqual([
      ['berlin', 'hub-ORDERS', 'hub'],
      ['west', 'up', 'hub'],
    ])
  })

  it('of a hub that is not in the tree says so', () => {
    const elsewhere: NatsCluster[] = []
    modelOf((scope) =>
      elsewhere.push(
        new NatsCluster(scope, 'elsewhere', { nodes: { e1: {} }, serverVersion: '2.12', leafnodes: {} }),
      ),
    )
    const alone = modelOf((scope) => {
      const account = new Account(scope, 'A')
      for (const other of elsewhere)
        new LeafNode(scope, 'l', { remotes: [{ hub: other, hubAccount: account, account }] })
    })
    expect(remotesOf(alone)).toMatchObject([{ remote: { hub: 'elsewhere' }, hub: undefined }])
  })
})

describe('the names of a node', () => {
  it('are those by which it is dialled, and the one it gossips, each once', () => {
    const { cluster, node } = nodeOf(model, 'nats2')
    const named = (surface: 'client' | 'cluster' | 'leafnodes') =>
      dialledNames(cluster, node, surface).map(({ host }) => host.name)
    expect(named('client')).toEqual(['nats2.internal', '10.0.0.2'])
    expect(named('leafnodes')).toEqual(['nats2.internal', '10.0.0.2', 'leafs.example'])
    expect(dialledNames(cluster, node, 'leafnodes').map(({ host }) => host.kind)).toEqual([
      'dns',
      'ip',
      'dns',
    ])
    expect(dialAddress(node, 'cluster')).toEqual({ host: 'nats2.internal', port: 6222 })
  })
})

test('every tls block that takes effect is found', () => {
  expect(tlsOf(model).map(({ cluster, tls }) => [cluster.name, tls.surface])).toEqual([['hub', 'cluster']])
})
