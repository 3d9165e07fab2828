import { applyOverrides } from '../../../lib/render/conf/overrides'
import { codeOf } from '../../support/steps'
import type { ConfMap, ConfPath, ConfValue } from '../../../lib/values/conf'

const CONF: ConfMap = {
  listen: '0.0.0.0:4222',
  max_connections: 5,
  cluster: { name: 'hub', routes: ['a', 'b'] },
  accounts: { Orders: {}, user: {}, username: {}, ORDERS: { mappings: { user: 'a' } } },
}

const override = (conf: ConfPath, value: ConfValue): ConfMap =>
  applyOverrides(CONF, [{ path: 'prod/hub', conf, value }])

describe('applyOverrides', () => {
  it.each<[string, ConfPath, ConfValue, ConfMap]>([
    ['adds an option', ['lame_duck_duration'], '30s', { ...CONF, lame_duck_duration: '30s' }],
    ['replaces an option', ['max_connections'], 7, { ...CONF, max_connections: 7 }],
    [
      'adds to a block',
      ['cluster', 'connect_retries'],
      3,
      { ...CONF, cluster: { name: 'hub', routes: ['a', 'b'], connect_retries: 3 } },
    ],
    [
      'makes blocks on the way',
      ['websocket', 'tls', 'verify'],
      true,
      { ...CONF, websocket: { tls: { verify: true } } },
    ],
    [
      'replaces an element',
      ['cluster', 'routes', 1],
      'c',
      { ...CONF, cluster: { name: 'hub', routes: ['a', 'c'] } },
    ],
    [
      'appends an element',
      ['cluster', 'routes', 2],
      'c',
      { ...CONF, cluster: { name: 'hub', routes: ['a', 'b', 'c'] } },
    ],
    ['makes a list', ['server_tags', 0], 'c', { ...CONF, server_tags: ['c'] }],
  ])('%s', (_, path, value, expected) => {
    expect(override(path, value)).toEqual(expected)
  })

  it('leaves the order of options as it is, and the conf it was given alone', () => {
    const before = JSON.stringify(CONF)
    expect(Object.keys(override(['max_connections'], 7))).toEqual(Object.keys(CONF))
    expect(JSON.stringify(CONF)).toBe(before)
  })

  it('applies overrides in their order', () => {
    const at = { path: 'prod/hub', conf: ['x'] }
    expect(
      applyOverrides({}, [
        { ...at, value: 1 },
        { ...at, value: 2 },
      ]),
    ).toEqual({ x: 2 })
  })

  it('sets what objects inherit as any other key', () => {
    const conf = override(['__proto__', 'polluted'], true)
    expect(Object.keys(conf)).toContain('__proto__')
    expect({}).not.toHaveProperty('polluted')
  })

  it.each<[string, ConfPath]>([
    ['a key in a list', ['cluster', 'routes', 'x']],
    ['a key in a text', ['listen', 'x']],
    ['a number in a block', ['cluster', 0]],
    ['a number past the end', ['cluster', 'routes', 3]],
  ])('refuses %s', (_, path) => {
    expect(codeOf(() => override(path, 1))).toBe('conf-override-not-applicable')
  })

  it.each<[string, ConfPath, ConfValue, ConfMap]>([
    ['an alias', ['max_conn'], 7, { max_connections: 7 }],
    ['another case', ['MAX_Connections'], 7, { max_connections: 7 }],
    ['an alias of a block', ['Leaf', 'Leafnode_Advertise'], 'a:1', { leafnodes: { advertise: 'a:1' } }],
    ['what is in a block', ['WS'], { No_TLS: true, NET: 'x' }, { websocket: { no_tls: true, host: 'x' } }],
    [
      'a login in a list',
      ['Authorization'],
      { Users: [{ UserName: 'bob', Pass: 'x', clients: ['MQTT'] }] },
      { authorization: { users: [{ user: 'bob', password: 'x', allowed_connection_types: ['MQTT'] }] } },
    ],
    [
      'permissions of a user',
      ['authorization', 'users', 0],
      { user: 'bob', authorization: { pub: { Deny: '>' } } },
      { authorization: { users: [{ user: 'bob', permissions: { publish: { deny: '>' } } }] } },
    ],
    [
      'an option of a tls block',
      ['mqtt', 'TLS', 'First'],
      true,
      { mqtt: { tls: { handshake_first: true } } },
    ],
  ])('takes %s for the option that it is', (_, path, value, expected) => {
    expect(applyOverrides({}, [{ path: 'prod/hub', conf: path, value }])).toEqual(expected)
  })

  it.each<[string, ConfPath, ConfMap]>([
    [
      'accounts',
      ['ACCOUNTS', 'Orders', 'LIMITS', 'max_leafs'],
      { accounts: { Orders: { limits: { max_leafnodes: 1 } } } },
    ],
    ['subjects', ['mappings', 'Old.User', 'Dest'], { mappings: { 'Old.User': { destination: 1 } } }],
    ['metadata', ['server_metadata', 'Port'], { server_metadata: { Port: 1 } }],
  ])('leaves names of %s as they are', (_, path, expected) => {
    expect(applyOverrides({}, [{ path: 'prod/hub', conf: path, value: 1 }])).toEqual(expected)
  })

  it('has one way for the same option in accounts and outside of them', () => {
    const overrides = [
      { path: 'prod/hub', conf: ['jetstream', 'max_file'], value: 1 },
      { path: 'prod/hub', conf: ['accounts', 'A', 'jetstream', 'max_file'], value: 2 },
    ]
    expect(applyOverrides({}, overrides)).toEqual({
      jetstream: { max_file_store: 1 },
      accounts: { A: { jetstream: { max_store: 2 } } },
    })
  })

  it.each<[string, ConfPath, ConfValue]>([
    ['another way to say what is set', ['port'], 1],
    ['another way in another case', ['Net'], 'x'],
    ['two ways in one block', ['websocket'], { listen: 'x:1', port: 1 }],
    ['one option twice', ['websocket'], { port: 1, Port: 2 }],
  ])('refuses %s', (_, path, value) => {
    expect(codeOf(() => override(path, value))).toBe('conf-override-other-spelling')
  })

  it('takes an account and a port for two things, wherever they are', () => {
    expect(() => override(['accounts', 'listen', 'port'], 1)).not.toThrow()
    expect(() => override(['accounts', 'port', 'x'], 1)).not.toThrow()
  })
})
