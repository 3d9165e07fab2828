// What entries of a list hold together, against exact sets: few entries, and so many that they are looked up.
import fc from 'fast-check'
import { subjectAlgebra } from '../../../lib/permissions/subject-set'
import { coveringOf } from '../../../lib/rules/support/covering'

const algebra = subjectAlgebra()
const { of, includes } = algebra

const pattern = fc
  .array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 3 })
  .chain((tokens) => fc.constantFrom(tokens, [...tokens.slice(0, -1), '>']))
  .map((tokens) => tokens.join('.'))

it.each([4, 30])('up to %i entries hold a subject if they say so', (maxLength) => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength }), pattern, (entries, subject) => {
      const by = coveringOf(algebra, entries)(subject)
      expect(by.length > 0).toBe(includes(of(entries), of([subject])))
      expect(by.length === 0 || includes(of(by), of([subject]))).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

it('entries that do not count hold nothing', () => {
  const covering = coveringOf(algebra, ['a.>', 'a.*', 'a.*.>'])
  expect(covering('a.>', (entry) => entry !== 'a.>')).toEqual(['a.*', 'a.*.>'])
  expect(covering('a.b', (entry) => entry === 'a.*.>')).toEqual([])
})
