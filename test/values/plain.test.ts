import { runInNewContext } from 'node:vm'
import { defined } from '../../lib/values/defined'
import { freeze } from '../../lib/values/freeze'
import { groupBy } from '../../lib/values/group'
import { isPlainObject } from '../../lib/values/plain-object'
import { Secret } from '../../lib/values/secret'
import { compareText, sortBy } from '../../lib/values/sort'

describe('freeze', () => {
  it('freezes all the way down, secrets included', () => {
    const value = {
      list: [{ a: 1 }],
      map: { b: [] as number[] },
      secret: Secret.of('x'),
      text: 'x',
      none: undefined,
    }
    expect(freeze(value)).toBe(value)
    for (const part of [value, value.list, value.list[0], value.map, value.map.b, value.secret])
      expect(Object.isFrozen(part)).toBe(true)
    expect(() => value.map.b.push(1)).toThrow(TypeError)
    expect(value.secret.reveal()).toBe('x')
  })

  it('comes to an end with data that holds itself', () => {
    const value: { self?: unknown } = {}
    value.self = value
    expect(Object.isFrozen(freeze(value))).toBe(true)
  })
})

test('a plain object has no class, in any realm', () => {
  const plain = [
    {},
    { a: 1 },
    Object.create(null),
    JSON.parse('{}'),
    runInNewContext('({ a: 1 })'),
  ] as unknown[]
  const others = [
    [],
    new Date(0),
    new Map(),
    new URL('nats://a'),
    Secret.of('x'),
    null,
    undefined,
    'x',
    5,
    () => 1,
  ]
  expect(plain.map(isPlainObject)).toEqual(plain.map(() => true))
  expect([...others, Object.create({ a: 1 })].map(isPlainObject)).toEqual([...others, 0].map(() => false))
})

test('defined leaves out what is undefined, and nothing else', () => {
  expect(Object.entries(defined({ a: undefined, b: 0, c: null, d: '', e: false }))).toEqual([
    ['b', 0],
    ['c', null],
    ['d', ''],
    ['e', false],
  ])
})

test('groups are in the order in which they came', () => {
  const groups = groupBy(['b1', 'a1', 'b2'], (text) => text.charAt(0))
  expect([...groups]).toEqual([
    ['b', ['b1', 'b2']],
    ['a', ['a1']],
  ])
})

test('text is sorted the same way in every locale', () => {
  expect(sortBy(['ä', 'b', 'a', 'B', 'Z', 'aa', ''], (text) => text)).toEqual([
    '',
    'B',
    'Z',
    'a',
    'aa',
    'b',
    'ä',
  ])
  expect([compareText('a', 'a'), compareText('a', 'b'), compareText('b', 'a')]).toEqual([0, -1, 1])
})

test('things with one key keep their order', () => {
  const things = [
    { key: 'a', n: 1 },
    { key: 'a', n: 0 },
  ]
  expect(sortBy(things, ({ key }) => key)).toEqual(things)
  expect(sortBy(things, ({ key }) => key)).not.toBe(things)
})
