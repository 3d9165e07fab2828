import fc from 'fast-check'
import { commonNameOf, parseAccountName, parseCommonName, parseName, parseText } from '../../lib/values/names'
import { codeOf } from '../support/thrown'

describe('a name', () => {
  it.each(['ORDERS', 'nats-1', 'a', '_x', '0', 'bob@acme.com', 'a.b', 'a+b', 'x'.repeat(128), 'constructor'])(
    'may be %j',
    (name) => {
      expect(parseName(name)).toBe(name)
    },
  )

  it.each([
    '',
    ' ',
    'a b',
    'a/b',
    '../x',
    '..',
    '.hidden',
    '-rf',
    'a..b',
    'a.',
    'a\n',
    'a\0',
    'ä',
    '$SYS',
    '$G',
    '*',
    '>',
    'a\u202e',
    '__proto__',
    'x'.repeat(129),
    5,
    null,
    undefined,
    {},
  ])('is never %j', (name) => {
    expect(codeOf(() => parseName(name))).toBe('invalid-name')
  })

  it('of an account may be that of the system account', () => {
    expect(parseAccountName('$SYS')).toBe('$SYS')
    expect(parseAccountName('ORDERS')).toBe('ORDERS')
    expect(codeOf(() => parseAccountName('$G'))).toBe('invalid-name')
  })
})

describe('text', () => {
  it('may be anything on one line', () => {
    for (const text of ['Acme NATS', 'ä 😀 "', 'x'.repeat(1024)]) expect(parseText(text)).toBe(text)
  })

  it.each(['', 'a\nb', 'a\0b', '\x7f', 'a\ud800', 'x'.repeat(1025), 5, null])('is never %j', (text) => {
    expect(codeOf(() => parseText(text))).toBe('invalid-text')
  })
})

describe('a common name', () => {
  it('has at most 64 characters', () => {
    expect(parseCommonName('x'.repeat(64))).toHaveLength(64)
    expect(codeOf(() => parseCommonName('x'.repeat(65)))).toBe('invalid-text')
  })

  it('that is made of a longer text is not that of another text', () => {
    const long = 'a'.repeat(70)
    expect(commonNameOf('prod acme')).toBe('prod acme')
    expect(commonNameOf(long)).not.toBe(commonNameOf(`${long}b`))
    expect(commonNameOf(`${long} intermediate`)).not.toBe(commonNameOf(long))
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 300 }), (text) => {
        expect(commonNameOf(text).length).toBeLessThanOrEqual(64)
        expect(text.length > 64 || commonNameOf(text) === text).toBe(true)
      }),
    )
  })
})
