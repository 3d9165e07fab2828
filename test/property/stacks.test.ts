// What holds for every deployment: the same bytes for the same things in any order, and secrets in no file but those of mode
// 0600 that need them, and in nothing else that a synthesis says.
import fc from 'fast-check'
import { buildTree } from '../../lib/constructs/deployment'
import { emptyStore } from '../../lib/keys/store'
import type { Synthesis } from '../../lib/synth'
import { synthesize } from '../../lib/synth'
import { seededKeyPair } from '../../lib/testing/key-pair'
import { seededRandom } from '../../lib/testing/random'
import { deterministicSigner } from '../../lib/testing/sign'
import type { StackOptions, Stack } from '../support/random-stack'
import { anyStack, stackOf } from '../support/random-stack'

const STACKS = 30

const synthesis = (stack: Stack, options: StackOptions = {}): Synthesis =>
  synthesize(buildTree(stackOf(stack, options)), 'prod', {
    store: emptyStore('test'),
    record: undefined,
    now: Date.UTC(2026, 0, 1),
    random: seededRandom('natsmith'),
    sign: deterministicSigner,
    keyPair: seededKeyPair,
    bcryptCost: 4,
    mode: 'issue',
  })

const bytesOf = ({ findings, changes, output }: Synthesis): string =>
  JSON.stringify(
    {
      findings,
      assembly: output?.assembly,
      comparable: output?.comparable,
      entries: [...changes.after.entries.values()].map((entry) => [entry, entry.secret?.reveal()]),
    },
    undefined,
    1,
  )

const shuffle = fc
  .infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }))
  .map((numbers) => <T>(things: readonly T[]): readonly T[] => {
    const placed = things.map((thing) => ({ thing, at: Number(numbers.next().value) }))
    return placed.sort((a, b) => a.at - b.at).map(({ thing }) => thing)
  })

it('gives the same bytes for the same things, in any order', () => {
  let whole = 0
  fc.assert(
    fc.property(anyStack, shuffle, (stack, anyOrder) => {
      const first = synthesis(stack)
      if (first.output !== undefined) whole += 1
      expect(bytesOf(synthesis(stack, { shuffle: anyOrder }))).toBe(bytesOf(first))
    }),
    { numRuns: STACKS },
  )
  expect(whole).toBeGreaterThan(STACKS / 3)
})

/** Secrets as they would show: of several lines the longest, since PEM armour is no secret. */
const canaries = ({ changes }: Synthesis): readonly string[] =>
  [...changes.after.entries.values()].flatMap(({ secret }) =>
    secret === undefined ? [] : [longest(secret.reveal().split('\n'))],
  )

const longest = (lines: readonly string[]): string =>
  lines.reduce((best, line) => (line.length > best.length ? line : best), '')

it('shows secrets nowhere but in files that only their owner reads', () => {
  let found = 0
  fc.assert(
    fc.property(anyStack, (stack) => {
      const result = synthesis(stack)
      const secrets = canaries(result)
      const { findings, plan, obstacles, model, output } = result
      const artifacts = output?.assembly.artifacts ?? []
      const open = artifacts.filter(({ sensitive }) => !sensitive)
      const said = JSON.stringify([
        findings,
        plan,
        obstacles,
        model,
        output?.assembly.manifest,
        output?.comparable,
        open,
      ])
      expect(secrets.filter((secret) => said.includes(secret))).toEqual([])

      const closed = artifacts.filter(({ sensitive }) => sensitive)
      expect(closed.filter(({ mode }) => mode !== 0o600)).toEqual([])
      found += secrets.filter((secret) => closed.some(({ content }) => content.includes(secret))).length
    }),
    { numRuns: STACKS },
  )
  expect(found).toBeGreaterThan(STACKS / 3)
})
