import fc from 'fast-check'
import { codeOf } from '../support/thrown'
import { MAPPING_FUNCTIONS, parsePlaceholder } from '../../lib/values/mapping-functions'
import { covers, isLiteral, overlaps } from '../../lib/values/subject'
import { localSubject, parseDestination, parseMappingSource } from '../../lib/values/subject-transform'

describe('a destination', () => {
  it.each([
    ['old', 'new'],
    ['old', '$SYS.new.$x'],
    ['old', '{new}'],
    ['old.>', 'new.>'],
    ['>', 'all.>'],
    ['old.*', 'new'],
    ['old.*.*', 'new.$2.{{wildcard(1)}}.$2'],
    ['old.*', '{{ Partition(3, 1) }}'],
    ['old.*', '{{splitfromLeft(1,2)}}.{{SliceFromright( 1 , 2 )}}'],
    ['old.*', '{{split(1,-)}}.{{split(1,_$)}}'],
    ['old.*', '{{left(1,2)}}.{{right(1,2)}}'],
    ['old', '{{partition(3)}}.{{random(3)}}'],
    ['old', '{{random(2147483647)}}'],
  ])('of %j may be %j', (source, destination) => {
    expect(parseDestination(source)(destination)).toBe(destination)
  })

  it.each([
    ['old.>', 'new.{{wildcard(1)}}', 'uses wildcard 1, but "old.>" has no *'],
    ['old.*', '{{wildcard(2)}}', 'uses wildcard 2, but "old.*" has one *'],
    ['old.*.*', '$3', 'uses wildcard 3, but "old.*.*" has 2 *'],
    ['old.*', '$0', 'uses wildcard 0'],
    ['old.*', '$-1', 'is no mapping function'],
    ['old.*', '{{partition(3,1,9)}}', 'uses wildcard 9'],
    ['old.*', '{{nosuch(1)}}', 'has "{{nosuch(1)}}", which is no mapping function'],
    ['old.*', '{{WILDCARD(1)}}', 'is no mapping function'],
    ['old.*', '{{wildcard()}}', 'is no mapping function'],
    ['old.*', '{{wildcard(1,1)}}', 'is no mapping function'],
    ['old.*', '{{random(3,1)}}', 'is no mapping function'],
    ['old.*', '{{random(2147483648)}}', 'is no mapping function'],
    ['old.*', '{{split(1,.)}}', 'is no mapping function'],
    ['old.*', '{{split(1, )}}', 'is no mapping function'],
    ['old.*', 'x{{wildcard(1)}}', 'is no mapping function'],
    ['old.*', '{{wildcard(1)}', 'is no mapping function'],
    ['old', 'new .x', 'holds white space'],
    ['old', 'new..x', 'has an empty token'],
    ['old', 'new.>', 'ends in ">", unlike "old"'],
    ['old.>', 'new', 'has no ">", unlike "old.>"'],
    ['old.>', 'new.>.x', 'goes on after ">"'],
    ['old.*', 'new.*', 'has a *'],
  ])('of %j is never %j', (source, destination, why) => {
    expect(codeOf(() => parseDestination(source)(destination))).toBe('invalid-mapping')
    expect(() => parseDestination(source)(destination)).toThrow(why)
  })

  it('is told every function that there is', () => {
    const calls = MAPPING_FUNCTIONS.split(/, | or /)
    expect(calls.map((call) => parsePlaceholder(call) && call)).toEqual(calls)
  })
})

it.each(['old.$1', 'old.{{x}}', 'a.}}'])('%j is no source of a mapping', (source) => {
  expect(codeOf(() => parseMappingSource(source))).toBe('invalid-mapping')
})

describe('the local subject of an import', () => {
  it.each<[string, Parameters<typeof localSubject>[0], string]>([
    ['is the subject', { kind: 'stream', subject: 'a.*' }, 'a.*'],
    ['is below the prefix', { kind: 'stream', subject: 'a.*', prefix: 'p' }, 'p.a.*'],
    ['has * for *', { kind: 'service', subject: 'a.*', to: 'b.*' }, 'b.*'],
    ['has * for numbers', { kind: 'service', subject: 'a.*.*.>', to: '$2.b.{{wildcard(1)}}.>' }, '*.b.*.>'],
    ['is whatever requests to one service are', { kind: 'service', subject: 'a', to: 'b.>' }, 'b.>'],
  ])('%s', (_, given, local) => {
    expect(localSubject(given)).toBe(local)
  })

  it.each([
    ['price.*', 'ask'],
    ['price.*', 'ask.>'],
    ['price.*', 'ask.*.*'],
    ['price.*', 'ask.$2'],
    ['price.*', 'ask.*.$1'],
    ['price.*', 'ask.$1.$1x'],
    ['price.*', 'ask.{{partition(3,1)}}'],
    ['price.*.*', 'ask.$1.$1'],
    ['price.>', 'ask'],
    ['price.*.$1', 'ask.*'],
  ])('of %j is never %j', (subject, to) => {
    for (const kind of ['stream', 'service'] as const)
      expect(codeOf(() => localSubject({ kind, subject, to }))).toBe('invalid-mapping')
  })

  it('of a stream of one subject has no wildcard', () => {
    expect(codeOf(() => localSubject({ kind: 'stream', subject: 'price', to: 'ask.*' }))).toBe(
      'invalid-mapping',
    )
  })
})

describe('two subjects overlap', () => {
  const subject = fc
    .tuple(fc.array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([tokens, more]) => [...tokens, ...(more ? ['>'] : [])].join('.'))
  const LITERALS = ['a', 'b'].flatMap((x) => [
    x,
    ...['a', 'b'].flatMap((y) => [`${x}.${y}`, ...below(`${x}.${y}`)]),
  ])
  function below(at: string): readonly string[] {
    return ['a', 'b'].flatMap((z) => [`${at}.${z}`, ...['a', 'b'].map((last) => `${at}.${z}.${last}`)])
  }

  it('where one literal matches both', () => {
    fc.assert(
      fc.property(subject, subject, (a, b) => {
        const both = LITERALS.some((literal) => covers(a, literal) && covers(b, literal))
        expect(LITERALS.every(isLiteral)).toBe(true)
        expect(overlaps(a, b)).toBe(both)
      }),
    )
  })
})
