import fc from 'fast-check'
import { canonical, canonicalJson, type Json } from '../../lib/values/canonical-json'

it('sorts keys by their UTF-16 units, and leaves out what is undefined', () => {
  expect(
    canonicalJson({ b: 1, a: { d: [{ y: 1, x: undefined }], c: null }, '10': 0, '9': true, é: 'ü' }),
  ).toBe('{"10":0,"9":true,"a":{"c":null,"d":[{"y":1}]},"b":1,"é":"ü"}')
})

/** The same data with the properties of each object in the opposite order. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, inner === undefined ? inner : reversed(inner)] as const)
      .reverse(),
  )
}

it('is the same in whatever order properties were set, and is read back as the same data', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(reversed(value as Json))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

/** JSON has no negative zero. */
const asRead = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json)

it('is the order of data, too, of which nothing is copied that has it already', () => {
  fc.assert(
    fc.property(asRead, (value) => {
      const sorted = canonical(reversed(value))
      expect(sorted).toStrictEqual(value)
      expect(canonicalJson(sorted)).toBe(canonicalJson(value))
    }),
  )
  const [list, inner] = [['b', 'a'], { a: 1, b: 2 }]
  const sorted = canonical({ list, inner, gone: undefined }) as typeof outer
  const outer = { inner, list }
  expect(sorted).toStrictEqual(outer)
  expect(sorted.list).toBe(list)
  expect(sorted.inner).toBe(inner)
})
