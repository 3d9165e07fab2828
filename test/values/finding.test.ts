import fc from 'fast-check'
import type { Finding } from '../../lib/values/finding'
import { FindingsError, NatsmithError, blocks, show, sortFindings, visible } from '../../lib/values/finding'
import { Secret } from '../../lib/values/secret'
import { anyText } from '../support/text'

const finding = (over: Partial<Finding>): Finding => ({
  code: 'code',
  severity: 'error',
  path: 'prod/hub',
  message: 'message',
  change: 'change',
  ...over,
})

describe('findings', () => {
  it('are sorted: errors first, then by path, code and message', () => {
    const sorted = [
      finding({ path: 'prod/a', code: 'b' }),
      finding({ path: 'prod/b', code: 'a', message: 'a' }),
      finding({ path: 'prod/b', code: 'a', message: 'b' }),
      finding({ path: 'prod/b', code: 'b' }),
      finding({ severity: 'warning', path: 'prod/a', code: 'a' }),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(sorted, { minLength: sorted.length }), (shuffled) => {
        expect(sortFindings(shuffled)).toEqual(sorted)
      }),
    )
  })

  it('block as errors, until somebody acknowledges them', () => {
    expect(blocks(finding({}))).toBe(true)
    expect(blocks(finding({ severity: 'warning' }))).toBe(false)
    expect(blocks(finding({ acknowledged: 'because' }))).toBe(false)
  })

  it('are thrown together, and the first gives its code', () => {
    const error = new FindingsError([
      finding({ path: 'prod/b', code: 'b' }),
      finding({ path: 'prod/a', code: 'a' }),
    ])
    expect(error).toMatchObject({ code: 'a', name: 'FindingsError' })
    expect(error.message).toBe('[a] prod/a: message; change: change\n[b] prod/b: message; change: change')
    expect(error.findings.map(({ code }) => code)).toEqual(['a', 'b'])
  })

  it('say where in the program, and of calls no more: nobody may catch them', () => {
    const error = new FindingsError([finding({ path: '' })])
    const [said, place, ...rest] = error.stack?.split('\n') ?? []
    expect(said).toBe('FindingsError: [code] message; change: change')
    expect(place).toMatch(/^ +at .*finding\.test\.ts:\d+:\d+\)?$/)
    expect(rest).toEqual([])
    expect(Object.keys(error)).toEqual([])
    expect(new NatsmithError('code', 'message', 'change').stack).toMatch(
      /^NatsmithError: message; change: change\n/,
    )
  })

  it('have one line each in the message, whatever a construct id holds', () => {
    const error = new FindingsError([finding({ path: 'prod/a\n[fake] b\u202e' }), finding({ code: 'z' })])
    expect(error.message.split('\n')).toHaveLength(2)
    expect(error.message).not.toMatch(/\u202e/)
  })
})

describe('show', () => {
  it.each([
    ['a"b', '"a\\"b"'],
    ['a\nb', '"a\\nb"'],
    ['', '""'],
    [5, '5'],
    [NaN, 'NaN'],
    [10n, '10'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [['a\nb'], 'a list'],
    [{ toString: () => 'a\nb' }, 'an object'],
    [Object.create(null), 'an object'],
    [Secret.of('hunter2'), 'an object'],
    [() => 'hunter2', 'a function'],
    [Symbol('x'), 'a symbol'],
  ])('%p is %s', (value, text) => {
    expect(show(value)).toBe(text)
  })

  it.each([
    ['right to left', '\u202e', '\\u{202e}'],
    ['isolate', '\u2066', '\\u{2066}'],
    ['Arabic letter mark', '\u061c', '\\u{061c}'],
    ['zero width', '\u200b', '\\u{200b}'],
    ['word joiner', '\u2060', '\\u{2060}'],
    ['soft hyphen', '\u00ad', '\\u{00ad}'],
    ['byte order mark', '\ufeff', '\\u{feff}'],
    ['line separator', '\u2028', '\\u{2028}'],
    ['C1 control', '\u0085', '\\u{0085}'],
    ['delete', '\x7f', '\\u{007f}'],
    ['escape', '\x1b[31m', '\\u001b[31m'],
    ['tag', '\u{e0041}', '\\u{e0041}'],
    ['half a pair', '\ud800', '\\ud800'],
  ])('escapes %s', (_, text, shown) => {
    expect(show(text)).toBe(`"${shown}"`)
  })

  it('is one short line that holds nothing invisible, whatever the text', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 150 }), (text) => {
        const shown = show(text)
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        if (text.length > 100) expect(shown).toContain(`… (${String(text.length)} characters)`)
      }),
    )
  })

  it('leaves alone what can be seen', () => {
    expect(visible('prod/ähren 😀 “x”')).toBe('prod/ähren 😀 “x”')
  })
})
