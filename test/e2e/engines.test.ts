// The same deployment under every engine that deploys it: the same files, an empty plan when nothing has changed, and what each
// sees of what happens. All engines go through a test at once; each test goes on where the one before it ended.
import { rmSync } from 'node:fs'
import { readRecord } from '../../lib/diff/record-file'
import type { DriftRow } from '../../lib/drift/compare-files'
import { driftOfFiles } from '../../lib/drift/drift-files'
import { tree } from '../support/tree'
import { inflict } from './support/engines/damages'
import { embedded } from './support/engines/embedded'
import {
  confOf,
  furnish,
  issuedWorkspace,
  placed,
  placedFiles,
  type Engine,
  type PlacedFile,
} from './support/engines/engine'
import { pulumi, PULUMI_PROGRAM } from './support/engines/pulumi'
import { CHANGES, DAMAGES, type Change, type Damage, type Sight } from './support/engines/sight'
import { BINARIES, terraform } from './support/engines/terraform'
import { makePulumiProject } from './support/pulumi'
import { makeWorkspace, type RunOptions, type Workspace } from './support/workspace'

let issued: Workspace
let engines: readonly Engine[]

jest.setTimeout(300_000)
beforeAll(async () => {
  issued = await issuedWorkspace()
  const stacks = (['cdktf', 'cdktn'] as const).map((fork, i) => ({ fork, ...(BINARIES[i] ?? BINARIES[0]) }))
  engines = await Promise.all([
    Promise.resolve(embedded(furnish(makeWorkspace('program'), issued))),
    ...stacks.map((stack) => terraform(furnish(makeWorkspace('program'), issued), stack)),
    makePulumiProject(PULUMI_PROGRAM).then((project) => pulumi(furnish(project, issued))),
  ])
})
afterAll(() => {
  for (const { folder } of [issued, ...engines.map(({ workspace }) => workspace)])
    rmSync(folder, { recursive: true, force: true })
})

/** What `observe` says of every engine, by name. */
async function each<T>(observe: (engine: Engine) => Promise<T>): Promise<Readonly<Record<string, T>>> {
  return Object.fromEntries(
    await Promise.all(engines.map(async (engine) => [engine.name, await observe(engine)] as const)),
  )
}

const expected = <T>(of: (engine: Engine) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(engines.map((engine) => [engine.name, of(engine)]))

const NOTHING_TO_DO = { isRefused: false, lines: [], drift: [] }

const planOf = async (engine: Engine) => {
  const { isRefused, lines } = await engine.plan()
  return { isRefused, lines }
}

/** What natsmith drift says is not as it was deployed, without the time that a command takes to start. */
function drifted({ workspace }: Engine): readonly DriftRow[] {
  const record = readRecord(workspace.path('natsmith/prod/record.json'), 'prod')
  const target = { kind: 'out', dir: workspace.path('out') } as const
  const { rows } = driftOfFiles('prod', target, record?.nodes ?? [], Date.now())
  return rows.filter(({ status }) => status !== 'same')
}

const isOf =
  ({ node, path }: PlacedFile) =>
  (row: DriftRow): boolean =>
    row.node === node && row.file === path

test('places the same bytes with the same modes', async () => {
  const out = await each(async (engine) => {
    await engine.deploy()
    return placed(engine.workspace)
  })
  const [wanted] = Object.values(out)
  expect(Object.keys(wanted ?? {})).toHaveLength(16)
  expect(out).toEqual(expected(() => wanted))
})

test('has nothing to do when nothing has changed, and natsmith agrees', async () => {
  const seen = await each(async (engine) => ({
    ...(await planOf(engine)),
    drift: drifted(engine),
    diff: (await engine.workspace.json('diff'))['changes'],
  }))
  expect(seen).toEqual(expected(() => ({ ...NOTHING_TO_DO, diff: [] })))
})

describe('what happens to files', () => {
  // What makes a plan stop would hide the others.
  const stopping = ['replaced by a folder'] as const satisfies readonly Damage[]
  const others = Object.keys(DAMAGES).filter((damage) => !stopping.includes(damage as never))

  /** What the engine sees, and of what it says it does, whether it does. */
  async function sights(
    engine: Engine,
    damages: readonly Damage[],
  ): Promise<Readonly<Record<string, Sight | 'unseen'>>> {
    const files = damages.map((damage) => [damage, inflict(damage, engine.workspace)] as const)
    const plan = await engine.plan()
    const found = drifted(engine)
    if (!plan.isRefused) await engine.deploy()
    const left = drifted(engine)
    const seen = files.map(([damage, file]): readonly [Damage, Sight | 'unseen'] => {
      if (!found.some(isOf(file))) return [damage, 'unseen']
      if (plan.isRefused) return [damage, plan.lines.join('').includes(file.path) ? 'refused' : 'unseen']
      if (!plan.lines.includes(engine.nameOf(file))) return [damage, 'drift only']
      return [damage, left.some(isOf(file)) ? 'not repaired' : 'plan']
    })
    // What is left is put right by removing it, and deploying again.
    for (const [, file] of files) if (left.some(isOf(file))) rmSync(file.place, { recursive: true })
    return Object.fromEntries(seen)
  }

  it('is in the plan, or in drift, as docs/guides/engines.md says', async () => {
    const seen = await each(async (engine) => {
      const before = placed(engine.workspace)
      const all = { ...(await sights(engine, others as Damage[])), ...(await sights(engine, stopping)) }
      await engine.deploy()
      expect(placed(engine.workspace)).toEqual(before)
      return all
    })
    expect(seen).toEqual(
      expected(({ kind }) =>
        Object.fromEntries(Object.entries(DAMAGES).map(([damage, sight]) => [damage, sight[kind]])),
      ),
    )
  })
})

describe('one engine after the other', () => {
  it('on the same key store and the same files: nothing is issued, and each has nothing more to do', async () => {
    const last = engines.find(({ kind }) => kind === 'pulumi')
    if (last === undefined) throw new Error('pulumi is one of them')
    const { workspace } = last
    const [keys, out] = [tree(workspace.path('natsmith/prod/keys')), placed(workspace)]
    for (const engine of [
      embedded(workspace),
      await terraform(workspace, { fork: 'cdktf', ...BINARIES[0] }),
      last,
    ]) {
      await engine.deploy()
      expect({ engine: engine.name, ...(await planOf(engine)), drift: drifted(engine) }).toEqual({
        engine: engine.name,
        ...NOTHING_TO_DO,
      })
      expect(placed(workspace)).toEqual(out)
    }
    expect(tree(workspace.path('natsmith/prod/keys'))).toEqual(keys)
  })
})

describe('what happens to the program', () => {
  const env = { PASSWORD: 'another horse battery' }
  const programs: Readonly<Record<Change, RunOptions>> = {
    'program changed': { change: 'payload' },
    'user renamed with moved()': { change: 'payload moved' },
    'secret changed': { change: 'payload moved', env },
    'node removed': { change: 'payload moved one-node', env },
  }
  const changes = Object.entries(programs) as readonly (readonly [Change, RunOptions])[]

  it.each(changes)('%s', async (change, program) => {
    const seen = await each(async (engine): Promise<Sight | 'unseen'> => {
      const { workspace } = engine
      const [before, subject] = [placed(workspace), confOf(workspace, 'nats2')]
      await engine.change(program)
      const { lines } = await engine.plan()
      await engine.deploy()
      expectPlaced[change](before, placed(workspace))
      expect(drifted(engine)).toEqual([])
      return lines.includes(engine.nameOf(subject)) ? 'plan' : 'unseen'
    })
    expect(seen).toEqual(expected(({ kind }) => CHANGES[change][kind]))
  })

  it('leaves nothing to do', async () => {
    const program = programs['node removed']
    const seen = await each(async (engine) => {
      // Files that no conf names any more go one deploy later where the engine is natsmith's own.
      if (engine.kind !== 'terraform') await engine.deploy()
      const { changes, issue } = await engine.workspace.json('diff', program)
      return { ...(await planOf(engine)), drift: drifted(engine), changes, issue }
    })
    expect(seen).toEqual(expected(() => ({ ...NOTHING_TO_DO, changes: [], issue: [] })))
  })

  it('is in operator mode from now on: the JWT of the operator and credentials are placed, and nothing is left to do', async () => {
    const program = { change: 'payload moved one-node operator' }
    const seen = await each(async (engine) => {
      await engine.change(program)
      await engine.deploy()
      if (engine.kind !== 'terraform') await engine.deploy()
      const { changes, issue } = await engine.workspace.json('diff', program)
      const purposes = ['nats1', 'edge'].flatMap((node) =>
        placedFiles(engine.workspace, node).map(({ purpose, detail }) => `${node} ${purpose} ${detail}`),
      )
      purposes.sort()
      return { ...(await planOf(engine)), drift: drifted(engine), changes, issue, purposes }
    })
    const [purposes = []] = Object.values(seen).map((one) => one.purposes)
    expect(purposes).toEqual(
      expect.arrayContaining([
        'nats1 jwt operator',
        'edge jwt operator',
        'edge credentials leaf-remote hub-ORDERS',
      ]),
    )
    expect(seen).toEqual(expected(() => ({ ...NOTHING_TO_DO, changes: [], issue: [], purposes })))
  })

  type Placed = ReturnType<typeof placed>
  const CONF = 'nats2/etc/nats/nats-server.conf'
  const without = (all: Placed, name: string): Placed =>
    Object.fromEntries(Object.entries(all).filter(([path]) => !path.endsWith(name)))
  /** All but the confs, and the manifests that name their digests. */
  const keys = (all: Placed): Placed => without(without(all, 'nats-server.conf'), 'manifest.json')

  const expectPlaced: Readonly<Record<Change, (before: Placed, after: Placed) => void>> = {
    'program changed': (before, after) => {
      expect(after[CONF]).toContain('max_payload')
      expect(keys(after)).toEqual(keys(before))
    },
    'user renamed with moved()': (before, after) => {
      expect(after[CONF]).toContain('alicia')
      expect(after[CONF]?.replaceAll('alicia', 'alice')).toBe(before[CONF])
      expect(keys(after)).toEqual(keys(before))
    },
    'secret changed': (before, after) => {
      expect(after[CONF]).not.toBe(before[CONF])
      expect(keys(after)).toEqual(keys(before))
    },
    'node removed': (before, after) => {
      expect(Object.keys(after).filter((path) => path.startsWith('nats2/'))).toEqual([])
      expect(keys(before)).toMatchObject(keys(after))
    },
  }
})
