// What happens to the state that an engine keeps, and to what it is made of: edited by hand, in another checkout, under a newer
// provider. No key is issued anew, nothing on the nodes changes, and the next run puts the state right.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { copyFolder, tree } from '../support/tree'
import { furnish, issuedWorkspace, placed, type Engine, type HostingEngine } from './support/engines/engine'
import { pulumi, PULUMI_PROGRAM } from './support/engines/pulumi'
import { BINARIES, terraform } from './support/engines/terraform'
import { makePulumiProject } from './support/pulumi'
import { makeWorkspace, type Workspace } from './support/workspace'

const [BINARY] = BINARIES

let issued: Workspace
beforeAll(async () => {
  issued = await issuedWorkspace()
})
afterAll(() => {
  rmSync(issued.folder, { recursive: true, force: true })
})

jest.setTimeout(300_000)

interface Kept {
  readonly make: () => Promise<HostingEngine>
  /** Where the state is, in a workspace. */
  readonly state: string
  /** Says of one file that it is another, and forgets another resource. */
  readonly edit: (state: State) => void
}

interface State {
  readonly resources: Resource[]
  readonly checkpoint: { readonly latest: { readonly resources: Resource[] } }
}

interface Resource {
  readonly name: string
  readonly urn: string
  readonly instances: readonly { readonly attributes: Record<string, unknown> }[]
  readonly outputs: { readonly files: Readonly<Record<string, Record<string, unknown>>> }
}

const KEPT: Readonly<Record<string, Kept>> = {
  cdktf: {
    make: () => terraform(furnish(makeWorkspace('program'), issued), { fork: 'cdktf', ...BINARY }),
    state: 'terraform.prod.tfstate',
    edit: ({ resources }) => {
      const at = resources.findIndex(({ name }) => name === 'nats2_client_certificate')
      resources.splice(at, 1)
      const conf = resources.find(({ name }) => name === 'nats1_conf')?.instances[0]
      Object.assign(conf?.attributes ?? {}, { id: 'edited', content_sha1: 'edited' })
    },
  },
  pulumi: {
    make: async () => pulumi(furnish(await makePulumiProject(PULUMI_PROGRAM), issued)),
    state: 'state/.pulumi/stacks/test/dev.json',
    edit: ({ checkpoint: { latest } }) => {
      const at = latest.resources.findIndex(({ urn }) => urn.endsWith('prod-record'))
      latest.resources.splice(at, 1)
      const node = latest.resources.find(({ urn }) => urn.endsWith('prod-nats1'))
      Object.assign(node?.outputs.files['nats-server conf'] ?? {}, { digest: 'edited' })
    },
  },
}

/** What must stay as it is. */
const kept = ({ workspace }: Engine): unknown => [
  placed(workspace),
  tree(workspace.path('natsmith/prod/keys')),
]

async function expectNothingToDo(engine: Engine): Promise<void> {
  const { isRefused, lines } = await engine.plan()
  expect({ isRefused, lines }).toEqual({ isRefused: false, lines: [] })
}

describe.each(Object.entries(KEPT))('%s', (_, { make, state, edit }) => {
  let engine: HostingEngine
  let before: unknown
  beforeAll(async () => {
    engine = await make()
    await engine.deploy()
    before = kept(engine)
  })
  afterAll(() => {
    rmSync(engine.workspace.folder, { recursive: true, force: true })
  })

  it('in another checkout, with the same state and the same nodes, has nothing to do', async () => {
    const other = await make()
    const { workspace } = engine
    for (const name of ['out', 'natsmith']) copyFolder(workspace.path(name), other.workspace.path(name))
    cpSync(workspace.path(state), other.workspace.path(state))
    await expectNothingToDo(other)
    expect(kept(other)).toEqual(before)
    rmSync(other.workspace.folder, { recursive: true })
  })

  it('whose state was edited says so, and puts it right', async () => {
    const file = engine.workspace.path(state)
    const text = JSON.parse(readFileSync(file, 'utf8')) as State
    edit(text)
    writeFileSync(file, JSON.stringify(text))
    const { isRefused, lines } = await engine.plan()
    expect(isRefused).toBe(false)
    expect(lines.length).toBeGreaterThan(0)
    await engine.deploy()
    await expectNothingToDo(engine)
    expect(kept(engine)).toEqual(before)
  })

  // Of Pulumi: pulumi/pulumi#16826.
  it('under a newer provider goes on', async () => {
    await engine.upgrade()
    await engine.deploy()
    await expectNothingToDo(engine)
    expect(kept(engine)).toEqual(before)
  })
})
