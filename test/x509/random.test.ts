import { systemRandom } from '../../lib/x509/random'

it('gives as many bytes as are asked for, also more than it holds, and never one of them twice', () => {
  const random = systemRandom()
  const sizes = [32, 16, 5000, 4096, 1, ...Array.from({ length: 1000 }, () => 16)]
  const drawn = sizes.map(random)
  expect(drawn.map(({ length }) => length)).toEqual(sizes)
  const texts = drawn.filter(({ length }) => length >= 16).map((bytes) => bytes.toString('hex'))
  expect(new Set(texts).size).toBe(texts.length)
  // All bytes are apart in memory: what writes into one draw changes no other.
  const [first, second] = [random(16), random(16)]
  const before = second.toString('hex')
  first.fill(0)
  expect(second.toString('hex')).toBe(before)
})
