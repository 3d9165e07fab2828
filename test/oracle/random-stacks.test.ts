// 300 random deployments under real nats-servers: every conf is parsed, without a warning, and has the digest that was
// computed; some are started, because `-t` does not look at what blocks say of each other.
//
// Who parses what: 2.10 is asked about stacks on 2.10, 2.15 about all others. For 2.15 that is the truth. Of 2.11, 2.12 and
// 2.14 it shows that the text is well-formed, that no option in it was ever taken back, and that the digest is right, whose
// making has not changed since 2.11; it does not show that those lines know every option already, which rule
// `option-too-new` says by its table. Two cipher suites have other names before 2.12: stacks on 2.11 do without them.
import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import type { ManifestNode } from '../../lib/assembly/manifest'
import { synthInMemory } from '../../lib/testing/index'
import { need } from '../../tools/install'
import type { Stack, StackOptions } from '../support/random-stack'
import { ON_NODE, anyStack, portsOf, stackOf } from '../support/random-stack'
import type { Line } from './support/hub'
import { freeOffset } from '../../lib/testing/ports'
import { startServer } from '../../lib/testing/server'

const STACKS = 300
const SEED = randomInt(2 ** 31)

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'natsmith-stacks-'))
})
afterAll(() => {
  rmSync(root, { recursive: true })
})

interface Placed extends ManifestNode {
  readonly folder: string
}

/** Puts the files of every node into a folder of its own; undefined where a rule objects to the stack. */
function place(stack: Stack, options: StackOptions): readonly Placed[] | undefined {
  const { manifest, files } = synthInMemory(stackOf(stack, { configDir: '.', ...options }))
  return manifest?.nodes.map((node) => {
    const folder = mkdtempSync(join(root, 'node-'))
    const own = node.files.map(({ path }) => [path, files[`${node.node}/${path}`] ?? ''] as const)
    for (const [path, content] of [...own, ...Object.entries(ON_NODE)]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    return { ...node, folder }
  })
}

// ---------------------------------------------------------------------------------------------------------------- parsing

/** What the servers say that they should not; undefined for a stack that a rule objects to. */
async function objections(stack: Stack): Promise<readonly string[] | undefined> {
  const nodes = place(stack, {})
  if (nodes === undefined) return undefined
  const said = await inTurns(2, nodes, async ({ folder, serverVersion, configDigest }) => {
    const line: Line = serverVersion.startsWith('2.10') ? '2.10' : '2.15'
    const digest = line === '2.10' ? '' : ` (${configDigest})`
    const verdict = await parse(line, folder)
    rmSync(folder, { recursive: true })
    return verdict === `nats-server: configuration file nats-server.conf is valid${digest}\n` ? [] : [verdict]
  })
  return said.flat()
}

const parse = (line: Line, cwd: string): Promise<string> =>
  new Promise((resolve) => {
    const args = ['-c', 'nats-server.conf', '-t']
    execFile(need(`nats-server-${line}`), args, { cwd }, (_error, _stdout, stderr) => {
      resolve(stderr)
    })
  })

/** `work` for each of `things`, for so many at a time. */
async function inTurns<T, R>(
  workers: number,
  things: readonly T[],
  work: (thing: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  const queue = [...things.entries()]
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      results[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: workers }, worker))
  return results
}

test(`${String(STACKS)} stacks of seed ${String(SEED)} parse, with the digests that were computed`, async () => {
  const stacks = fc.sample(anyStack, { numRuns: STACKS, seed: SEED })
  const outcomes = await inTurns(2, stacks, objections)
  const bad = outcomes.findIndex((said) => said !== undefined && said.length > 0)
  if (bad >= 0)
    await fc.assert(
      fc.asyncProperty(anyStack, async (stack) => {
        expect((await objections(stack)) ?? []).toEqual([])
      }),
      { seed: SEED, path: String(bad) },
    )
  expect(outcomes[bad]).toBeUndefined()
  expect(outcomes.filter((said) => said !== undefined).length).toBeGreaterThan(STACKS / 2)
}, 300_000)

// --------------------------------------------------------------------------------------------------------------- starting

/** Starts every server of a stack, all at once. @throws what the first one says that does not become ready */
async function start(line: Line, stack: Stack): Promise<void> {
  const ports = Array.from({ length: portsOf(stack) }, (_, i) => 4222 + i)
  const nodes = place(stack, { version: line, basePort: 4222 + (await freeOffset(ports)) }) ?? []
  const program = need(`nats-server-${line}`)
  const started = await Promise.allSettled(
    nodes.map(({ folder }) => startServer(program, { cwd: folder, conf: 'nats-server.conf' })),
  )
  for (const server of started) if (server.status === 'fulfilled') await server.value.stop()
  for (const server of started) if (server.status === 'rejected') throw server.reason
}

test.each<Line>(['2.10', '2.15'])(
  '12 stacks on %s start',
  (line) =>
    fc.assert(
      fc.asyncProperty(anyStack, (stack) => start(line, stack)),
      { seed: SEED, numRuns: 12 },
    ),
  120_000,
)
