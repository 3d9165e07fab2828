import { parseName } from '../../lib/values/names'
import type { FindingsError } from '../../lib/values/finding'
import { Secret } from '../../lib/values/secret'
import { boolean, integer, oneOf } from '../../lib/constructs/parsers'
import { Props } from '../../lib/constructs/props'
import { codeOf, problemsOf, thrown } from '../support/thrown'

const done = (read: Props<string>) => () => {
  read.done('prod/x')
}

describe('props', () => {
  it('are values, lists, objects and records, and what is not there is undefined', () => {
    const read = new Props<string>({
      a: 'x',
      list: ['x', 'y'],
      inner: { b: 1 },
      all: [{ c: 1 }, { c: 2 }],
      map: { k: 'v' },
    })
    expect(read.value('a', parseName)).toBe('x')
    expect(read.value('missing', parseName, 'fallback')).toBe('fallback')
    expect(read.optional('missing', parseName)).toBeUndefined()
    expect(read.list('list', parseName)).toEqual(['x', 'y'])
    expect(read.object('inner', (inner) => inner.value('b', integer(0)))).toBe(1)
    expect(read.objectOrTrue('inner', (inner) => inner.value('b', integer(0)))).toBe(1)
    expect(read.objects('all', (one) => one.value('c', integer(0)))).toEqual([1, 2])
    expect(read.record('map', parseName, (all, key, name) => [name, all.value(key, parseName)])).toEqual([
      ['k', 'v'],
    ])
    expect([read.list('no', parseName), read.object('no', () => 1), read.objects('no', () => 1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(done(read)).not.toThrow()
  })

  it('that are wrong are told together, sorted, each with its place', () => {
    const read = new Props<string>({
      name: 'a b',
      list: ['ok', '', 5],
      inner: { deep: { flag: 'yes' }, extra: 1 },
      'odd-name': 1,
      map: { 'a b': 'x', ok: null },
    })
    read.value('name', parseName)
    read.list('list', parseName)
    read.object('inner', (inner) => inner.object('deep', (deep) => deep.value('flag', boolean)))
    read.value('missing', oneOf('a', 'b'))
    read.record('map', parseName, (all, key) => all.value(key, parseName))
    expect(problemsOf(done(read))).toEqual(
      [
        'invalid-choice inner.deep.flag',
        'invalid-choice missing',
        'invalid-name list[1]',
        'invalid-name list[2]',
        'invalid-name map.ok',
        'invalid-name map["a b"]',
        'invalid-name name',
        'unknown-prop inner.extra',
        'unknown-prop ["odd-name"]',
      ].sort(),
    )
    expect((thrown(done(read)) as FindingsError).findings.every(({ path }) => path === 'prod/x')).toBe(true)
  })

  it('are known by their own names only', () => {
    const read = new Props<string>(JSON.parse('{"__proto__": {"name": "x"}, "constructor": 1}'))
    expect(read.optional('name', parseName)).toBeUndefined()
    expect(read.optional('toString', parseName)).toBeUndefined()
    expect(problemsOf(done(read))).toEqual(['unknown-prop __proto__', 'unknown-prop constructor'])
  })

  it.each<[string, unknown]>([
    ['a token', '${TfToken[TOKEN.1]}'],
    ['a concatenated token', 'nats-${TfToken[TOKEN.1]}.internal'],
    ['a token in lower case', '${tftoken[token.1]}'],
    ['a number token', -1.8881545897087626e289],
    ['a token in a secret', Secret.of('x${TfToken[TOKEN.1]}')],
    ['an Output', { __pulumiOutput: true }],
    ['the text of an Output', 'Calling [toString] on an [Output<T>] is not supported.'],
  ])('are never %s, wherever it stands', (_, value) => {
    const read = new Props<string>({
      a: value,
      list: ['x', value],
      inner: { b: value },
      objects: [value],
      object: value,
      lists: value,
    })
    read.value('a', parseName)
    read.list('list', parseName)
    read.object('inner', (inner) => inner.optional('b', parseName))
    read.objects('objects', () => 1)
    read.object('object', () => 1)
    read.list('lists', parseName)
    expect(problemsOf(done(read))).toEqual(
      ['a', 'inner.b', 'list[1]', 'lists', 'object', 'objects[0]'].map((prop) => `engine-value ${prop}`),
    )
  })

  it('are never a list or map that only Terraform knows', () => {
    const read = new Props<string>({
      list: ['#{TfToken[TOKEN.1]}'],
      map: { '&{TfToken[TOKEN.2]}': 'x' },
      inner: { '&{TfToken[TOKEN.3]}': 1 },
    })
    read.list('list', parseName)
    read.record('map', parseName, (all, key) => all.value(key, parseName))
    read.object('inner', (inner) => inner.optional('b', parseName))
    expect(problemsOf(done(read))).toEqual([
      'engine-value inner["&{TfToken[TOKEN.3]}"]',
      'engine-value list[0]',
      'engine-value map["&{TfToken[TOKEN.2]}"]',
    ])
  })

  it('take over what another constructor throws, and nothing else', () => {
    const read = new Props<string>({})
    const inner = new Props<string>({ b: 1 })
    read.absorb(() => {
      inner.done('prod/inner')
    })
    expect(() => {
      read.absorb(() => {
        throw new Error('a defect')
      })
    }).toThrow('a defect')
    expect((thrown(done(read)) as FindingsError).findings).toMatchObject([
      { path: 'prod/inner', code: 'unknown-prop' },
    ])
  })

  it('say which names there are', () => {
    const read = new Props<string>({ nmae: 'x' })
    read.optional('name', parseName)
    read.optional('age', integer(0))
    expect((thrown(done(read)) as FindingsError).findings[0]?.change).toBe(
      'leave it out, or correct its name: age, name',
    )
  })
})

test('numbers, words and flags are what they say', () => {
  expect([integer(0)(0), integer(-1)(-1), integer(0, 5)(5), oneOf('a', 'b')('b'), boolean(false)]).toEqual([
    0,
    -1,
    5,
    'b',
    false,
  ])
  for (const value of [-1, 6, 0.5, NaN, '1', null])
    expect(codeOf(() => integer(0, 5)(value))).toBe('invalid-number')
  for (const value of ['c', '', null, 0]) expect(codeOf(() => oneOf('a', 'b')(value))).toBe('invalid-choice')
  for (const value of [0, 'true', null]) expect(codeOf(() => boolean(value))).toBe('invalid-choice')
})
