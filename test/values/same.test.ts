import fc from 'fast-check'
import { canonicalJson, type Json } from '../../lib/values/canonical-json'
import { sameData } from '../../lib/values/same'

it('agrees with canonical JSON', () => {
  const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json)
  const same = sameData()
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(same(a, b)).toBe(canonicalJson(a) === canonicalJson(b))
      expect(same(a, structuredClone(a))).toBe(true)
    }),
  )
})

it.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, true],
  [{ a: undefined }, { b: 1 }, false],
  [{ toString: undefined }, { a: 1 }, false],
  [JSON.parse('{"__proto__":{}}'), {}, false],
  [[], {}, false],
  [[1, 2], [2, 1], false],
  [{ a: [{ b: null }] }, { a: [{ b: null }] }, true],
  [{ a: null }, { a: {} }, false],
])('tells %j and %j apart, or not', (a, b, expected) => {
  expect(sameData()(a, b)).toBe(expected)
})

it('finds a difference behind a block that was found to be alike', () => {
  const [mine, theirs] = [{ users: ['a'] }, { users: ['a'] }]
  const same = sameData()
  expect(same([mine, mine], [theirs, theirs])).toBe(true)
  expect(same([mine, mine], [theirs, { users: ['b'] }])).toBe(false)
})
