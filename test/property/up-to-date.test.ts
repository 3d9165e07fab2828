// What is kept of a synthesis that has nothing left to do, against the next synthesis, for random deployments: at any time for which it
// is said to hold, that one issues nothing, finds the same, and comes to the same files.
import fc from 'fast-check'
import { buildTree, type Deployment } from '../../lib/constructs/deployment'
import type { DeployRecord } from '../../lib/diff/record'
import { emptyStore, type KeyStore } from '../../lib/keys/store'
import { resolve } from '../../lib/model/resolve'
import { upToDate } from '../../lib/settle'
import { synthesize, type Synthesis } from '../../lib/synth'
import { seededKeyPair } from '../../lib/testing/key-pair'
import { seededRandom } from '../../lib/testing/random'
import { deterministicSigner } from '../../lib/testing/sign'
import { inputsOf, stillHolds } from '../../lib/up-to-date'
import { recordOf, type Complete } from '../../lib/workspace/workspace'
import { Secret } from '../../lib/values/secret'
import { operatorDeployment, operatorTree } from '../support/operator-tree'
import { anyStack, stackOf } from '../support/random-stack'

const START = Date.UTC(2026, 0, 1)

const synthesisOf = (
  deployment: Deployment,
  store: KeyStore,
  record: DeployRecord | undefined,
  now: number,
): Synthesis =>
  synthesize(buildTree(deployment), 'prod', {
    ...{ store, record, now, mode: 'issue', bcryptCost: 4 },
    random: seededRandom('natsmith'),
    sign: deterministicSigner,
    keyPair: seededKeyPair,
  })

const complete = (synthesis: Synthesis): Complete | undefined =>
  synthesis.output && { ...synthesis, ...synthesis.output }

const allOf = ({ assembly }: Complete): ReadonlySet<string> =>
  new Set(assembly.manifest.nodes.map(({ node }) => node))

/** Undefined where nothing is kept. */
function compareWithNext(deployment: Deployment, at: number): boolean | undefined {
  const first = complete(synthesisOf(deployment, emptyStore(), undefined, START))
  if (first === undefined) return undefined
  const record = recordOf({ record: undefined }, first, allOf(first))
  const settling = {
    synthesis: first,
    record,
    isUnchanged: false,
    isRecorded: true,
    revision: '',
    inputs: '',
  }
  const kept = upToDate({ ...settling, now: START })
  if (kept === undefined) return undefined
  expect(kept.until).toBeGreaterThan(START)
  const until = Math.min(kept.until, START + 100 * 365 * 24 * 3_600_000)
  const now = START + Math.floor(Math.max(0, until - 1 - START) * at)
  expect(stillHolds(kept, '', now)).toBe(true)
  const next = complete(synthesisOf(deployment, first.changes.after, record, now))
  expect(next?.plan.steps.filter(({ verb }) => verb !== 'keep')).toEqual([])
  expect(next?.plan.warnings).toEqual([])
  expect([...(next?.changes.touched ?? [''])]).toEqual([])
  expect(next?.findings).toEqual(kept.findings)
  expect(next?.assembly.manifest).toEqual(kept.manifest)
  expect(next && recordOf({ record }, next, allOf(next))).toBe(record)
  // And what it says itself is what was said before.
  expect(next && upToDate({ ...settling, synthesis: next, isUnchanged: true, now })).toEqual({
    ...kept,
    from: now,
  })
  return true
}

/** From the start to the last moment. */
const time = fc.constantFrom(0, 0.5, 1)

it.each([
  ['config mode', anyStack.map((stack) => stackOf(stack))],
  ['operator mode', operatorTree.map(operatorDeployment)],
])('holds as long as it says: %s', (_, deployments) => {
  let kept = 0
  fc.assert(
    fc.property(deployments, time, (deployment, at) => {
      if (compareWithNext(deployment, at) === true) kept += 1
    }),
    { numRuns: 60 },
  )
  expect(kept).toBeGreaterThan(15)
})

it('two trees have the same digest only if their models are the same', () => {
  const seen = new Map<string, unknown>()
  fc.assert(
    fc.property(
      fc.oneof(
        anyStack.map((stack) => stackOf(stack)),
        operatorTree.map(operatorDeployment),
      ),
      (deployment) => {
        const resolved = resolve(buildTree(deployment), 'prod')
        const inputs = { resolved, build: 'this', recordText: undefined, key: Secret.of('key') }
        const digest = inputsOf(inputs)
        const again = resolve(buildTree(deployment), 'prod')
        expect(inputsOf({ ...inputs, resolved: again })).toBe(digest)
        const others = [{ build: 'other' }, { recordText: '{}' }]
        for (const other of others) expect(inputsOf({ ...inputs, ...other })).not.toBe(digest)
        const hasSecret = JSON.stringify(resolved.model).includes('[secret]')
        const isKeyed = inputsOf({ ...inputs, key: Secret.of('other') }) !== digest
        expect([isKeyed, inputsOf({ ...inputs, key: undefined }) === undefined]).toEqual([
          hasSecret,
          hasSecret,
        ])
        expect(unwritten(resolved.model)).toEqual([])
        expect(seen.get(digest ?? '') ?? resolved.model).toEqual(resolved.model)
        seen.set(digest ?? '', resolved.model)
      },
    ),
    { numRuns: 60 },
  )
  expect(seen.size).toBeGreaterThan(15)
})

/** Where something stands in `data` that JSON does not write as it is: two models that differ in it would have one digest. */
function unwritten(data: unknown, path = ''): readonly string[] {
  // The newest patch of a line, whose text stands beside it.
  if (path.endsWith('.serverVersion.patch') && data === Infinity) return []
  if (typeof data === 'number') return Number.isFinite(data) ? [] : [path]
  if (data === undefined || typeof data === 'string' || typeof data === 'boolean') return []
  if (typeof data !== 'object' || data === null) return [path]
  if (Secret.isSecret(data)) return []
  const kind: unknown = Object.getPrototypeOf(data)
  if (kind !== Object.prototype && kind !== Array.prototype) return [path]
  return Object.entries(data).flatMap(([name, value]) => unwritten(value, `${path}.${name}`))
}
