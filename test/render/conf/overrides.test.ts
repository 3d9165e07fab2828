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

  it.each<[string, ConfPath]>([
    ['an alias', ['max_conn']],
    ['another way to say it', ['port']],
    ['another case', ['Cluster', 'name']],
    ['an alias inside a block', ['cluster', 'Routes']],
  ])('refuses %s of an option that is set', (_, path) => {
    expect(codeOf(() => override(path, 1))).toBe('conf-override-other-spelling')
  })

  it.each<[string, ConfPath]>([
    ['account', ['accounts', 'orders', 'x']],
    ['subject', ['accounts', 'ORDERS', 'mappings', 'username']],
  ])('takes the name of an %s for a name', (_, path) => {
    expect(() => override(path, 1)).not.toThrow()
  })
})
