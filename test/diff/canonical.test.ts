// One conf, said in several ways: what nats-server takes for the same must be the same here, and nothing else.
import { canonicalConf } from '../../lib/diff/canonical'
import type { PlainMap } from '../../lib/diff/record'

const LISTEN = { listen: '0.0.0.0:4222' }

/** Ways to say it, and the one. */
const SAME: readonly (readonly [string, readonly PlainMap[], PlainMap])[] = [
  ['nothing', [{}, { port: 4222 }, { Listen: 4222 }, { net: '0.0.0.0' }, { listen: ':4222' }], LISTEN],
  [
    'where clients connect',
    [{ listen: 'a:1' }, { host: 'a', port: 1 }, { net: 'a', PORT: 1 }],
    { listen: 'a:1' },
  ],
  ['an address of IPv6', [{ listen: '[::1]:4222' }, { host: '[::1]' }], { listen: '[::1]:4222' }],
  [
    'where monitors connect',
    [{ http: 8222 }, { http_port: 8222 }, { monitor_port: 8222 }, { http: '0.0.0.0:8222' }],
    { ...LISTEN, http: '0.0.0.0:8222' },
  ],
  [
    'defaults',
    [
      { debug: false, max_payload: 1048576, ping_interval: '120s', ping_max: 2, write_deadline: 10 },
      { logtime: true },
    ],
    LISTEN,
  ],
  [
    'durations',
    [{ ping_interval: '1m30s' }, { ping_interval: 90 }, { ping_interval: '90s' }],
    { ...LISTEN, ping_interval: '1m30s' },
  ],
  [
    'what a user may',
    [
      { accounts: { A: { users: [{ username: 'u', permission: { pub: 'a', subscribe: ['b', 'c'] } }] } } },
      {
        accounts: {
          A: { users: [{ user: 'u', permissions: { publish: { allow: 'a' }, sub: { allow: ['b', 'c'] } } }] },
        },
      },
    ],
    {
      ...LISTEN,
      accounts: {
        A: {
          users: [
            { user: 'u', permissions: { publish: { allow: ['a'] }, subscribe: { allow: ['b', 'c'] } } },
          ],
        },
      },
    },
  ],
  [
    'accounts without anything',
    [{ accounts: ['A', 'B'] }, { accounts: { A: {}, B: {} } }],
    { ...LISTEN, accounts: { A: {}, B: {} } },
  ],
  [
    'routes',
    [
      { cluster: { port: 6222, routes: ['nats://a:6222', 'nats-route://b:6222/'] } },
      {
        cluster: {
          listen: '0.0.0.0:6222',
          routes: ['tls://a:6222', 'b:6222'],
          pool_size: 3,
          compression: 'accept',
        },
      },
    ],
    { ...LISTEN, cluster: { listen: '0.0.0.0:6222', routes: ['a:6222', 'b:6222'] } },
  ],
  [
    'a route with a login, which is not told',
    [{ cluster: { routes: 'nats://u:secret@a:1' } }],
    { ...LISTEN, cluster: { routes: ['[login]@a:1'] } },
  ],
  [
    'JetStream',
    [
      { jetstream: { max_file: '2G', storedir: '/js' } },
      { jetstream: { max_file_store: 2 ** 31, store_dir: '/js' } },
    ],
    { ...LISTEN, jetstream: { max_file_store: 2 ** 31, store_dir: '/js' } },
  ],
  [
    'JetStream, on or off',
    [{ jetstream: true }, { jetstream: 'enabled' }, { jetstream: {} }],
    { ...LISTEN, jetstream: {} },
  ],
  ['no JetStream', [{ jetstream: false }, { jetstream: 'disabled' }], LISTEN],
  [
    'TLS',
    [
      { tls: { cert_file: 'c', first: true, verify: false, timeout: 2, min_version: '1.2' } },
      { tls: { cert_file: 'c', handshake_first: true, timeout: '2s' } },
    ],
    { ...LISTEN, tls: { cert_file: 'c', handshake_first: true } },
  ],
  [
    'a remote',
    [
      { leaf: { remotes: [{ url: 'tls://hub:7422', creds: '/c' }] } },
      { leafnodes: { remotes: [{ urls: ['nats-leaf://hub:7422'], credentials: '/c' }] } },
    ],
    { ...LISTEN, leafnodes: { remotes: [{ urls: ['hub:7422'], credentials: '/c' }] } },
  ],
]

it('says nothing of an empty authorization beside users, and of JetStream that is enabled twice', () => {
  const accounts = { A: { users: [{ user: 'u' }] } }
  expect(canonicalConf({ authorization: {}, accounts })).toEqual({ ...LISTEN, accounts })
  expect(canonicalConf({ jetstream: { enabled: true, storedir: '/js' } })).toEqual({
    ...LISTEN,
    jetstream: { store_dir: '/js' },
  })
  expect(canonicalConf({ jetstream: { enabled: false } })).toEqual(LISTEN)
})

it.each(SAME)('says %s in one way', (_, ways, one) => {
  for (const way of ways) expect(canonicalConf(way)).toEqual(one)
  expect(canonicalConf(one)).toEqual(one)
})

it.each<[string, PlainMap, PlainMap]>([
  [
    'who may come in where only the system account has users',
    { authorization: {}, system_account: 'SYS', accounts: { SYS: { users: [{ user: 'u' }] } } },
    { system_account: 'SYS', accounts: { SYS: { users: [{ user: 'u' }] } } },
  ],
  ['ports', { port: 4222 }, { port: 4223 }],
  ['a number and a duration', { ping_interval: 90 }, { ping_interval: '90ms' }],
  ['a listener of leaf nodes and none', { leafnodes: { port: 7422 } }, {}],
  [
    'a websocket and TCP',
    { leafnodes: { remotes: [{ url: 'wss://a' }] } },
    { leafnodes: { remotes: [{ url: 'tls://a' }] } },
  ],
  [
    'sizes with and without quotes',
    { jetstream: { max_file: '2G' } },
    { jetstream: { max_file: 2_000_000_000 } },
  ],
  [
    'an allow list and a deny list',
    { default_permissions: { pub: ['a'] } },
    { default_permissions: { pub: { deny: ['a'] } } },
  ],
  ['names that differ in case', { accounts: { A: {} } }, { accounts: { a: {} } }],
])('tells %s apart', (_, a, b) => {
  expect(canonicalConf(a)).not.toEqual(canonicalConf(b))
})
