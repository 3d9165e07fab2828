import fc from 'fast-check'
import { isConfArray, isConfMap, parseConfPath, parseConfValue } from '../../lib/values/conf'
import { Secret } from '../../lib/values/secret'
import { anyConf } from '../support/conf'
import { codeOf } from '../support/thrown'

describe('a path into a conf', () => {
  it.each([
    [['lame_duck_duration']],
    [['cluster', 'connect_retries']],
    [['leafnodes', 'remotes', 0, 'hub']],
    [['accounts', '$SYS', 'mappings', 'orders.>']],
  ])('may be %j', (path) => {
    expect(parseConfPath(path)).toEqual(path)
  })

  it.each([
    [[]],
    [[0]],
    [['']],
    [['a"b']],
    [['a\nb']],
    [['a\0b']],
    [['a', -1]],
    [['a', 0.5]],
    [['a', null]],
    [['a', ['b']]],
    ['cluster.name'],
    [null],
    [undefined],
    [{ 0: 'a', length: 1 }],
  ])('is never %j', (path) => {
    expect(codeOf(() => parseConfPath(path))).toBe('invalid-conf-override')
  })
})

describe('a value in a conf', () => {
  it('may be anything that can be emitted, and is copied', () => {
    fc.assert(
      fc.property(anyConf, (conf) => {
        fc.pre(!/["\p{Cc}\p{Cs}]/u.test(keysOf(conf).join('')) && !keysOf(conf).includes(''))
        const copy = parseConfValue(conf)
        expect(copy).toEqual(conf)
        expect(copy).not.toBe(conf)
      }),
    )
  })

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['NaN', NaN],
    ['an infinity', Infinity],
    ['an exponent', 1e-7],
    ['an integer that may be another', 2 ** 53],
    ['more than 64 bits', 2n ** 63n],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['an instance', new URL('nats://a')],
    ['a promise', Promise.resolve(1)],
    ['something in a list', [1, [undefined]]],
    ['something in a map', { a: { b: null } }],
    ['a key with a quote', { 'a"b': 1 }],
    ['an empty key', { '': 1 }],
  ])('is never %s', (_, value) => {
    expect(codeOf(() => parseConfValue(value))).toBe('invalid-conf-override')
  })

  it('does not hold itself', () => {
    const value: { self?: unknown } = {}
    value.self = [value]
    expect(codeOf(() => parseConfValue(value))).toBe('invalid-conf-override')
  })

  it('keeps a key called __proto__ a key', () => {
    const value: unknown = JSON.parse('{"__proto__": {"debug": true}}')
    expect(Object.keys(parseConfValue(value) as object)).toEqual(['__proto__'])
  })

  it('is no token, wherever it stands', () => {
    for (const value of [
      '${TfToken[TOKEN.1]}',
      { a: ['x-${TfToken[TOKEN.1]}'] },
      { '&{TfToken[TOKEN.1]}': 1 },
    ])
      expect(codeOf(() => parseConfValue(value))).toBe('engine-value')
  })

  it('is told apart by its shape', () => {
    expect([isConfArray([]), isConfArray({}), isConfMap({}), isConfMap([]), isConfMap('x')]).toEqual([
      true,
      false,
      true,
      false,
      false,
    ])
    expect(isConfMap(Secret.of('x'))).toBe(false)
  })
})

function keysOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Secret.isSecret(value)) return []
  if (Array.isArray(value)) return value.flatMap(keysOf)
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
}
