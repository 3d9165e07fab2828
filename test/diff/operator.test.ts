// What diff says in operator mode, of programs, with keys that stay from one to the next.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Account, LeafNode, type NatsClusterProps } from '../../lib/index'
import { compare, effectsOf } from '../../lib/diff/compare'
import { readRecord, writeRecord } from '../../lib/diff/record-file'
import { nextRecord } from '../../lib/diff/record'
import { toBeIssued } from '../../lib/workspace/preview'
import { temporaryFolder } from '../support/folder'
import { synth, type Program } from '../support/operator-program'

function diff(was: Program, now: Program): readonly string[] {
  const before = synth(was)
  const after = synth(now, before.changes.after, 1)
  return compare(before.shown.comparable, after.shown.comparable).map(
    ({ sign, what, was: old, now: next, effect }) =>
      [sign, what, [old, next].filter((value) => value !== undefined).join(' → '), effect]
        .filter(Boolean)
        .join(' '),
  )
}

const ALICE = { permissions: { publish: ['orders.>'] } }

/** BILLING may import the orders, and PARTNER, too, does it. */
const importing =
  (partner: boolean): NonNullable<Program['define']> =>
  (scope, orders) => {
    const accounts = ['BILLING', 'PARTNER'].map((name) => new Account(scope, name))
    orders.addExport({ stream: 'orders.>', accounts: partner ? accounts : accounts.slice(0, 1) })
    for (const account of partner ? accounts : accounts.slice(0, 1))
      account.addImport({ from: orders, stream: 'orders.>' })
  }

const SLOW = { authorization: { timeout: '5s' }, leafnodes: { authorization: { timeout: '5s' } } } as const

/** Keys and fingerprints differ from run to run of the code that makes them. */
const withoutKeys = (line: string): string =>
  line.replace(/^[+-] (.*?) (?:nkey )?[AOU][A-Z2-7]{55} (\w+)$/, 'KEY $1 $2').replace(/[0-9a-f]{16}/g, 'JWT')

describe('what diff says in operator mode', () => {
  const cases: Readonly<Record<string, readonly [Program, Program, readonly string[]]>> = {
    nothing: [{}, {}, []],
    'the switch from config mode': [
      { operator: { inUse: false } },
      {},
      [
        // By which servers know it now, and name the folder of its streams.
        'KEY account ORDERS restart',
        'KEY account SYS restart',
        '~ authentication config → operator acme restart',
        '+ resolver MEMORY restart',
      ],
    ],
    'the switch of servers that say how long a login may take': [
      { operator: { inUse: false }, hub: SLOW },
      { hub: SLOW },
      [
        'KEY account ORDERS restart',
        'KEY account SYS restart',
        '~ authentication config → operator acme restart',
        '+ resolver MEMORY restart',
      ],
    ],
    'the switch back': [
      {},
      { operator: { inUse: false } },
      [
        'KEY account ORDERS restart',
        'KEY account SYS restart',
        '~ authentication operator acme → config restart',
        '- resolver MEMORY restart',
      ],
    ],
    'a user that comes, whose creds are all that anybody needs': [
      {},
      { users: ['bob'] },
      [
        '+ user ORDERS/bob none',
        '+ user ORDERS/bob allowed_connection_types STANDARD STANDARD none',
        'KEY user ORDERS/bob none',
      ],
    ],
    'a user that goes, and is revoked': [
      { users: ['bob'] },
      {},
      ['+ account ORDERS revocation of ORDERS/bob 2026-01-01T01:00:00.000Z reload', '- user ORDERS/bob none'],
    ],
    'an account that may not import any more, and is revoked': [
      { define: importing(true) },
      { define: importing(false) },
      [
        '- account ORDERS export stream orders.> accounts PARTNER PARTNER reload',
        '+ account ORDERS export stream orders.> revocation of PARTNER 2026-01-01T01:00:00.000Z reload',
        '- account PARTNER import stream orders.> from ORDERS reload',
      ],
    ],
    'the permissions of a user': [
      { alice: ALICE },
      { alice: { permissions: { publish: ['billing.>', 'orders.>'] } } },
      ['+ user ORDERS/alice publish allow billing.> billing.> none'],
    ],
    'the limits of a user': [
      { alice: ALICE },
      {
        alice: {
          ...ALICE,
          sources: ['10.0.0.0/8'],
          times: [{ start: '08:00', end: '18:00' }],
          maxData: '64MB',
          validity: '30d',
        },
      },
      [
        '+ user ORDERS/alice max_data 64MB none',
        '+ user ORDERS/alice sources 10.0.0.0/8 10.0.0.0/8 none',
        '+ user ORDERS/alice times 08:00:00-18:00:00 08:00:00-18:00:00 none',
        '+ user ORDERS/alice validity 720h none',
      ],
    ],
    'the limits, the description and the validity of an account': [
      {},
      {
        orders: {
          limits: { maxConnections: 10, maxImports: 3 },
          description: 'orders',
          validity: '30d',
          disabled: true,
        },
      },
      [
        '+ account ORDERS description orders reload',
        '+ account ORDERS disabled true reload',
        '+ account ORDERS limit max_connections 10 reload',
        '+ account ORDERS limit max_imports 3 reload',
        '+ account ORDERS validity 720h reload',
      ],
    ],
    'JetStream by replicas': [
      { orders: { jetstream: { tiers: { R1: { maxStore: '1GB' } } } } },
      { orders: { jetstream: { tiers: { R1: { maxStore: '2GB' }, R3: { maxStreams: 5 } } } } },
      [
        '~ account ORDERS jetstream R1 max_store 1GB → 2GB reload',
        '+ account ORDERS jetstream R3 max_streams 5 reload',
      ],
    ],
    'a signing key with a scope': [
      {},
      {
        orders: {
          signingKeys: {
            service: {
              scope: { role: 'service', permissions: { publish: ['{{name()}}.>'] }, maxPayload: '64KB' },
            },
          },
        },
      },
      [
        '+ account ORDERS signing key service reload',
        '+ account ORDERS signing key service allowed_connection_types STANDARD STANDARD reload',
        '+ account ORDERS signing key service max_payload 64KB reload',
        'KEY account ORDERS signing key service reload',
        '+ account ORDERS signing key service publish allow {{name()}}.> {{name()}}.> reload',
        '+ account ORDERS signing key service role service reload',
      ],
    ],
    'a scope that changes': [
      { orders: { signingKeys: { service: { scope: { permissions: { publish: ['a'] } } } } } },
      { orders: { signingKeys: { service: { scope: { permissions: { publish: ['a', 'b'] } } } } } },
      ['+ account ORDERS signing key service publish allow b b reload'],
    ],
    'a user that gets another signing key': [
      { orders: { signingKeys: { app: {} } } },
      {
        orders: { signingKeys: { app: {}, service: { scope: { permissions: { publish: ['a'] } } } } },
        alice: { signingKey: 'service' },
      },
      [
        '+ account ORDERS signing key service reload',
        '+ account ORDERS signing key service allowed_connection_types STANDARD STANDARD reload',
        'KEY account ORDERS signing key service reload',
        '+ account ORDERS signing key service publish allow a a reload',
        '+ account ORDERS signing key service role service reload',
        '- user ORDERS/alice allowed_connection_types STANDARD STANDARD none',
        '+ user ORDERS/alice signing_key service none',
      ],
    ],
    'an import, and an account that comes with it': [
      { orders: { exports: [{ stream: 'orders.>' }] } },
      {
        orders: { exports: [{ stream: 'orders.>' }] },
        define: (scope, orders) => {
          new Account(scope, 'BILLING').addImport({ from: orders, stream: 'orders.>' })
        },
      },
      [
        '+ account BILLING reload',
        '+ account BILLING import stream orders.> from ORDERS reload',
        'KEY account BILLING reload',
      ],
    ],
    "the operator's signing keys": [
      {},
      { operator: { signingKeys: ['next', 'main'] } },
      [
        '~ account ORDERS jwt JWT → JWT reload',
        '~ account SYS jwt JWT → JWT reload',
        'KEY operator signing key next restart',
      ],
    ],
    "the operator's own words": [
      {},
      {
        operator: {
          serviceUrls: ['nats://hub.internal'],
          assertServerVersion: '2.11.0',
          validity: '365d',
        },
      },
      [
        '+ operator assert_server_version 2.11.0 restart',
        '+ operator service_urls nats://hub.internal nats://hub.internal restart',
        '+ operator validity 8760h restart',
      ],
    ],
    'the resolver': [
      {},
      { hub: { resolver: { type: 'full', dir: '/var/lib/nats/jwt', limit: 100 } } },
      [
        '+ resolver dir /var/lib/nats/jwt restart',
        '+ resolver limit 100 restart',
        '+ resolver type full restart',
      ],
    ],
  }
  it.each(Object.entries(cases))('%s', (_, [was, now, expected]) => {
    expect(diff(was, now).map(withoutKeys)).toEqual(expected)
  })

  it.each(['full', 'cache'] as const)('asks for a push where servers keep JWTs in a folder: %s', (type) => {
    const hub = { resolver: { type } }
    const limits = { maxConnections: 10 }
    expect(diff({ hub }, { hub, orders: { limits } })).toEqual([
      '+ account ORDERS limit max_connections 10 push',
    ])
    const more = diff({ hub }, { hub, define: (scope) => new Account(scope, 'BILLING') })
    // A cache takes what it has already; a new one is found in the conf.
    expect(more[0]).toBe(`+ account BILLING ${type === 'cache' ? 'reload' : 'push'}`)
  })

  it('asks nothing of servers for a push', () => {
    const hub = { resolver: { type: 'full' } } as const
    const before = synth({ hub })
    const after = synth({ hub, orders: { limits: { maxConnections: 1 } } }, before.changes.after, 1)
    expect([...effectsOf(compare(before.shown.comparable, after.shown.comparable))]).toEqual([])
  })

  it('says that a JWT which was made for show is to be issued', () => {
    const before = synth({ orders: { validity: '30d' } })
    const after = synth({ orders: { validity: '30d' } }, before.changes.after, 24 * 25)
    const changes = compare(before.shown.comparable, after.shown.comparable, toBeIssued(after))
    expect(changes).toMatchObject([{ what: 'account ORDERS jwt', now: 'to be issued', effect: 'reload' }])
  })

  it('names a leaf remote by its credentials, and the account that it joins', () => {
    const define =
      (...denyExports: readonly string[]): NonNullable<Program['define']> =>
      (scope, account, hub) => {
        new LeafNode(scope, 'edge', {
          address: { dnsNames: ['edge.internal'] },
          remotes: [{ hub, hubAccount: account, account, denyExports }],
        })
      }
    const hub = { leafnodes: {} }
    expect(diff({ hub, define: define() }, { hub, define: define('local.>') })).toEqual([
      '+ leaf remote edge/hub-ORDERS deny_exports local.> local.> restart',
    ])
    expect(
      diff({ operator: { inUse: false }, hub, define: define() }, { hub, define: define() }).map(withoutKeys),
    ).toEqual([
      '+ leaf remote edge/hub-ORDERS credentials jwt/hub-ORDERS-JWT.creds restart',
      '- leaf remote edge/hub-ORDERS nkey [secret] restart',
      '+ system_account SYS restart',
      'KEY account ORDERS restart',
      'KEY account SYS restart',
      '~ authentication config → operator acme restart',
      '+ resolver MEMORY restart',
    ])
  })
})

describe('the record of operator mode', () => {
  const folder = temporaryFolder()
  const users = Array.from({ length: 20 }, (_, i) => `user${String(i)}`)

  it('holds no JWT and no seed, and what nodes have in common once', () => {
    const nodes = (n: number): Partial<NatsClusterProps> => ({
      nodes: Object.fromEntries(
        Array.from({ length: n }, (_, i) => [
          `nats${String(i)}`,
          { dnsNames: [`nats${String(i)}.internal`] },
        ]),
      ),
      routes: {},
    })
    const texts = [1, 3].map((n) => {
      const { shown, changes } = synth({ users, hub: nodes(n) })
      const { manifest } = shown.assembly
      const reached = new Set(manifest.nodes.map(({ node }) => node))
      const record = nextRecord(undefined, {
        manifest,
        comparable: shown.comparable,
        reached,
        identities: [],
      })
      const file = join(folder(), 'record.json')
      writeRecord(file, record)
      expect(readRecord(file, 'prod')).toEqual(record)
      const text = readFileSync(file, 'utf8')
      expect(text).not.toContain('eyJ')
      for (const { secret } of changes.after.entries.values())
        if (secret) expect(text).not.toContain(secret.reveal())
      return text
    })
    const count = (text = ''): number => text.split('"nkey": "U').length - 1
    expect(texts.map(count)).toEqual([22, 22])
  })
})
