import fc from 'fast-check'
import { parseSize } from '../../lib/values/size'
import { codeOf } from '../support/thrown'

const POWERS = [
  ['B', 0],
  ['KB', 1],
  ['KiB', 1],
  ['MB', 2],
  ['MiB', 2],
  ['GB', 3],
  ['GiB', 3],
  ['TB', 4],
  ['TiB', 4],
] as const

describe('a size', () => {
  it('is whole bytes, in powers of 1024', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1023 }), fc.constantFrom(...POWERS), (n, [unit, power]) => {
        expect(parseSize(`${String(n)}${unit}`)).toBe(n * 1024 ** power)
      }),
    )
    expect(parseSize(0)).toBe(0)
    expect(parseSize(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER)
  })

  it.each([
    -1,
    0.5,
    NaN,
    Infinity,
    2 ** 53,
    '1K',
    '1k',
    '1kb',
    '1Kb',
    '1 KB',
    '1.5GB',
    'KB',
    '',
    '-1KB',
    '1e3B',
    '9999999TB',
    '1KB\n',
    null,
    undefined,
    true,
    [],
    10n,
  ])('is never %p', (size) => {
    expect(codeOf(() => parseSize(size))).toBe('invalid-size')
  })
})
