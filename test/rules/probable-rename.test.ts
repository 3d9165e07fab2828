import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { moved } from '../../lib/constructs/construct'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { User } from '../../lib/constructs/user'
import type { IssuedDocument } from '../../lib/model/issued'
import { requestsOf } from '../../lib/model/requests'
import { probableRename } from '../../lib/rules/probable-rename'
import { encodePublic } from '../../lib/values/nkey'
import { base, describeRule, messagesOf } from '../support/judge'
import { modelOf } from '../support/model'

type Program = (scope: Construct) => void

/** What the key store holds once `program` was deployed. */
const documentsOf = (program: Program): readonly IssuedDocument[] =>
  requestsOf(modelOf(program)).map(({ identity }) => ({ identity }))

const users =
  (...names: readonly string[]): Program =>
  (scope) => {
    const orders = new Account(scope, 'orders', { name: 'ORDERS' })
    for (const name of names) new User(orders, name)
  }

const then =
  (program: Program, ...moves: readonly [from: string, to: string][]): Program =>
  (scope) => {
    program(scope)
    for (const [from, to] of moves) moved(scope, from, to)
  }

const before = documentsOf(users('alice', 'bob'))
const alicia = users('alicia', 'bob')

describeRule(probableRename, {
  fires: { program: alicia, documents: before, at: ['prod/orders/alicia'] },
  quiet: {
    'nothing was deployed yet': alicia,
    'nothing changed': { program: base, documents: documentsOf(base) },
    'somebody came': { program: users('alice', 'bob', 'carol'), documents: before },
    'somebody went': { program: users('bob'), documents: before },
    'it is declared': {
      program: then(alicia, ['user/ORDERS/alice', 'user/ORDERS/alicia']),
      documents: before,
    },
    'it is declared in two steps, the second first': {
      program: then(
        alicia,
        ['user/ORDERS/ally', 'user/ORDERS/alicia'],
        ['user/ORDERS/alice', 'user/ORDERS/ally'],
      ),
      documents: before,
    },
    'the key store has moved it': {
      program: then(alicia, ['user/ORDERS/alice', 'user/ORDERS/alicia']),
      documents: documentsOf(alicia),
    },
    'who has come needs no keys of ours': {
      program: (scope) => {
        const orders = new Account(scope, 'orders', { name: 'ORDERS' })
        new User(orders, 'bob')
        new User(orders, 'carol', { nkey: encodePublic('U', Buffer.alloc(32, 7)) })
      },
      documents: before,
    },
    'routes get an authority with another name': {
      program: (scope) => {
        const issuer = new CertificateAuthority(scope, 'peers')
        new TlsSurface(base(scope).hub, 'routes-tls', { surface: 'cluster', issuer })
      },
      documents: documentsOf(base),
    },
  },
})

test('names one of several that are gone', () => {
  expect(messagesOf(probableRename, users('dave', 'erin'), before)).toEqual([
    'prod/orders/dave: "user/ORDERS/dave" is new, while "user/ORDERS/alice" has keys and is gone (as are 1 more)',
    'prod/orders/erin: "user/ORDERS/erin" is new, while "user/ORDERS/alice" has keys and is gone (as are 1 more)',
  ])
})

const named =
  (change: { cluster?: string; node?: string; authority?: string; account?: string }): Program =>
  (scope) => {
    const { cluster = 'hub', node = 'nats1', authority = 'acme', account = 'ORDERS' } = change
    const issuer = new CertificateAuthority(scope, 'acme', { name: authority })
    new NatsCluster(scope, 'cluster', {
      name: cluster,
      nodes: { [node]: 'nats1.internal', nats2: 'nats2.internal' },
      serverVersion: '2.12',
      tls: { issuer },
    })
    new User(new Account(scope, 'account', { name: account }), 'alice')
  }

test.each<[Parameters<typeof named>[0], string, [string, string]]>([
  [{ cluster: 'core' }, 'prod/cluster', ['cluster/hub', 'cluster/core']],
  [{ node: 'nats-a' }, 'prod/cluster', ['node/hub/nats1', 'node/hub/nats-a']],
  [{ authority: 'acme2' }, 'prod/acme', ['ca/acme', 'ca/acme2']],
  [{ account: 'SALES' }, 'prod/account', ['account/ORDERS', 'account/SALES']],
])('finds %j, unless it is declared', (change, path, [from, to]) => {
  const documents = documentsOf(named({}))
  const found = (...moves: readonly [string, string][]): readonly string[] =>
    messagesOf(probableRename, then(named(change), ...moves), documents)
  expect(found()).toEqual([`${path}: "${to}" is new, while "${from}" has keys and is gone`])
  expect(found([from, to])).toEqual([])
})

test('finds a user that was renamed within an account whose rename is declared', () => {
  const program = then(
    (scope) => {
      new User(new Account(scope, 'sales', { name: 'SALES' }), 'alicia')
    },
    ['account/ORDERS', 'account/SALES'],
  )
  expect(messagesOf(probableRename, program, documentsOf(users('alice')))).toEqual([
    'prod/sales/alicia: "user/SALES/alicia" is new, while "user/SALES/alice" has keys and is gone',
  ])
})
