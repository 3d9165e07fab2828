// A whole deploy, keys, files and record, is killed at every step. What is left, before anybody repairs it, is given to real
// nats-servers: each node starts as it was or as it is to be. Then the deploy is run again.
import { spawnSync } from 'node:child_process'
import { hash, randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { nkeyAuthenticator } from '@nats-io/transport-node'
import { readRecord, writeRecord } from '../../lib/diff/record-file'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import { applyDeploy } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import { makeFolder } from '../../lib/files/folders'
import { Account, CertificateAuthority, NatsCluster, User } from '../../lib/index'
import { commitChanges } from '../../lib/keys/commit'
import { synthesize } from '../../lib/synth'
import { openWorkspace, recordOf, type Complete, type Workspace } from '../../lib/workspace/workspace'
import { need } from '../../tools/install'
import { temporaryFolder } from '../support/folder'
import { buryLocks, crashEverywhere } from '../support/steps'
import { copyFolder, tree } from '../support/tree'
import { freeOffset } from '../../lib/testing/ports'
import { startServer } from '../../lib/testing/server'
import { dial } from './support/wire'

const NODES = ['nats1', 'nats2'] as const
const CONF = 'nats-server.conf'
const LINES = ['2.10', '2.15'] as const
const ALL = new Set<string>(NODES)

const folder = temporaryFolder()
let offset: number
beforeAll(async () => {
  offset = await freeOffset([4222, 4223, 6222, 6223])
})

const out = (): string => join(folder(), 'here/out')
const open = (): Workspace => openWorkspace(join(folder(), 'here/natsmith'), 'prod', 'needed')

/** The second generation has another user, another permission and another name in every certificate. */
const program = (generation: 1 | 2) =>
  deployment('prod', (scope) => {
    const ca = new CertificateAuthority(scope, 'clients')
    const orders = new Account(scope, 'ORDERS')
    new User(orders, 'alice', { permissions: { publish: generation === 1 ? ['a'] : ['a', 'b'] } })
    if (generation === 2) new User(orders, 'bob')
    const node = (i: number) => ({
      dnsNames: ['localhost', ...(generation === 2 ? ['second.example.com'] : [])],
      ports: { client: 4222 + i + offset, cluster: 6222 + i + offset },
    })
    new NatsCluster(scope, 'hub', {
      nodes: { nats1: node(0), nats2: node(1) },
      host: '127.0.0.1',
      configDir: '.',
      serverVersion: '2.10',
      tls: { issuer: ca },
    })
  })

function synthesized(generation: 1 | 2): Complete {
  const { store, record } = open()
  const context = { store, record, now: Date.now(), random: randomBytes, mode: 'issue' } as const
  const synthesis = synthesize(buildTree(program(generation)), 'prod', context)
  if (synthesis.output === undefined) throw new Error(JSON.stringify(synthesis.findings))
  return { ...synthesis, ...synthesis.output }
}

/** As natsmith deploy does it: keys, files, record. */
function deploy(synthesis: Complete): void {
  const { recordFile, folder: own, keys, store, record } = open()
  makeFolder(own, 0o700)
  const isIssued = store.revision !== synthesis.changes.before.revision
  commitChanges(keys, isIssued ? { before: store, after: store, touched: new Set() } : synthesis.changes)
  const plan = planDeploy(synthesis.assembly, { kind: 'out', dir: out() })
  applyDeploy(plan, synthesis.assembly)
  const next = recordOf({ record }, synthesis, ALL)
  if (next !== record) writeRecord(recordFile, next)
}

const isOurs = (path: string): boolean => /\.natsmith[.-]/.test(path)
const lasting = (dir: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tree(dir)).filter(([path]) => !isOurs(path)))

const differences = (a: Readonly<Record<string, string>>, b: typeof a): readonly string[] =>
  Object.keys({ ...a, ...b }).filter((path) => a[path] !== b[path])

/** Whoever connects with keys of `synthesis`: what the server says. */
async function answerTo(user: string, { materials }: Complete): Promise<string> {
  const { chain, key } = materials.certificate(`user/ORDERS/${user}/certificate`)
  const identity = { certificates: chain, key: key?.reveal() ?? '' }
  const { bundle: ca } = materials.authority('clients')
  const wire = await dial({ port: 4222 + offset, tls: 'after-info', ca, identity })
  const [, nonce = ''] = /"nonce":"([^"]*)"/.exec(await wire.receive(/\r\n/)) ?? []
  const { publicKey, seed } = materials.nkey(`user/ORDERS/${user}/nkey`)
  const signed = nkeyAuthenticator(new TextEncoder().encode(seed.reveal()))(nonce)
  wire.send(`CONNECT ${JSON.stringify({ nkey: publicKey, ...signed })}`, 'PING')
  const said = await wire.receive(/PONG|-ERR/)
  wire.close()
  return /PONG|-ERR/.exec(said)?.[0] ?? 'nothing'
}

test('a deploy that is killed anywhere leaves every node to start old or new, and is finished by the next', async () => {
  const first = synthesized(1)
  deploy(first)
  const start = join(folder(), 'start')
  copyFolder(join(folder(), 'here'), start)
  const second = synthesized(2)
  deploy(second)
  const wanted = lasting(join(folder(), 'here'))
  const recorded = readRecord(open().recordFile, 'prod')

  const contents = [first, second].map(
    ({ assembly }) =>
      new Map(assembly.artifacts.map(({ node, path, content }) => [`${node}/${path}`, content])),
  )
  /** 0 or 1: the generation of which a node has the conf, with everything that this names. */
  function generationOf(node: string, files: Readonly<Record<string, string>>): number {
    const generation = contents.findIndex((all) => all.get(`${node}/${CONF}`) === files[CONF])
    for (const [path, content] of contents[generation] ?? new Map<string, string>())
      if (path.startsWith(`${node}/`)) expect(files[path.slice(node.length + 1)]).toBe(content)
    return generation
  }

  const states = new Map<string, { readonly folder: string; readonly generation: number }>()
  const points = crashEverywhere(
    () => {
      rmSync(join(folder(), 'here'), { recursive: true })
      copyFolder(start, join(folder(), 'here'))
    },
    () => {
      deploy(second)
    },
    () => {
      for (const node of NODES) {
        const files = tree(join(out(), node))
        const generation = generationOf(node, files)
        expect(generation).toBeGreaterThanOrEqual(0)
        for (const [path, content] of Object.entries(files).filter(([name]) =>
          /\.(conf|crt|key)$/.test(name),
        ))
          expect(contents.map((all) => all.get(`${node}/${path}`))).toContain(content)
        const state = hash('sha256', JSON.stringify([node, lasting(join(out(), node))]))
        if (states.has(state)) continue
        const kept = join(folder(), 'states', state, node)
        copyFolder(join(out(), node), kept)
        states.set(state, { folder: kept, generation })
      }
      const { store } = open()
      for (const [identity, { secret }] of first.changes.after.entries)
        expect([identity, store.entries.get(identity)?.secret?.reveal()]).toEqual([
          identity,
          secret?.reveal(),
        ])
      for (const dir of [
        join(folder(), 'here/natsmith/prod'),
        open().keys,
        ...NODES.map((node) => join(out(), node)),
      ])
        if (existsSync(dir)) buryLocks(dir)
      deploy(second)
      expect(differences(lasting(join(folder(), 'here')), wanted)).toEqual([])
    },
  )
  expect(points).toBeGreaterThan(150)
  expect(readRecord(open().recordFile, 'prod')).toEqual(recorded)
  expect(states.size).toBeGreaterThan(8)

  for (const { folder: cwd } of states.values())
    for (const line of LINES)
      expect(spawnSync(need(`nats-server-${line}`), ['-t', '-c', CONF], { cwd })).toMatchObject({ status: 0 })
  // Of the first node, whose ports are asked.
  for (const { folder: cwd, generation } of states.values()) {
    if (!cwd.endsWith('nats1')) continue
    const server = await startServer(need('nats-server-2.15'), { cwd, conf: CONF })
    const answers = [await answerTo('alice', first), await answerTo('bob', second)]
    await server.stop()
    expect(answers).toEqual(['PONG', generation === 1 ? 'PONG' : '-ERR'])
  }
})
