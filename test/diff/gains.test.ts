// Who gains and who loses what, of programs in both modes.
import type { Construct } from 'constructs'
import { moved } from '../../lib/index'
import { Account, LeafNode, NatsSystem, User, type UserProps } from '../../lib/index'
import { compareAccess, type AccessChange } from '../../lib/diff/gains'
import type { Model } from '../../lib/model/model'
import type { PatternWith } from '../../lib/permissions/patterns-of'
import { synth, type Program } from '../support/operator-program'

const CONFIG = { operator: { inUse: false } }

const patterns = (all: readonly PatternWith[]): string =>
  all.map(({ pattern, except }) => [pattern, ...except].join(' - ')).join(', ')

const lineOf = (one: AccessChange): string =>
  [
    one.login,
    `(${one.account})`,
    one.who,
    one.from,
    one.change,
    one.action,
    one.of && `of ${one.of}`,
    patterns(one.subjects),
    `: ${one.witness}`,
  ]
    .filter((word) => word !== undefined)
    .join(' ')

function access(was: Program | undefined, now: Program): readonly string[] {
  const before = was && synth(was)
  const after = synth(now, before?.changes.after, 1)
  const model: Model = after.model
  return compareAccess(before?.shown.comparable, after.shown.comparable, model.moves).map(lineOf)
}

const ALICE: UserProps = {
  permissions: { publish: ['orders.>'], subscribe: ['events.>'] },
  inboxPrefix: '_INBOX_alice',
}

const user =
  (name: string, props: UserProps, move?: readonly [string, string]): NonNullable<Program['define']> =>
  (scope, orders) => {
    new User(orders, name, props)
    if (move) moved(scope, ...move)
  }

const inBilling =
  (move?: readonly [string, string]): NonNullable<Program['define']> =>
  (scope) => {
    new User(new Account(scope, 'BILLING'), 'bob', {
      permissions: { publish: ['a'], subscribe: { deny: ['>'] } },
    })
    if (move) moved(scope, ...move)
  }

const leaf =
  (publish: string): NonNullable<Program['define']> =>
  (scope, account, hub) => {
    const edge = new NatsSystem(scope, 'edge')
    const local = new Account(edge, 'LOCAL')
    new User(local, 'local', BOB)
    new LeafNode(edge, 'berlin', {
      remotes: [
        { hub, hubAccount: account, account: local, permissions: { publish: [publish], subscribe: ['a.*'] } },
      ],
    })
  }

/** BILLING imports a stream of SALES, of which bob may receive everything, and publish nothing. */
const importing =
  (stream: string, to?: string, exporter = 'SALES') =>
  (scope: Construct): void => {
    const sales = new Account(scope, exporter, { exports: [{ stream: 'orders.>' }] })
    const billing = new Account(scope, 'BILLING', {
      imports: [{ from: sales, stream, ...(to !== undefined && { to }) }],
    })
    new User(billing, 'bob', { permissions: { publish: { deny: ['>'] } } })
  }

const requesting =
  (services: readonly string[]) =>
  (scope: Construct): void => {
    const sales = new Account(scope, 'SALES', { exports: [{ service: 'status.*' }] })
    const imports = services.map((service) => ({ from: sales, service }))
    new User(new Account(scope, 'BILLING', { imports }), 'bob', {
      permissions: { subscribe: ['_INBOX_bob.>'] },
      inboxPrefix: '_INBOX_bob',
    })
  }

const BOB: UserProps = { permissions: { publish: ['a'], subscribe: { deny: ['>'] } } }
const SCOPED = (publish: string): Program => ({
  orders: { signingKeys: { client: { scope: { permissions: { publish: [publish], subscribe: ['a'] } } } } },
  alice: { signingKey: 'client', tags: { region: 'eu' } },
})

describe.each([
  ['config', CONFIG],
  ['operator', {}],
])('in %s mode', (_, mode) => {
  const cases: Readonly<Record<string, readonly [Program | undefined, Program, readonly string[]]>> = {
    nothing: [{ alice: ALICE }, { alice: ALICE }, []],
    'subjects that come and go': [
      { alice: ALICE },
      {
        alice: {
          ...ALICE,
          permissions: {
            publish: ['billing.>', 'orders.>'],
            subscribe: { allow: ['events.>'], deny: ['events.audit.*'] },
          },
        },
      },
      [
        'ORDERS/alice (ORDERS) known gains publish billing.> : billing.any',
        'ORDERS/alice (ORDERS) known loses receive events.audit.* : events.audit.any',
      ],
    ],
    'the same said otherwise': [
      { alice: { permissions: { publish: ['a.b', 'a.*', 'a.*.>'], subscribe: { deny: ['b.>', 'b.c'] } } } },
      { alice: { permissions: { publish: ['a.>'], subscribe: { allow: ['>'], deny: ['b.>'] } } } },
      [],
    ],
    'what the account gives by default': [
      { orders: { defaultPermissions: { publish: ['a'] } } },
      { orders: { defaultPermissions: { publish: ['a', 'b'] } } },
      ['ORDERS/alice (ORDERS) known gains publish b : b'],
    ],
    'a mapping': [
      { alice: ALICE },
      { alice: ALICE, orders: { mappings: { 'old.*': 'orders.$1', 'orders.x': 'elsewhere' } } },
      [
        'ORDERS/alice (ORDERS) known gains publish old.* : old.any',
        'ORDERS/alice (ORDERS) known loses publish orders.x : orders.x',
      ],
    ],
    'who is new': [{}, { define: user('bob', BOB) }, ['ORDERS/bob (ORDERS) new gains publish a : a']],
    'who is gone': [{ define: user('bob', BOB) }, {}, ['ORDERS/bob (ORDERS) gone loses publish a : a']],
    'another name': [
      { define: user('bob', BOB) },
      { define: user('robert', BOB, ['user/ORDERS/bob', 'user/ORDERS/robert']) },
      [],
    ],
    'another name for somebody with a password': [
      { ...CONFIG, define: user('bob', { ...BOB, password: 'generated' }) },
      {
        ...CONFIG,
        define: user('robert', { ...BOB, password: 'generated' }, ['user/ORDERS/bob', 'user/ORDERS/robert']),
      },
      [],
    ],
    'another name of the account': [
      { define: inBilling() },
      {
        define: (scope) => {
          new User(new Account(scope, 'SALES'), 'bob', BOB)
          moved(scope, 'account/BILLING', 'account/SALES')
        },
      },
      [],
    ],
    'somebody in another account': [
      { define: user('bob', { permissions: { publish: ['a', 'b'], subscribe: { deny: ['>'] } } }) },
      { define: inBilling(['user/ORDERS/bob', 'user/BILLING/bob']) },
      [
        'BILLING/bob (BILLING) moved ORDERS gains publish a : a',
        'BILLING/bob (BILLING) moved ORDERS loses publish b : b',
      ],
    ],
    'leave to answer': [
      { alice: ALICE },
      { alice: { ...ALICE, permissions: { ...ALICE.permissions, allowResponses: { max: 1 } } } },
      ['ORDERS/alice (ORDERS) known gains answer > : any'],
    ],
    'a wider import': [
      { define: importing('orders.new.*') },
      { define: importing('orders.>') },
      ['BILLING/bob (BILLING) known gains receive of SALES orders.> - orders.new.* : orders.new'],
    ],
    'an import of something else under the same name': [
      { define: importing('orders.new.*', 'sales.$1') },
      { define: importing('orders.old.*', 'sales.$1') },
      [
        'BILLING/bob (BILLING) known gains receive of SALES sales.* : sales.any',
        'BILLING/bob (BILLING) known loses receive of SALES sales.* : sales.any',
      ],
    ],
    'a service that is not requested any more': [
      { define: requesting(['status.*']) },
      { define: requesting([]) },
      ['BILLING/bob (BILLING) known loses request of SALES status.* : status.any'],
    ],
    'another name of the account that exports': [
      { define: importing('orders.>') },
      {
        define: (scope) => {
          importing('orders.>', undefined, 'TRADE')(scope)
          moved(scope, 'account/SALES', 'account/TRADE')
        },
      },
      [],
    ],
    'a leaf remote': [
      { hub: { leafnodes: {} }, define: leaf('a.>') },
      { hub: { leafnodes: {} }, define: leaf('a.*') },
      ['leaf/berlin/hub-ORDERS (ORDERS) known loses publish a.*.> : a.any.any'],
    ],
    'an account that is disabled': [
      { define: inBilling() },
      {
        define: (scope) => {
          new User(new Account(scope, 'BILLING', { disabled: true }), 'bob', BOB)
        },
      },
      ['BILLING/bob (BILLING) gone loses publish a : a'],
    ],
  }
  const ofMode = Object.entries(cases).filter(([name]) => mode !== CONFIG || !name.includes('disabled'))
  it.each(ofMode)('%s', (_name, [was, now, expected]) => {
    expect(access(was && { ...mode, ...was }, { ...mode, ...now })).toEqual(expected)
  })
})

it('knows who logs in after the switch to operator mode', () => {
  expect(access({ ...CONFIG, alice: ALICE }, { alice: ALICE })).toEqual([])
})

it('fills in the templates of scopes', () => {
  const ten = (publish: string): Program => ({ ...SCOPED(publish) })
  expect(
    access(
      { alice: { permissions: { publish: ['alice.eu.*'], subscribe: ['a'] } } },
      ten('{{name()}}.{{tag(region)}}.*'),
    ),
  ).toEqual([])
  expect(access(ten('{{name()}}.a'), ten('alice.*'))).toEqual([
    'ORDERS/alice (ORDERS) known gains publish alice.* - alice.a : alice.any',
  ])
})

it('takes everybody for new where nothing was deployed', () => {
  expect(access(undefined, { alice: BOB })).toEqual([
    'ORDERS/alice (ORDERS) new gains publish a : a',
    ...['publish', 'receive'].map((action) => `SYS/admin (SYS) new gains ${action} > : any`),
  ])
})
