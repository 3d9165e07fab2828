// What natsmith says a user can do, and why: the documentation's own example, defaults, templates, mappings, and servers of several
// releases, which decide differently.
import type { Construct } from 'constructs'
import { Account, LeafNode, NatsCluster, Operator, User, type AccountProps } from '../../lib/index'
import { userName } from '../../lib/model/identity'
import { usersOf } from '../../lib/model/query'
import { can, type Action, type Answer } from '../../lib/permissions/can'
import { modelOf } from '../support/model'

const cluster = (
  scope: Construct,
  serverVersion: '2.10' | '2.15' | '2.11.5' = '2.15',
  id = 'hub',
): NatsCluster => new NatsCluster(scope, id, { nodes: { [`${id}1`]: `${id}1.internal` }, serverVersion })

function ask(declare: (scope: Construct) => void, whose: string, asked: string): Answer {
  const model = modelOf(declare)
  const user = usersOf(model).find((one) => userName(one) === whose)
  if (user === undefined) throw new Error(`no user ${whose}`)
  const [action, subject = '', queue] = asked.split(' ')
  return can(model, { user, action: action as Action, subject, ...(queue !== undefined && { queue }) })
}

const shop = (scope: Construct, props: AccountProps = {}): void => {
  const orders = new Account(scope, 'ORDERS', props)
  new User(orders, 'alice', {
    password: 'generated',
    permissions: {
      publish: { allow: ['orders.>'], deny: ['orders.secret'] },
      subscribe: { allow: ['events.>', 'jobs workers'], deny: ['events.audit.*'] },
    },
  })
  new User(orders, 'plain')
  cluster(scope)
}

it.each([
  ['publish orders.created', 'yes', 'allow', 'orders.>'],
  ['publish billing.invoice', 'no', 'not-allowed', undefined],
  ['publish orders.secret', 'no', 'deny', 'orders.secret'],
  ['publish _GR_.a', 'no', 'reserved', undefined],
  ['subscribe events.created', 'yes', 'allow', 'events.>'],
  ['subscribe events.audit.login', 'no', 'deny', 'events.audit.*'],
  ['subscribe jobs', 'no', 'not-allowed', undefined],
  ['subscribe jobs others', 'no', 'not-allowed', undefined],
  ['subscribe jobs workers', 'yes', 'allow', 'jobs workers'],
])('alice: %s: %s', (asked, allowed, because, entry) => {
  const { source, verdicts, ...answer } = ask(shop, 'ORDERS/alice', asked)
  expect(answer.allowed).toBe(allowed)
  expect(source).toEqual({ path: 'prod/ORDERS/alice', prop: 'permissions' })
  expect(verdicts).toMatchObject([{ clusters: ['hub'], cases: [{ because, ...(entry && { entry }) }] }])
})

it('says what is not delivered, of what may be subscribed to', () => {
  const { allowed, verdicts } = ask(shop, 'ORDERS/alice', 'subscribe events.>')
  expect(allowed).toBe('yes')
  expect(verdicts[0]?.cases).toMatchObject([{ withheld: ['events.audit.*'] }])
  expect(ask(shop, 'ORDERS/alice', 'subscribe events.created').verdicts[0]?.cases[0]).not.toHaveProperty(
    'withheld',
  )
})

it('lets those do everything of whom nothing is said, and others what their account says', () => {
  expect(ask(shop, 'ORDERS/plain', 'publish anything')).toMatchObject({
    allowed: 'yes',
    source: undefined,
    verdicts: [{ cases: [{ because: 'unlimited' }] }],
  })
  const limited = (scope: Construct): void => {
    shop(scope, { defaultPermissions: { publish: ['some'] } })
  }
  expect(ask(limited, 'ORDERS/plain', 'publish anything')).toMatchObject({
    allowed: 'no',
    source: { path: 'prod/ORDERS', prop: 'defaultPermissions' },
  })
  expect(ask(limited, 'ORDERS/alice', 'publish some').allowed).toBe('no')
})

it('says what may be published as a reply', () => {
  const service = (scope: Construct): void => {
    const orders = new Account(scope, 'ORDERS')
    new User(orders, 'price', { permissions: { publish: { deny: ['a'] }, allowResponses: true } })
    cluster(scope)
  }
  for (const subject of ['_INBOX.x', 'a'])
    expect(ask(service, 'ORDERS/price', `publish ${subject}`)).toMatchObject({
      allowed: 'no',
      verdicts: [{ cases: [{ asReply: true }] }],
    })
})

it('holds permissions against what a mapping makes of a subject', () => {
  const mapped = (scope: Construct): void => {
    shop(scope, { mappings: { 'old.*': 'orders.$1', 'split.*': [{ destination: 'orders.a', weight: 30 }] } })
  }
  expect(ask(mapped, 'ORDERS/alice', 'publish old.created')).toMatchObject({
    allowed: 'yes',
    verdicts: [{ cases: [{ subject: 'orders.created', mapping: 'old.*', entry: 'orders.>' }] }],
  })
  expect(ask(mapped, 'ORDERS/alice', 'publish old.secret').allowed).toBe('no')
  expect(ask(mapped, 'ORDERS/alice', 'publish split.x')).toMatchObject({
    allowed: 'depends',
    verdicts: [
      {
        cases: [
          { subject: 'orders.a', percent: 30, allowed: true },
          { subject: 'split.x', percent: 70, allowed: false },
        ],
      },
    ],
  })
})

describe('a mapping for one cluster', () => {
  const mapped =
    (nodes: number, routes = {}) =>
    (scope: Construct) => {
      const orders = new Account(scope, 'ORDERS', {
        mappings: {
          old: [{ destination: 'hub', cluster: 'hub' }],
          far: [{ destination: 'leaf', cluster: 'edge' }],
        },
      })
      new User(orders, 'alice', { permissions: { publish: ['hub', 'leaf'] } })
      const names = Array.from({ length: nodes }, (_, i) => [`hub${String(i)}`, `hub${String(i)}.internal`])
      const hub = new NatsCluster(scope, 'hub', {
        ...{
          nodes: Object.fromEntries(names) as Record<string, string>,
          serverVersion: '2.15',
          leafnodes: {},
        },
        ...routes,
      })
      new LeafNode(scope, 'edge', {
        address: { dnsNames: ['edge1.internal'] },
        remotes: [{ hub, hubAccount: orders, account: orders }],
      })
    }

  it.each([
    [2, {}, 'yes'],
    [1, { routes: {} }, 'yes'],
    // It has no name for its cluster.
    [1, {}, 'no'],
  ])('is for servers with routes: %j nodes, %j: %s', (nodes, routes, allowed) => {
    const { verdicts } = ask(mapped(nodes, routes), 'ORDERS/alice', 'publish old')
    expect(verdicts.find(({ clusters }) => clusters.includes('hub'))?.allowed).toBe(allowed)
  })

  it('and for a leaf node by the name of its server', () => {
    const { verdicts } = ask(mapped(2), 'ORDERS/alice', 'publish far')
    expect(verdicts).toMatchObject([
      { clusters: ['edge'], allowed: 'yes' },
      { clusters: ['hub'], allowed: 'no' },
    ])
  })
})

it('has no other reason where the account is disabled', () => {
  const closed = (scope: Construct): void => {
    shop(scope, { disabled: true })
  }
  for (const asked of ['publish orders.created', 'subscribe events.>'])
    expect(ask(closed, 'ORDERS/alice', asked)).toMatchObject({
      allowed: 'no',
      verdicts: [{ cases: [{ allowed: false, because: 'disabled', percent: 100 }] }],
    })
})

describe('a signing key with a scope', () => {
  const scoped = (scope: Construct, tags: Readonly<Record<string, string>> = { region: 'eu' }): void => {
    new Operator(scope, 'acme')
    const scope_ = {
      permissions: {
        publish: ['orders.{{name()}}.>', 'plain'],
        subscribe: ['at.{{tag(region)}}.*', 'jobs workers'],
      },
    }
    const shops = new Account(scope, 'SHOPS', { signingKeys: { shop: { scope: scope_ } } })
    new User(shops, 'berlin', { signingKey: 'shop', tags })
    cluster(scope)
  }

  it('says what its users may do, with their own names in it', () => {
    expect(ask(scoped, 'SHOPS/berlin', 'publish orders.berlin.new')).toMatchObject({
      allowed: 'yes',
      source: { path: 'prod/SHOPS', prop: 'signingKeys.shop.scope.permissions' },
      verdicts: [{ cases: [{ entry: 'orders.berlin.>', template: 'orders.{{name()}}.>' }] }],
    })
    expect(ask(scoped, 'SHOPS/berlin', 'publish orders.boston.new').allowed).toBe('no')
    expect(ask(scoped, 'SHOPS/berlin', 'subscribe at.eu.1').allowed).toBe('yes')
  })

  it('loses queues beside templates, as on servers', () => {
    expect(ask(scoped, 'SHOPS/berlin', 'subscribe jobs workers').allowed).toBe('no')
  })

  it('allows nothing where all that it allows has a tag that is not set', () => {
    const without = (scope: Construct): void => {
      scoped(scope, {})
    }
    expect(ask(without, 'SHOPS/berlin', 'subscribe anything')).toMatchObject({
      allowed: 'no',
      verdicts: [{ cases: [{ because: 'deny', entry: '>' }] }],
    })
  })
})

it('answers for each release apart, where they differ', () => {
  const two = (scope: Construct): void => {
    const orders = new Account(scope, 'ORDERS')
    new User(orders, 'alice', { permissions: { publish: ['*', 'b.*'] } })
    cluster(scope)
    cluster(scope, '2.11.5', 'older')
  }
  expect(ask(two, 'ORDERS/alice', 'publish b')).toMatchObject({
    allowed: 'depends',
    verdicts: [
      { clusters: ['hub'], allowed: 'yes' },
      { clusters: ['older'], allowed: 'no' },
    ],
  })
  expect(ask(two, 'ORDERS/alice', 'publish a').verdicts).toHaveLength(1)
})
