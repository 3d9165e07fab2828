// Sets against brute force: every plain subject of up to four tokens over the alphabet of the patterns, and a token that no
// pattern names, stands for all that there are.
import fc from 'fast-check'
import { patternsOf } from '../../lib/permissions/patterns-of'
import type { SubjectSet } from '../../lib/permissions/subject-set'
import { NOTHING, contains, subjectAlgebra, witness } from '../../lib/permissions/subject-set'
import { covers, overlaps } from '../../lib/values/subject'

const algebra = subjectAlgebra()
const { of, union, intersection, difference, includes, overlap } = algebra

const DEPTH = 4

/** `>` goes on beyond any depth. */
const SUBJECTS = Array.from({ length: DEPTH }, (_, i) => subjectsOf(i + 1)).flat()
SUBJECTS.push(...subjectsOf(DEPTH).map((subject) => `${subject}.x`))

function subjectsOf(length: number): readonly string[] {
  if (length === 0) return ['']
  return subjectsOf(length - 1).flatMap((prefix) =>
    ['a', 'b', 'c', 'x'].map((token) => (prefix === '' ? token : `${prefix}.${token}`)),
  )
}

const anyPattern = fc
  .array(fc.constantFrom('a', 'b', 'c', '*'), { minLength: 1, maxLength: DEPTH })
  .chain((tokens) => fc.constantFrom(tokens, [...tokens.slice(0, -1), '>']))
  .map((tokens) => tokens.join('.'))

/** Sets as permissions make them: some patterns without others, and some again. */
const anyPatterns = fc.tuple(
  fc.array(anyPattern, { maxLength: 4 }),
  fc.array(anyPattern, { maxLength: 4 }),
  fc.array(anyPattern, { maxLength: 2 }),
)
const anySet = anyPatterns.map(([allow, deny, again]) => union([difference(of(allow), of(deny)), of(again)]))

const matches = (pattern: string, subject: string): boolean => {
  const rest = subject.split('.')
  const tokens = pattern.split('.')
  const fits = tokens.every(
    (token, i) => rest[i] !== undefined && (/^[*>]$/.test(token) || token === rest[i]),
  )
  return fits && (tokens.at(-1) === '>' || tokens.length === rest.length)
}
const isOneOf = (patterns: readonly string[], subject: string): boolean =>
  patterns.some((pattern) => matches(pattern, subject))

const members = (set: SubjectSet): readonly string[] => SUBJECTS.filter((subject) => contains(set, subject))

const law = <Ts extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof Ts]: fc.Arbitrary<Ts[K]> },
  holds: (...values: Ts) => void,
): void => {
  fc.assert(fc.property(...arbitraries, holds), { numRuns: 200 })
}

describe('a set of subjects', () => {
  it('has the subjects that match a pattern', () => {
    law([anyPatterns], ([allow, deny, again]) => {
      const set = union([difference(of(allow), of(deny)), of(again)])
      expect(members(set)).toEqual(
        SUBJECTS.filter((s) => isOneOf(again, s) || (isOneOf(allow, s) && !isOneOf(deny, s))),
      )
    })
  })

  it('is united, cut and reduced', () => {
    law([anySet, anySet], (a, b) => {
      const [inA, inB] = [new Set(members(a)), new Set(members(b))]
      expect(members(union([a, b]))).toEqual(SUBJECTS.filter((s) => inA.has(s) || inB.has(s)))
      expect(members(intersection(a, b))).toEqual(SUBJECTS.filter((s) => inA.has(s) && inB.has(s)))
      expect(members(difference(a, b))).toEqual(SUBJECTS.filter((s) => inA.has(s) && !inB.has(s)))
    })
  })

  it('includes another, and meets it, exactly when its subjects say so', () => {
    law([anySet, anySet], (a, b) => {
      expect(includes(a, b)).toBe(members(b).every((s) => contains(a, s)))
      expect(overlap(a, b)).toBe(members(b).some((s) => contains(a, s)))
    })
    law([anySet, anySet], (a, b) => {
      expect(includes(a, intersection(a, b)) && includes(union([a, b]), b)).toBe(true)
    })
  })

  it('is the same object when it has the same subjects', () => {
    law([anySet, anySet], (a, b) => {
      expect(a === b).toBe(members(a).join(' ') === members(b).join(' '))
    })
    law([anySet, anySet, anySet], (a, b, c) => {
      expect(union([a, b, c])).toBe(union([c, b, a]))
      expect(difference(a, union([b, c]))).toBe(intersection(difference(a, b), difference(a, c)))
      expect(union([intersection(a, b), difference(a, b)])).toBe(a)
    })
    expect(of(['a.*', 'a.*.>', 'a.b'])).toBe(of(['a.>']))
    expect(of([])).toBe(NOTHING)
  })

  it('has a witness unless it is empty', () => {
    law([anySet], (set) => {
      const one = witness(set)
      expect(one === undefined).toBe(set === NOTHING)
      expect(one === undefined || contains(set, one)).toBe(true)
      expect(one?.split('.').length).toBe(members(set)[0]?.split('.').length)
    })
  })

  it.each([
    [['orders.*'], [], 'orders.any'],
    [['orders.>'], ['orders.*'], 'orders.any.any'],
    [['*.created', 'orders.any'], [], 'orders.any'],
    [['orders.*', 'any.*'], ['any.any', 'orders.>'], 'any.any2'],
    [['>'], ['*'], 'any.any'],
  ])('of %j without %j has the witness %s', (allow, deny, expected) => {
    expect(witness(difference(of(allow), of(deny)))).toBe(expected)
  })

  it('is said in patterns', () => {
    law([anySet], (set) => {
      const said = patternsOf(algebra, set)
      expect(union(said.map(({ pattern, except }) => difference(of([pattern]), of(except))))).toBe(set)
      // No exception without effect, no pattern that the others make needless.
      for (const one of said) {
        expect(one.except.every((subject) => overlaps(one.pattern, subject))).toBe(true)
        expect(difference(of([one.pattern]), of(one.except))).not.toBe(NOTHING)
      }
    })
  })

  it.each([
    [['orders.>', 'orders.created', 'orders.*.x'], [], ['orders.>']],
    [['>'], ['$SYS.>', 'orders.audit.*'], ['> except $SYS.>, orders.audit.*']],
    [['orders', 'orders.>'], [], ['orders', 'orders.>']],
    [['*.created', 'orders.>'], [], ['*.created', 'orders.>']],
    [['*.created', 'orders.*'], ['orders.*'], ['*.created except orders.created']],
    [['orders.*'], ['orders.>'], []],
    [['a.b'], ['a.c'], ['a.b']],
  ])('of %j without %j reads %j', (allow, deny, expected) => {
    const said = patternsOf(algebra, difference(of(allow), of(deny)))
    expect(
      said.map(({ pattern, except }) => [pattern, except.join(', ')].filter(Boolean).join(' except ')),
    ).toEqual(expected)
  })

  it('whose exception has an exception is said with one pattern more', () => {
    expect(patternsOf(algebra, union([difference(of(['>']), of(['a.>'])), of(['a.b'])]))).toEqual([
      { pattern: '>', except: ['a.>'] },
      { pattern: 'a.b', except: [] },
    ])
    expect(patternsOf(algebra, union([difference(of(['*.>']), of(['*.b'])), of(['a.>'])]))).toEqual([
      { pattern: '*.>', except: ['*.b'] },
      { pattern: 'a.b', except: [] },
    ])
  })

  it('of many and of long subjects is made', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `t${String(n % 100)}.${String(n)}.>`)
    expect(includes(of(['*.*.>']), of(many))).toBe(true)
    const long = Array.from({ length: 2048 }, () => 'a').join('.')
    expect(witness(difference(of(['>', long]), of(['a', 'a.a'])))).toBe('any')
    expect(witness(of([long]))).toBe(long)
  })

  it('agrees with what is said of two subjects', () => {
    law([anyPattern, anyPattern], (a, b) => {
      expect(includes(of([a]), of([b]))).toBe(covers(a, b))
      expect(overlap(of([a]), of([b]))).toBe(overlaps(a, b))
    })
  })
})
