// What has nothing left to do is not synthesized again; and whatever has changed meanwhile, by whomever, is seen as if it were.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { tree } from '../support/tree'
import { preparedWorkspace, workspaces, type Workspace } from './support/workspace'

const workspace = workspaces()
const deployed = preparedWorkspace('deploy --yes --issue')

/** Says at the end whether what synthesizes was loaded. */
const WATCH = `process.on('exit', () => {
  const isLoaded = Object.keys(require.cache).some((file) => file.endsWith('/dist/lib/synth.js'))
  require('node:fs').writeFileSync(process.env.LOADED, String(isLoaded))
})`

/** Runs a command; with whether it synthesized. */
async function watched(at: Workspace, line: string, change = ''): Promise<Readonly<Record<string, unknown>>> {
  const env = { NODE_OPTIONS: `--require ${at.write('watch.cjs', WATCH)}`, LOADED: at.path('loaded') }
  const document = await at.json(line, { change, env })
  return { ...document, synthesized: readFileSync(at.path('loaded'), 'utf8') === 'true' }
}

const CACHE = 'natsmith/prod/.cache'
const forget = ({ path }: Workspace): void => {
  rmSync(path(CACHE), { recursive: true })
}

const FIRST = 'deploy --yes --issue'
const KEY = (at: Workspace): string =>
  Object.keys(tree(at.folder)).find((file) => /nats1.*client-.*\.key$/.test(file)) ?? ''

it('a second deploy does not synthesize, writes nothing, and says what one that does says', async () => {
  const at = workspace(deployed())
  const before = tree(at.folder)
  const second = await watched(at, FIRST)
  expect(second).toMatchObject({ exitCode: 0, synthesized: false, changes: [], issued: [] })
  for (const name of ['watch.cjs', 'loaded']) rmSync(at.path(name))
  expect(tree(at.folder)).toEqual(before)
  const words = await at.run(FIRST)
  expect(words.stdout).toContain('nothing to do: all is as the program says\n')
  forget(at)
  expect(await at.run(FIRST)).toEqual(words)
  forget(at)
  expect(await watched(at, FIRST)).toEqual({ ...second, synthesized: true })
  expect(await watched(at, FIRST)).toEqual(second)
})

it('nor does synth, once its files are there', async () => {
  const at = workspace(deployed())
  const first = await watched(at, 'synth --out made')
  const written = () => statSync(at.path('made/manifest.json')).mtimeMs
  const before = written()
  expect(await watched(at, 'synth --out made')).toEqual({ ...first, synthesized: false })
  expect((await at.run('synth --out made')).stdout).toContain('files of 3 nodes to')
  expect(written()).toBe(before)
  const file = at.path('made/nats1/etc/nats/nats-server.conf')
  const conf = readFileSync(file, 'utf8')
  for (const damage of [
    () => {
      writeFileSync(file, 'port: 4222\n')
    },
    () => {
      chmodSync(file, 0o644)
    },
    () => {
      rmSync(file)
    },
    () => at.write('made/nats1/etc/nats/.natsmith-0123456789abcdef.tmp', ''),
  ]) {
    damage()
    expect(await watched(at, 'synth --out made')).toEqual({ ...first, synthesized: true })
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([conf, 0o600])
  }
  expect(existsSync(at.path('made/nats1/etc/nats/.natsmith-0123456789abcdef.tmp'))).toBe(false)
  expect(await watched(at, 'synth --out other')).toMatchObject({ exitCode: 0, synthesized: true })
  expect(await watched(at, FIRST)).toMatchObject({ exitCode: 0, synthesized: false })
})

const conf = 'out/nats1/etc/nats/nats-server.conf'

it.each<[what: string, spoil: (at: Workspace) => unknown]>([
  ['a conf', ({ write }) => write(conf, 'port: 4222\n')],
  [
    'a mode',
    ({ path }) => {
      chmodSync(path(conf), 0o644)
    },
  ],
  [
    'a key that is gone',
    (at) => {
      rmSync(at.path(KEY(at)))
    },
  ],
  ['a manifest', ({ write }) => write('out/edge/etc/nats/natsmith-manifest.json', '{}\n')],
  ['what a deploy left', ({ write }) => write('out/edge/etc/nats/.natsmith-0123456789abcdef.tmp', '')],
  ['a journal', ({ write }) => write('out/edge/etc/nats/.natsmith-journal.json', '[]\n')],
  [
    'all files',
    ({ path }) => {
      rmSync(path('out'), { recursive: true })
    },
  ],
  [
    'a folder',
    ({ path }) => {
      chmodSync(path('out/nats2/etc/nats'), 0o777)
    },
  ],
])('sees %s on a node', async (_, spoil) => {
  const at = workspace(deployed())
  spoil(at)
  const other = workspace(at)
  forget(other)
  const found = await watched(at, FIRST)
  expect(found).toMatchObject({ synthesized: true })
  const told = (document: object): string =>
    JSON.stringify(document).replaceAll(at.folder, '').replaceAll(other.folder, '')
  expect(told(found)).toBe(told(await watched(other, FIRST)))
  const drift = found['exitCode'] === 0 ? { exitCode: 0, drifted: false } : { exitCode: 2 }
  expect(await at.json('drift')).toMatchObject(drift)
})

it.each<[what: string, spoil: (at: Workspace) => unknown, change: string, found: object]>([
  ['the program', () => undefined, 'limit', { exitCode: 0, changes: [{ sign: '+' }, { sign: '+' }] }],
  ['a password in it', ({ write }) => write('password', ''), 'dave', { exitCode: 0 }],
  ['the key store', ({ run }) => run('keys rotate user/ORDERS/alice/nkey'), '', { exitCode: 0 }],
  [
    'the record',
    ({ path }) => {
      rmSync(path('natsmith/prod/record.json'))
    },
    '',
    { exitCode: 0 },
  ],
  [
    'who may read the key store',
    ({ path }) => {
      chmodSync(path('natsmith/prod/keys/secret.json'), 0o644)
    },
    '',
    { exitCode: 1, synthesized: false, error: { code: 'key-store-exposed' } },
  ],
  [
    'the key store is damaged',
    ({ path }) => {
      truncateSync(path('natsmith/prod/keys/public-3.jsonl'), 9)
    },
    '',
    { exitCode: 1, error: { code: 'key-store-damaged' } },
  ],
  [
    'what was kept, cut',
    ({ path }) => {
      truncateSync(path(`${CACHE}/up-to-date.json`), 100)
    },
    '',
    { exitCode: 0 },
  ],
  ['what was kept, gone', forget, '', { exitCode: 0 }],
])('sees that something else has changed: %s', async (_, spoil, change, found) => {
  const at = workspace(deployed())
  await spoil(at)
  expect(await watched(at, FIRST, change)).toMatchObject({ synthesized: true, ...found })
})

it('a password of a program counts, and is not kept', async () => {
  const at = workspace()
  const env = { PASSWORD: 'a quite different battery' }
  const deploy = async () => (await at.run(FIRST, { env })).stdout
  expect(await deploy()).toContain('done\n')
  expect(await deploy()).toContain('nothing to do')
  expect((await at.run(FIRST)).stdout).toContain('reissue  user/ORDERS/bob/password')
  const kept = readFileSync(at.path(CACHE, 'up-to-date.json'), 'utf8')
  for (const secret of [env.PASSWORD, 'correct horse battery', 'PRIVATE KEY', 'SU'])
    expect(kept).not.toContain(secret)
  expect(statSync(at.path(CACHE, 'up-to-date.json')).mode & 0o777).toBe(0o600)
  expect(readFileSync(at.path(CACHE, '.gitignore'), 'utf8')).toBe('*\n')
})

it('looks elsewhere, where it is told to', async () => {
  const at = workspace(deployed())
  expect(await watched(at, `${FIRST} --out other`)).toMatchObject({ exitCode: 0, synthesized: true })
  expect(await at.json('drift --out other')).toMatchObject({ exitCode: 0, drifted: false })
  expect(await watched(at, FIRST)).toMatchObject({ exitCode: 0, synthesized: false })
  const one = await watched(at, `${FIRST} --node nats1 --root ${at.path('out/nats1')}`)
  expect(one).toMatchObject({
    exitCode: 0,
    synthesized: false,
    nodes: [{ node: 'nats1', effect: 'none', files: [] }],
  })
  expect(await watched(at, `${FIRST} --node nats9 --root ${at.path('out/nats1')}`)).toMatchObject({
    exitCode: 1,
    error: { code: 'unknown-node' },
  })
  const hosts = `${FIRST} --via env --root ${at.path('out')}/{node}`
  expect(await watched(at, hosts)).toMatchObject({ exitCode: 0, synthesized: false, changes: [] })
  at.write(conf, 'port: 4222\n')
  expect(await watched(at, hosts)).toMatchObject({ exitCode: 0, synthesized: true })
  expect(await at.json('drift')).toMatchObject({ exitCode: 0, drifted: false })
  expect(await watched(at, hosts)).toMatchObject({ exitCode: 0, synthesized: false })
})

it.each<[what: string, spoil: (at: Workspace) => unknown]>([
  ['a file is in its place', ({ write }) => write(CACHE, 'in the way')],
  [
    'it is a link',
    ({ folder, path }) => {
      mkdirSync(path('elsewhere'))
      symlinkSync(path('elsewhere'), join(folder, CACHE))
    },
  ],
])('deploys where nothing can be kept, because %s', async (_, spoil) => {
  const at = workspace()
  expect(await at.json('issue')).toMatchObject({ exitCode: 0 })
  spoil(at)
  expect(await at.json(FIRST)).toMatchObject({ exitCode: 0 })
  expect(await watched(at, FIRST)).toMatchObject({ exitCode: 0, synthesized: true, changes: [] })
  if (existsSync(at.path('elsewhere'))) expect(readdirSync(at.path('elsewhere'))).toEqual([])
})

it('asks whoever adds rules of his own, and programs with warnings about keys, every time', async () => {
  const at = workspace()
  const rule = `const { addRules } = require('natsmith')
const { default: prod } = require('./program.cjs')
const { deployment } = require('natsmith')
exports.default = deployment('prod', (scope) => {
  prod.define(scope)
  addRules(scope, { code: 'acme/asked', severity: 'warning', title: 't', why: 'w', change: 'c', source: 's', example: 'e', check: () => [] })
})`
  writeFileSync(at.path('program.cjs'), readFileSync(at.path('natsmith.cjs')))
  at.write('natsmith.cjs', rule)
  expect(await at.json(FIRST)).toMatchObject({ exitCode: 0 })
  expect(await watched(at, FIRST)).toMatchObject({ exitCode: 0, synthesized: true, changes: [] })
})
