// What Pulumi's dynamic provider calls, called directly.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { DeployRecord } from '../../lib/diff/record'
import { recordText } from '../../lib/diff/record-file'
import { nodeInputs, type NodeInputs } from '../../lib/targets/pulumi-node'
import * as provider from '../../lib/targets/pulumi-provider'
import type { NodeState } from '../../lib/targets/pulumi-provider'
import type { RecordInputs } from '../../lib/targets/pulumi-record'
import { stage } from '../../lib/targets/staging'
import { ownVersion } from '../../lib/targets/version'
import { assembly, SEED, type NodeOptions } from '../support/assembly'
import { temporaryFolder } from '../support/folder'

const { nodeProvider, recordProvider } = provider

const folder = temporaryFolder()
const staging = (): string => join(folder(), 'staged')
const place = (name: string): string => join(folder(), 'out/nats1/etc/nats', name)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Stages a text, and says its name. */
function staged(content: string): string {
  const name = sha256(content)
  stage(staging(), [{ staged: name, content }])
  return name
}

/** The inputs of node nats1, as they come to the provider. */
function inputsOf(options: NodeOptions = {}, change: Partial<NodeInputs> = {}): NodeInputs {
  const { manifest, artifacts } = assembly([options])
  const files = artifacts.map((artifact) => ({
    ...artifact,
    mode: '0600',
    staged: staged(artifact.content),
  }))
  const [node] = manifest.nodes
  if (node === undefined) throw new Error('no node')
  const setting = { natsmith: ownVersion(), out: join(folder(), 'out'), staging: staging(), adopt: false }
  const inputs = { ...nodeInputs(manifest, { node, files }, setting), ...change }
  return JSON.parse(JSON.stringify(inputs)) as NodeInputs
}

async function created(options: NodeOptions = {}): Promise<NodeState> {
  const { id, outs } = await nodeProvider.create(inputsOf(options))
  expect(id).toBe('prod/nats1')
  return outs
}

/** The provider as another run has it: one that has written nothing yet. */
function laterRun(): typeof provider {
  const loaded: (typeof provider)[] = []
  jest.isolateModules(() => {
    loaded.push(jest.requireActual<typeof provider>('../../lib/targets/pulumi-provider'))
  })
  return loaded[0] ?? provider
}

const diff = (olds: NodeState, news: NodeInputs) => nodeProvider.diff('prod/nats1', olds, news)
const read = (state: NodeState) => nodeProvider.read('prod/nats1', state)

describe('create and diff', () => {
  test('what is created is there; asked again, nothing changes', async () => {
    const state = await created()
    expect(readFileSync(place('nats-server.conf'), 'utf8')).toContain(SEED)
    expect(await diff(state, inputsOf())).toEqual({ changes: false, replaces: [] })
    expect(state.drifted).toBe(false)
  })

  test('neither inputs nor state hold content', async () => {
    const state = await created()
    expect(JSON.stringify([inputsOf(), state])).not.toMatch(/SUAK|BEGIN|secret one/)
  })

  test('state deleted: created again over what is ours', async () => {
    const state = await created()
    expect(await created()).toEqual(state)
  })

  test('a foreign file is refused, and taken over when asked', async () => {
    mkdirSync(join(place('.')), { recursive: true })
    writeFileSync(place('nats-server.conf'), 'of an operator')
    const refused = nodeProvider.create(inputsOf())
    await expect(refused).rejects.toThrow(/\[not-owned\] {2}prod\/nats1\n.*\n.*adopt: true in the program/)
    await expect(refused).rejects.toMatchObject({ stack: '' })
    expect(readFileSync(place('nats-server.conf'), 'utf8')).toBe('of an operator')
    await nodeProvider.create(inputsOf({}, { adopt: true }))
    expect(readFileSync(place('nats-server.conf'), 'utf8')).toContain(SEED)
  })

  test('keys of a test are never deployed', async () => {
    await expect(nodeProvider.create(inputsOf({}, { testOnly: true }))).rejects.toThrow('[test-only-keys]')
  })

  test('a staged file that is gone is named', async () => {
    const inputs = inputsOf()
    rmSync(staging(), { recursive: true })
    await expect(nodeProvider.create(inputs)).rejects.toThrow('[not-staged]')
  })

  test('a staged file that was changed is not placed', async () => {
    const inputs = inputsOf()
    for (const name of Object.values(inputs.staged)) writeFileSync(join(staging(), name), 'evil {}')
    await expect(nodeProvider.create(inputs)).rejects.toThrow('was changed since it was staged')
    expect(existsSync(place('nats-server.conf'))).toBe(false)
  })

  test('the same folder under another name is the same resource', async () => {
    const state = await created()
    symlinkSync(join(folder(), 'out'), join(folder(), 'link'))
    for (const out of [`${state.out}/`, `${state.out}/../out`, join(folder(), 'link')])
      expect(await diff(state, inputsOf({}, { out }))).toMatchObject({ replaces: [] })
    expect(await diff(state, inputsOf({}, { out: join(folder(), 'other') }))).toMatchObject({
      replaces: ['out', 'node'],
    })
  })

  test('another deployment or node is another resource', async () => {
    const state = await created()
    const other = inputsOf({}, { deployment: 'staging' })
    expect((await diff(state, other)).replaces).not.toEqual([])
    expect(
      (await diff(state, { ...inputsOf(), node: { ...inputsOf().node, node: 'n9' } })).replaces,
    ).not.toEqual([])
  })

  test.each(['natsmith', 'keyStore'] as const)('another %s is a change', async (prop) => {
    const state = await created()
    expect(await diff(state, inputsOf({}, { [prop]: 'other' }))).toEqual({ changes: true, replaces: [] })
  })

  test('elsewhere is another resource, and what a preview does not know is a change', async () => {
    const state = await created()
    expect(await diff(state, inputsOf({}, { out: 'elsewhere' }))).toMatchObject({ replaces: ['out', 'node'] })
    const unknown = { ...inputsOf(), files: { conf: 'not known yet' } } as unknown as NodeInputs
    expect(await diff(state, unknown)).toEqual({ changes: true, replaces: [] })
  })

  test('other staged names, as of another key store, change nothing', async () => {
    const state = await created()
    expect(await diff(state, inputsOf({}, { staged: {} }))).toMatchObject({ changes: false })
  })
})

describe('read', () => {
  const tampered: Readonly<Record<string, (path: string) => void>> = {
    content: (path) => {
      writeFileSync(path, 'tampered')
    },
    mode: (path) => {
      chmodSync(path, 0o644)
    },
    link: (path) => {
      unlinkSync(path)
      symlinkSync('/etc/hostname', path)
    },
    missing: unlinkSync,
  }
  test.each(Object.keys(tampered))('%s: said, seen by diff, repaired by update', async (kind) => {
    const state = await created()
    tampered[kind]?.(place('nats-server.conf'))
    const { props, inputs } = await read(state)
    if (props === undefined) throw new Error('nothing read')
    expect(props.drifted).toBe(true)
    expect(props.found['nats-server conf'] ?? props.found['client conf']).not.toEqual(
      state.found['client conf'],
    )
    expect(inputs?.files).not.toEqual(state.files)
    expect(await diff(props, inputsOf())).toMatchObject({ changes: true })
    const { outs } = await nodeProvider.update('prod/nats1', props, inputsOf())
    expect(outs).toEqual(state)
  })

  test('nothing is there any more: the resource is gone', async () => {
    const state = await created()
    rmSync(join(folder(), 'out'), { recursive: true })
    expect(await read(state)).toEqual({})
  })

  test('a folder in the place of a file is said, and never removed', async () => {
    const state = await created()
    unlinkSync(place('nats-server.conf'))
    mkdirSync(place('nats-server.conf'))
    const { props } = await read(state)
    if (props === undefined) throw new Error('nothing read')
    expect(props.drifted).toBe(true)
    await expect(nodeProvider.update('prod/nats1', props, inputsOf())).rejects.toThrow('[not-a-file]')
  })

  test('a manifest that cannot be read stops it: nobody knows what is ours', async () => {
    const state = await created()
    writeFileSync(place('natsmith-manifest.json'), '{}')
    await expect(read(state)).rejects.toThrow('[manifest-unreadable]')
  })
})

describe('update and delete', () => {
  test('a new generation: its conf last, the old files stay for servers that still serve them', async () => {
    const state = await created()
    const next = inputsOf({ generation: 'two' })
    expect(await diff(state, next)).toMatchObject({ changes: true, replaces: [] })
    const { outs } = await nodeProvider.update('prod/nats1', state, next)
    const old = Object.values(state.files).map(({ path }) => place(path.replace('/etc/nats/', '')))
    expect(old.filter((path) => !existsSync(path))).toEqual([])
    expect((await read(outs)).props).toEqual(outs)
  })

  test('another configDir: the old place is left', async () => {
    const state = await created()
    await nodeProvider.update('prod/nats1', state, inputsOf({ configDir: '/srv/nats' }))
    expect(existsSync(place('nats-server.conf'))).toBe(false)
    expect(existsSync(join(folder(), 'out/nats1/srv/nats/nats-server.conf'))).toBe(true)
  })

  test('delete removes what natsmith wrote, and nothing else', async () => {
    const state = await created()
    writeFileSync(place('notes.txt'), 'of an operator')
    await laterRun().nodeProvider.delete('prod/nats1', state)
    expect(existsSync(place('notes.txt'))).toBe(true)
    expect(existsSync(place('nats-server.conf'))).toBe(false)
    await laterRun().nodeProvider.delete('prod/nats1', state)
  })

  test('delete keeps what the same run has just placed there, under another name of the resource', async () => {
    const state = await created()
    const run = laterRun()
    await run.nodeProvider.create(inputsOf())
    await run.nodeProvider.delete('prod/nats1', { ...state, out: `${state.out}/../out` })
    expect(existsSync(place('nats-server.conf'))).toBe(true)
  })

  test('delete keeps what another deployment put there', async () => {
    const state = await created()
    const manifest = readFileSync(place('natsmith-manifest.json'), 'utf8')
    await laterRun().nodeProvider.delete('other/nats1', { ...state, deployment: 'other' })
    expect(readFileSync(place('natsmith-manifest.json'), 'utf8')).toBe(manifest)
    expect(existsSync(place('nats-server.conf'))).toBe(true)
  })
})

test('two versions of natsmith, one in the program and one in the provider, are refused', async () => {
  const { failures } = await nodeProvider.check({}, { ...inputsOf(), natsmith: '0.0.1' })
  expect(failures).toMatchObject([{ property: 'natsmith' }])
  expect(await nodeProvider.check({}, inputsOf())).toMatchObject({ failures: [] })
})

describe('record', () => {
  const record: DeployRecord = {
    schema: 1,
    deployment: 'prod',
    generation: 3,
    nodes: [],
    identities: ['ca/clients'],
    names: {},
    accepted: [],
  }
  const inputs = (): RecordInputs => {
    const text = recordText(record)
    return {
      natsmith: ownVersion(),
      deployment: 'prod',
      record: join(folder(), 'natsmith/prod/record.json'),
      digest: `sha256:${sha256(text)}`,
      staging: staging(),
      staged: staged(text),
    }
  }

  test('placed, read back, repaired, and emptied when everything is destroyed', async () => {
    const { outs } = await recordProvider.create(inputs())
    expect(await recordProvider.read('prod/record', outs)).toMatchObject({ props: outs })
    writeFileSync(outs.record, 'tampered')
    const { props } = await recordProvider.read('prod/record', outs)
    if (props === undefined) throw new Error('nothing read')
    expect(await recordProvider.diff('prod/record', props, inputs())).toMatchObject({ changes: true })
    await recordProvider.update('prod/record', props, inputs())
    expect(readFileSync(outs.record, 'utf8')).toBe(recordText(record))
    await recordProvider.delete('prod/record', outs)
    expect(readFileSync(outs.record, 'utf8')).toBe(recordText(record))
    await laterRun().recordProvider.delete('prod/record', outs)
    expect(JSON.parse(readFileSync(outs.record, 'utf8'))).toMatchObject({ generation: 4, identities: [] })
    unlinkSync(outs.record)
    expect(await recordProvider.read('prod/record', outs)).toEqual({})
    await laterRun().recordProvider.delete('prod/record', outs)
  })
})
