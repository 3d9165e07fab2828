// Accounts, and the permissions that they and their users have.
import { Account } from '../../../lib/constructs/account'
import type { Case } from './around'
import { make } from './around'

export const permissions = {
  publish: ['orders.>'],
  subscribe: { allow: ['events.> workers'], deny: ['events.audit.>'] },
  allowResponses: { max: -1, expires: '1m' },
}

export const permissionsRefused = (prop: string): Case['refused'] => [
  [{ [prop]: { publish: ['a..b'] } }, 'invalid-subject', `${prop}.publish[0]`],
  [{ [prop]: { publish: ['a queue'] } }, 'invalid-subject', `${prop}.publish[0]`],
  [{ [prop]: { publish: 'orders.>' } }, 'invalid-object', `${prop}.publish`],
  [{ [prop]: { publish: { alow: ['a'] } } }, 'unknown-prop', `${prop}.publish.alow`],
  [{ [prop]: { publish: [] } }, 'empty-list', `${prop}.publish`],
  [{ [prop]: { subscribe: { allow: [] } } }, 'empty-list', `${prop}.subscribe.allow`],
  [{ [prop]: { subscribe: { deny: ['a b c'] } } }, 'invalid-subject', `${prop}.subscribe.deny[0]`],
  [{ [prop]: { subscribe: { deny: 'a' } } }, 'invalid-list', `${prop}.subscribe.deny`],
  [{ [prop]: { publsh: ['a'] } }, 'unknown-prop', `${prop}.publsh`],
  [{ [prop]: { allowResponses: false } }, 'invalid-object', `${prop}.allowResponses`],
  [{ [prop]: { allowResponses: { max: 0.5 } } }, 'invalid-number', `${prop}.allowResponses.max`],
  [{ [prop]: { allowResponses: { expires: 60 } } }, 'invalid-duration', `${prop}.allowResponses.expires`],
  [{ [prop]: ['orders.>'] }, 'invalid-object', prop],
]

export const account: Case = {
  kind: 'Account',
  make: make(Account),
  full: ({ account }) => ({
    tags: { owner: 'orders' },
    name: 'BILLING',
    limits: { maxConnections: 1, maxSubscriptions: 2, maxPayload: '1KB', maxLeafnodes: 0 },
    jetstream: {
      maxMemory: '1GB',
      maxStore: '1TB',
      maxStreams: -1,
      maxConsumers: 5,
      maxAckPending: 100,
      memoryMaxStreamBytes: 1,
      storeMaxStreamBytes: 2,
      maxBytesRequired: true,
    },
    defaultPermissions: permissions,
    mappings: {
      'a.*': 'b.$1',
      b: [
        { destination: 'c', weight: 20, cluster: 'hub' },
        { destination: 'd', weight: 80 },
      ],
    },
    exports: [
      { stream: 'orders.*', accounts: [account], accountTokenPosition: 2 },
      { service: 'quote', response: 'chunked', responseThreshold: '1s' },
    ],
    imports: [
      { from: account, stream: 'x', prefix: 'y' },
      { from: account, stream: 'x', to: 'z' },
      { from: account, service: 'x', to: 'y', share: true },
    ],
  }),
  refused: [
    [{ name: '$G' }, 'invalid-name', 'name'],
    [{ limits: { maxConnections: -1 } }, 'invalid-number', 'limits.maxConnections'],
    [{ limits: { maxSubscriptions: '5' } }, 'invalid-number', 'limits.maxSubscriptions'],
    // nats-server would cut it to 32 bits: to nothing.
    [{ limits: { maxPayload: '4GB' } }, 'invalid-size', 'limits.maxPayload'],
    [{ limits: { maxLeafnodes: 2 ** 31 } }, 'invalid-number', 'limits.maxLeafnodes'],
    [{ jetstream: false }, 'invalid-object', 'jetstream'],
    [{ jetstream: { maxMemory: '1G' } }, 'invalid-size', 'jetstream.maxMemory'],
    [{ jetstream: { maxStore: -1 } }, 'invalid-size', 'jetstream.maxStore'],
    [{ jetstream: { maxStreams: -2 } }, 'invalid-number', 'jetstream.maxStreams'],
    [{ jetstream: { maxConsumers: 1.5 } }, 'invalid-number', 'jetstream.maxConsumers'],
    [{ jetstream: { maxAckPending: '1' } }, 'invalid-number', 'jetstream.maxAckPending'],
    [{ jetstream: { memoryMaxStreamBytes: '?' } }, 'invalid-size', 'jetstream.memoryMaxStreamBytes'],
    [{ jetstream: { storeMaxStreamBytes: '?' } }, 'invalid-size', 'jetstream.storeMaxStreamBytes'],
    [{ jetstream: { maxBytesRequired: 0 } }, 'invalid-choice', 'jetstream.maxBytesRequired'],
    ...permissionsRefused('defaultPermissions'),
    [{ mappings: { 'a..b': 'c' } }, 'invalid-subject', 'mappings["a..b"]'],
    [{ mappings: { 'a"b': 'c' } }, 'invalid-mapping', 'mappings["a\\"b"]'],
    [{ mappings: { a: '' } }, 'invalid-text', 'mappings.a'],
    [{ mappings: { a: 5 } }, 'invalid-list', 'mappings.a'],
    [{ mappings: { a: [] } }, 'empty-list', 'mappings.a'],
    [{ mappings: { a: ['b'] } }, 'invalid-object', 'mappings.a[0]'],
    [{ mappings: { a: [{}] } }, 'invalid-text', 'mappings.a[0].destination'],
    [{ mappings: { a: [{ destination: 'b', weight: 101 }] } }, 'invalid-number', 'mappings.a[0].weight'],
    [{ mappings: { a: [{ destination: 'b', cluster: '' }] } }, 'invalid-name', 'mappings.a[0].cluster'],
    [{ mappings: { a: [{ destination: 'b' }, { destination: 'c' }] } }, 'invalid-number', 'mappings.a'],
    [{ mappings: { a: [{ destination: 'b', wieght: 1 }] } }, 'unknown-prop', 'mappings.a[0].wieght'],
    [{ mappings: { 'a.$1': 'b' } }, 'invalid-mapping', 'mappings["a.$1"]'],
    [{ mappings: { 'a.>': 'b.$1' } }, 'invalid-mapping', 'mappings["a.>"]'],
    [{ mappings: { a: [{ destination: 'b..c' }] } }, 'invalid-mapping', 'mappings.a[0].destination'],
    [
      { mappings: { a: [{ destination: 'b', weight: 1 }, { destination: 'b' }] } },
      'invalid-mapping',
      'mappings.a[1].destination',
    ],
    [{ exports: [{}] }, 'invalid-subject', 'exports[0].stream'],
    [{ exports: ['orders.>'] }, 'invalid-object', 'exports[0]'],
    [{ exports: [{ service: 'a b' }] }, 'invalid-subject', 'exports[0].service'],
    [{ exports: [{ service: 'a', stream: 'b' }] }, 'unknown-prop', 'exports[0].stream'],
    [{ exports: [{ stream: 'a', response: 'single' }] }, 'unknown-prop', 'exports[0].response'],
    [{ exports: [{ service: 'a', response: 'all' }] }, 'invalid-choice', 'exports[0].response'],
    [
      { exports: [{ service: 'a', responseThreshold: 5 }] },
      'invalid-duration',
      'exports[0].responseThreshold',
    ],
    [{ exports: [{ stream: 'a', accounts: ['ORDERS'] }] }, 'invalid-construct', 'exports[0].accounts[0]'],
    [
      ({ account }) => ({ exports: [{ stream: 'a', accounts: account }] }),
      'invalid-list',
      'exports[0].accounts',
    ],
    [
      { exports: [{ stream: 'a.*', accountTokenPosition: 1 }] },
      'invalid-number',
      'exports[0].accountTokenPosition',
    ],
    [
      { exports: [{ stream: 'a.*', accountTokenPosition: 3 }] },
      'invalid-number',
      'exports[0].accountTokenPosition',
    ],
    [
      { exports: [{ stream: 'a.*', accountTokenPosition: 0 }] },
      'invalid-number',
      'exports[0].accountTokenPosition',
    ],
    // nats-server reads this as everybody.
    [{ exports: [{ stream: 'a', accounts: [] }] }, 'empty-list', 'exports[0].accounts'],
    [{ imports: [{ stream: 'a' }] }, 'invalid-construct', 'imports[0].from'],
    [
      ({ account }) => ({ imports: [{ from: account, stream: 'a', to: '' }] }),
      'invalid-subject',
      'imports[0].to',
    ],
    [
      ({ account }) => ({ imports: [{ from: account, stream: 'a', prefix: 'b.*' }] }),
      'invalid-subject',
      'imports[0].prefix',
    ],
    [
      ({ account }) => ({ imports: [{ from: account, stream: 'a.*', to: 'b' }] }),
      'invalid-mapping',
      'imports[0].to',
    ],
    [
      ({ account }) => ({ imports: [{ from: account, service: 'a.*', to: 'b.>' }] }),
      'invalid-mapping',
      'imports[0].to',
    ],
    [
      ({ account }) => ({ imports: [{ from: account, stream: 'a.*', prefix: 'b.$1' }] }),
      'invalid-mapping',
      'imports[0].prefix',
    ],
    // nats-server takes or refuses this, by chance.
    [
      ({ account }) => ({ imports: [{ from: account, stream: 'a', to: 'b', prefix: 'c' }] }),
      'invalid-choice',
      'imports[0].to, prefix',
    ],
    [
      ({ account }) => ({ imports: [{ from: account, stream: 'a', share: true }] }),
      'unknown-prop',
      'imports[0].share',
    ],
    [
      ({ account }) => ({ imports: [{ from: account, service: 'a', share: 'yes' }] }),
      'invalid-choice',
      'imports[0].share',
    ],
  ],
}
