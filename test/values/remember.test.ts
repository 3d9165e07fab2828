import { rememberLatest } from '../../lib/values/remember'

it('works once for what comes again soon, and lets go of the rest', () => {
  const made: number[] = []
  const double = rememberLatest((n: number) => {
    made.push(n)
    return 2 * n
  })
  expect([1, 1, 2, 1, 2].map(double)).toEqual([2, 2, 4, 2, 4])
  expect(made).toEqual([1, 2])
  const many = Array.from({ length: 100 }, (_, i) => 10 + i)
  expect(many.map(double)).toEqual(many.map((n) => 2 * n))
  expect(double(1)).toBe(2)
  expect(made).toEqual([1, 2, ...many, 1])
})
