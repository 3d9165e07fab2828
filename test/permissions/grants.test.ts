// What users can publish and receive as sets, against what is said of one subject at a time, which is held against servers.
import fc from 'fast-check'
import type { Mapping, Permissions } from '../../lib/model/model'
import { behaviourOf } from '../../lib/permissions/behaviour'
import { checkerOf, mayPublish } from '../../lib/permissions/check'
import { grantsOf } from '../../lib/permissions/grants'
import { patternsOf } from '../../lib/permissions/patterns-of'
import { wayTo } from '../../lib/permissions/receive'
import { contains, subjectAlgebra } from '../../lib/permissions/subject-set'
import { outcomesOf } from '../../lib/permissions/transform'
import { parseServerVersion } from '../../lib/values/server-version'

const algebra = subjectAlgebra()
const newest = behaviourOf(parseServerVersion('2.15.1'))

const tokensOf = (length: number): readonly string[] =>
  length === 0
    ? ['']
    : tokensOf(length - 1).flatMap((before) => ['a', 'b', 'x'].map((token) => `${before}.${token}`))
const SUBJECTS = [1, 2, 3, 4].flatMap(tokensOf).map((subject) => subject.slice(1))

const subject = fc
  .array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 3 })
  .chain((tokens) => fc.constantFrom(tokens, tokens, [...tokens.slice(0, -1), '>']))
  .map((tokens) => tokens.join('.'))
const subscription = fc
  .tuple(subject, fc.constantFrom('', '', '', ' q', ' q.1', ' q.*'))
  .map(([pattern, queue]) => pattern + queue)
const lists = (entry: fc.Arbitrary<string>): fc.Arbitrary<NonNullable<Permissions['publish']>> =>
  fc.record(
    {
      allow: fc.array(entry, { minLength: 1, maxLength: 3 }),
      deny: fc.array(entry, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
const anyPermissions: fc.Arbitrary<Permissions> = fc.record(
  { publish: lists(subject), subscribe: lists(subscription), allowResponses: fc.constant({}) },
  { requiredKeys: [] },
)

const grantsFor = (permissions: Permissions | undefined, mappings: readonly Mapping[] = [], isLeaf = false) =>
  grantsOf(algebra, { permissions, mappings, domains: [undefined], isLeaf })

describe('the subjects', () => {
  it('that a user can publish and receive are those that servers let pass', () => {
    fc.assert(
      fc.property(anyPermissions, (permissions) => {
        const { publish, receive } = grantsFor(permissions)
        const checker = checkerOf(permissions, newest, false)
        expect(SUBJECTS.filter((one) => contains(publish, one))).toEqual(
          SUBJECTS.filter((one) => mayPublish(checker, one).allowed),
        )
        expect(SUBJECTS.filter((one) => contains(receive, one))).toEqual(
          SUBJECTS.filter((one) => wayTo(checker, one) !== undefined),
        )
      }),
      { numRuns: 300 },
    )
  })

  const anyMapping: fc.Arbitrary<Mapping> = fc.record({
    source: fc.constantFrom('a', 'x', 'a.*', 'a.b', '*.b'),
    destinations: fc.constantFrom<Mapping['destinations'][]>(
      ...['a', 'b', 'a.b', 'b.a.b', 'b.{{random(2)}}'].map((destination) => [{ destination }]),
      [{ destination: 'b', weight: 40 }],
      [
        { destination: 'b', weight: 40 },
        { destination: 'a.a', weight: 60 },
      ],
      [{ destination: 'a.b', cluster: 'other' }],
      [{ destination: 'a.b', cluster: 'other' }, { destination: 'a' }],
    ),
  })

  it('that a user can publish whatever mappings make of them are no others', () => {
    let mapped = 0
    fc.assert(
      fc.property(
        anyPermissions,
        fc.array(anyMapping, { minLength: 1, maxLength: 3 }),
        (permissions, mappings) => {
          const { publish } = grantsFor(permissions, mappings)
          const checker = checkerOf(permissions, newest, false)
          const outcomes = SUBJECTS.filter((one) => contains(publish, one)).flatMap((one) =>
            ['here', 'other'].flatMap((cluster) => outcomesOf(mappings, one, cluster)),
          )
          mapped += outcomes.filter(({ mapping }) => mapping !== undefined).length
          expect(
            outcomes.filter(({ subject: to }) => to !== undefined && !mayPublish(checker, to).allowed),
          ).toEqual([])
        },
      ),
      { numRuns: 500 },
    )
    expect(mapped).toBeGreaterThan(300)
  })

  const said = (
    permissions: Permissions | undefined,
    mappings: readonly Mapping[],
    action: 'publish' | 'receive',
  ) =>
    patternsOf(algebra, grantsFor(permissions, mappings)[action]).map(({ pattern, except }) =>
      [pattern, ...except].join(' - '),
    )

  it.each([
    [undefined, [], ['>']],
    [{ allowResponses: {} }, [], []],
    [{ publish: { deny: ['a'] } }, [], ['> - a']],
    [
      { publish: { allow: ['new.>'] } },
      [{ source: 'old.*', destinations: [{ destination: 'new.$1' }] }],
      ['new.>', 'old.*'],
    ],
    [{ publish: { allow: ['old.*'] } }, [{ source: 'old.*', destinations: [{ destination: 'new.$1' }] }], []],
    [
      { publish: { allow: ['old.a', 'new.>'] } },
      [{ source: 'old.*', destinations: [{ destination: 'new.$1', weight: 50 }] }],
      ['new.>', 'old.a'],
    ],
  ] satisfies [Permissions | undefined, Mapping[], string[]][])(
    'that %j with the mappings %j publishes: %j',
    (permissions, mappings, expected) => {
      expect(said(permissions, mappings, 'publish')).toEqual(expected)
    },
  )

  it.each([
    [['a.*'], [], ['a.>']],
    [['a.*'], ['a.*.>'], ['a.*']],
    [['a.*'], ['a.*'], []],
    [['*.*'], ['a.*'], ['*.> - a.*']],
    [['a.*.b', 'a.c'], [], ['a.*.b', 'a.c']],
    [['a q'], ['a q'], []],
    [['a q.1'], ['a q.*'], []],
    [['a'], ['a q'], ['a']],
  ])('that %j without %j receives: %j', (allow, deny, expected) => {
    expect(said({ subscribe: { allow, deny } }, [], 'receive')).toEqual(expected)
  })

  it('that a leaf node receives are those of its lists', () => {
    const { receive } = grantsFor({ subscribe: { allow: ['a.*'] } }, [], true)
    expect(receive).toBe(algebra.of(['a.*']))
  })
})
