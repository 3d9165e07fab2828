// One of everything, declared in any order.
import type { Construct } from 'constructs'
import { Account } from '../../../lib/constructs/account'
import { CertificateAuthority } from '../../../lib/constructs/certificate-authority'
import { acknowledge, addRules, addTags, moved } from '../../../lib/constructs/construct'
import { buildTree, deployment } from '../../../lib/constructs/deployment'
import { LeafNode } from '../../../lib/constructs/leaf-node'
import { LeafRemote } from '../../../lib/constructs/leaf-remote'
import { NatsCluster } from '../../../lib/constructs/nats-cluster'
import { TlsSurface } from '../../../lib/constructs/tls-surface'
import { User } from '../../../lib/constructs/user'
import { resolve } from '../../../lib/model/resolve'
import type { Rule } from '../../../lib/model/rule'

export const rule: Rule = {
  code: 'acme/x',
  severity: 'error',
  title: 'x',
  why: 'x',
  change: 'x',
  source: 'x',
  check: () => [],
}

/** Declares everything, each list in the order that `shuffled` gives it. What needs another construct comes after it. */
export function declareAll(scope: Construct, shuffled: <T>(things: readonly T[]) => readonly T[]): void {
  const make = <T>(makers: Readonly<Record<string, () => T>>): Record<string, T> =>
    Object.fromEntries(shuffled(Object.entries(makers)).map(([name, one]) => [name, one()]))
  const get = <T>(made: Readonly<Record<string, T>>, name: string): T => {
    const one = made[name]
    if (one === undefined) throw new Error(name)
    return one
  }
  const authorities = make({
    acme: () => new CertificateAuthority(scope, 'acme'),
    partner: () => new CertificateAuthority(scope, 'partner', { intermediate: true }),
  })
  const [acme, partner] = [get(authorities, 'acme'), get(authorities, 'partner')]
  const accounts = make({
    orders: () =>
      new Account(scope, 'orders', {
        name: 'ORDERS',
        mappings: Object.fromEntries(
          shuffled([
            ['a', 'b'],
            ['c', 'd'],
          ]),
        ),
      }),
    billing: () => new Account(scope, 'billing', { name: 'BILLING' }),
  })
  const [orders, billing] = [get(accounts, 'orders'), get(accounts, 'billing')]
  const nodes = shuffled([
    ['nats1', 'nats1.internal'],
    ['nats2', 'nats2.internal'],
    ['nats3', 'nats3.internal'],
  ] as const)
  const clusters = make({
    hub: () =>
      new NatsCluster(scope, 'hub', {
        nodes: Object.fromEntries(nodes),
        serverVersion: '2.12',
        tls: { issuer: acme },
        leafnodes: {},
        tags: Object.fromEntries(
          shuffled([
            ['a', '1'],
            ['b', '2'],
          ]),
        ),
      }),
    // Its issuer would be that of users, were it not for the hub's name, which sorts first.
    west: () =>
      new NatsCluster(scope, 'west', {
        nodes: { w1: {} },
        serverVersion: '2.12',
        tls: { issuer: partner },
        leafnodes: {},
      }),
  })
  const [hub, west] = [get(clusters, 'hub'), get(clusters, 'west')]
  for (const declare of shuffled<() => void>([
    () => new User(orders, 'alice', { connectionTypes: shuffled(['WEBSOCKET', 'STANDARD']) }),
    () => new User(orders, 'bob'),
    () => new User(scope, 'carol', { account: billing }),
    () => {
      orders.addExport({ stream: 'orders.>', accounts: shuffled([orders, billing]) })
    },
    () => {
      orders.addExport({ stream: 'orders.>' })
    },
    () => {
      orders.addExport({ service: 'quote' })
    },
    () => {
      billing.addImport({ from: orders, stream: 'orders.>' })
    },
    () => {
      billing.addImport({ from: orders, stream: 'orders.>', prefix: 'x' })
    },
    () => new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer: acme, trust: [acme, partner] }),
    () => new TlsSurface(hub, 'second-leaf-tls', { surface: 'leafnodes', issuer: partner }),
    () => new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders }] }),
    () => new LeafNode(scope, 'aachen', { remotes: [{ hub: west, hubAccount: billing, account: orders }] }),
    () => new LeafRemote(west, 'up', { hub, hubAccount: billing, account: billing }),
    () => {
      addTags(billing, { owner: 'x' })
    },
    () => {
      addRules(hub, rule)
    },
    () => {
      addRules(orders, { ...rule, code: 'acme/y' })
    },
    () => {
      acknowledge(hub, 'a-code', 'a reason')
    },
    () => {
      acknowledge(orders, 'b-code', 'a reason')
    },
    () => {
      moved(orders, 'ca/a', 'ca/b')
    },
    () => {
      moved(billing, 'ca/c', 'ca/d')
    },
    () => {
      hub.node.addValidation({ validate: () => ['hub is not right'] })
    },
    () => {
      orders.node.addValidation({ validate: () => ['orders are not right'] })
    },
  ]))
    declare()
}

/** What a deployment called `prod` resolves to. */
export const resolved = (define: (scope: Construct) => void) =>
  resolve(buildTree(deployment('prod', define)), 'prod')
