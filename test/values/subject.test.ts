import fc from 'fast-check'
import {
  covers,
  isLiteral,
  parseLiteralSubject,
  parseSubject,
  parseSubscription,
} from '../../lib/values/subject'
import { codeOf } from '../support/thrown'

/** Every other character for which Go's unicode.IsSpace says yes. */
const BLANKS =
  '\v\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'

describe('a subject', () => {
  it.each([
    'orders',
    'orders.created',
    'orders.*',
    'orders.*.eu',
    '>',
    '*',
    'orders.>',
    // wildcards only as whole tokens: these are plain text
    'a*',
    'b>.c',
    '>a.b',
    '$SYS.REQ.>',
    '_INBOX.x',
    'naïve.😀',
    'a\u202eb',
  ])('may be %j', (subject) => {
    expect(parseSubject(subject)).toBe(subject)
  })

  it.each([
    ['', 'is empty'],
    ['.', 'empty token'],
    ['a.', 'empty token'],
    ['.a', 'empty token'],
    ['a..b', 'empty token'],
    ['>.a', 'goes on after'],
    ['a.>.b', 'goes on after'],
    ['>.>', 'goes on after'],
    ['a b', 'white space'],
    ['a\tb', 'white space'],
    ['a\nb', 'white space'],
    ['a\rb', 'white space'],
    ['a\fb', 'white space'],
    [' ', 'white space'],
    ...Array.from(BLANKS, (blank): [string, string] => [`a${blank}b`, 'white space']),
    ['a\0b', 'NUL'],
    ['a\ud800b', 'no character'],
    ['x'.repeat(4097), 'longer than 4096'],
    [5, 'is not text'],
    [null, 'is not text'],
    [undefined, 'is not text'],
    [['a'], 'is not text'],
  ])('is never %j', (subject, why) => {
    expect(codeOf(() => parseSubject(subject))).toBe('invalid-subject')
    expect(() => parseSubject(subject)).toThrow(why)
  })

  it('is literal without a token that is a wildcard', () => {
    expect(['a', 'a*', 'a.b>', 'a.>b'].map(isLiteral)).toEqual([true, true, true, true])
    expect(['*', '>', 'a.*', 'a.*.b', 'a.>'].map(isLiteral)).toEqual([false, false, false, false, false])
    expect(parseLiteralSubject('_INBOX_alice')).toBe('_INBOX_alice')
    expect(() => parseLiteralSubject('a.*')).toThrow(/has a wildcard/)
  })
})

describe('a subscription', () => {
  it.each(['orders.>', 'orders.> workers', 'orders.* workers.*'])('may be %j', (entry) => {
    expect(parseSubscription(entry)).toBe(entry)
  })

  it.each(['orders workers more', 'orders  workers', ' orders', 'orders ', 'a. q', 'a q.', '', 7])(
    'is never %j',
    (entry) => {
      expect(codeOf(() => parseSubscription(entry))).toBe('invalid-subject')
    },
  )
})

describe('covers', () => {
  // Subjects of up to three tokens over a small alphabet, against every literal subject of up to four tokens over it.
  const literals = [1, 2, 3, 4].flatMap((length) =>
    Array.from({ length: 3 ** length }, (_, n) =>
      Array.from({ length }, (_, i) => 'abc'[Math.floor(n / 3 ** i) % 3]).join('.'),
    ),
  )
  const matches = (pattern: string, subject: string): boolean => {
    const escaped = pattern
      .split('.')
      .map((token) => (token === '*' ? '[^.]+' : token === '>' ? '.+' : token))
      .join('\\.')
    return new RegExp(`^${escaped}$`).test(subject)
  }
  const pattern = fc
    .tuple(
      fc.array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '', '.>'),
    )
    .map(([tokens, rest]) => tokens.join('.') + rest)

  it('is true when every subject that matches the one matches the other', () => {
    fc.assert(
      fc.property(
        fc.oneof(pattern, fc.constant('>')),
        fc.oneof(pattern, fc.constant('>')),
        (outer, inner) => {
          const expected = literals.filter((s) => matches(inner, s)).every((s) => matches(outer, s))
          // '>' below three tokens needs longer subjects than these to differ from '*'.
          fc.pre(!(inner.endsWith('>') && inner.split('.').length > 3))
          expect(covers(outer, inner)).toBe(expected)
        },
      ),
      { numRuns: 500 },
    )
  })

  it.each([
    ['>', '>', true],
    ['a.>', 'a.>', true],
    ['a.>', 'a', false],
    ['a.*', 'a.>', false],
    ['a.*.>', 'a.>', false],
    ['*.*', '>', false],
    ['a*', 'ab', false],
  ])('%s and %s: %s', (outer, inner, expected) => {
    expect(covers(outer, inner)).toBe(expected)
  })
})
