import { Construct } from 'constructs'
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
import { base, describeRule, judged, messagesOf } from '../support/judge'
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

describe('where several are gone or new', () => {
  const found = (...names: readonly string[]): readonly string[] =>
    judged({ program: users(...names), documents: before })
      .filter(({ code }) => code === 'probable-rename')
      .map(({ path, message, change }) => `${path}: ${message}\n${change}`)
  const change =
    'for each that is the same as before, say moved(scope, old, new); for the others, acknowledge this, or deploy the removal first'

  test('one finding names them, and nobody is proposed for another', () => {
    const gone = 'while "user/ORDERS/alice", "user/ORDERS/bob" have keys and are gone'
    expect(found('dave', 'erin')).toEqual([
      `prod/orders: "user/ORDERS/dave", "user/ORDERS/erin" are new, ${gone}\n${change}`,
    ])
    expect(found('dave')).toEqual([`prod/orders/dave: "user/ORDERS/dave" is new, ${gone}\n${change}`])
    expect(found('bob', 'dave', 'erin')).toEqual([
      `prod/orders: "user/ORDERS/dave", "user/ORDERS/erin" are new, while "user/ORDERS/alice" has keys and is gone\n${change}`,
    ])
  })

  test('there is one for each account', () => {
    const many =
      (letter: string): Program =>
      (scope) => {
        for (const name of ['A0', 'A1', 'A10']) {
          const account = new Account(scope, name)
          for (let n = 0; n < 20; n++) new User(account, `${letter}${String(n)}`)
        }
      }
    const messages = messagesOf(probableRename, many('v'), documentsOf(many('u')))
    expect(messages.map((message) => message.replace(/ .*/, ''))).toEqual([
      'prod/A0:',
      'prod/A1:',
      'prod/A10:',
    ])
    expect(messages[0]).toMatch(
      /"user\/A0\/v12" and 15 more are new, while "user\/A0\/u0", .* and 15 more have keys/,
    )
  })

  test('of accounts that the program declares in different places', () => {
    const inStacks =
      (...names: readonly string[]): Program =>
      (scope) => {
        names.forEach((name, n) => {
          const stack = new Construct(scope, `stack${String(n)}`)
          new User(new Account(stack, name), 'alice')
        })
      }
    expect(messagesOf(probableRename, inStacks('C', 'D'), documentsOf(inStacks('A', 'B')))).toEqual([
      'prod: "account/C", "account/D" are new, while "account/A", "account/B" have keys and are gone',
    ])
  })
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
