import fc from 'fast-check'
import { formatDuration, parseDuration } from '../../lib/values/duration'
import { codeOf } from '../support/thrown'

const UNITS: Readonly<Record<string, bigint>> = {
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}

/** Go's time.ParseDuration, in nanoseconds: a sign and decimals are of no interest here. Undefined: an error. */
function goNanoseconds(text: string): bigint | undefined {
  if (!/^((\d+)(ms|s|m|h))+$/.test(text)) return undefined
  let total = 0n
  for (const [, n = '', unit = ''] of text.matchAll(/(\d+)(ms|s|m|h)/g))
    total += BigInt(n) * (UNITS[unit] ?? 0n)
  return total < 2n ** 63n ? total : undefined
}

describe('a duration', () => {
  it.each([
    ['1ms', 1],
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5s', 1_500],
    ['1.005s', 1_005],
    ['0.07h', 252_000],
    ['1h30m', 5_400_000],
    ['1m1s', 61_000],
    ['90d', 90 * 86_400_000],
    ['3650d', 3650 * 86_400_000],
    ['0.000001h', undefined],
    ['106751d', 106_751 * 86_400_000],
    ['106752d', undefined],
    ['0s', undefined],
    ['0.5ms', undefined],
    ['', undefined],
    ['30', undefined],
    ['s', undefined],
    ['-5s', undefined],
    ['1e3s', undefined],
    ['1 s', undefined],
    [' 1s', undefined],
    ['1us', undefined],
    ['1.s', undefined],
    ['.5s', undefined],
    ['1,5s', undefined],
    ['٣s', undefined],
    ['1s\n', undefined],
    ['1d1h1m1s1ms', 90_061_001],
    ['1d1h1m1s1ms1ms', undefined],
    [30, undefined],
    [null, undefined],
  ])('%j is %s ms', (text, expected) => {
    if (expected === undefined) expect(codeOf(() => parseDuration(text))).toBe('invalid-duration')
    else expect(parseDuration(text)).toBe(expected)
  })

  it('is what Go reads from the text that a conf gets', () => {
    const longest = Number(2n ** 63n / 1_000_000n)
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: longest }), fc.integer({ min: 1, max: 200_000 })),
        (ms) => {
          expect(goNanoseconds(formatDuration(ms))).toBe(BigInt(ms) * 1_000_000n)
        },
      ),
    )
  })

  it('is the same when it was written and parsed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms)
      }),
    )
  })

  it('counts decimals exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (thousandths) => {
        const text = `${String(Math.floor(thousandths / 1000))}.${String(thousandths % 1000).padStart(3, '0')}s`
        expect(parseDuration(text)).toBe(thousandths)
      }),
    )
  })

  it.each([
    [90_000, '1m30s'],
    [3_600_000, '1h'],
    [3_601_000, '1h1s'],
    [1_500, '1500ms'],
    [86_400_000, '24h'],
    [0, '0s'],
  ])('of %i ms is written %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})
