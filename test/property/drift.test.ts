// Random deployments, each deployed to a folder and looked at again: by another clock, in another time zone, with other times of
// files and other numbers of users there is no drift; with one file damaged there is, and it is that file.
// DRIFT_STACKS is how many there are.
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { randomBytes, randomInt } from 'node:crypto'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Assembly } from '../../lib/assembly/assembly'
import { placeUnder } from '../../lib/assembly/paths'
import { buildTree } from '../../lib/constructs/deployment'
import { driftOfFiles } from '../../lib/drift/drift-files'
import { applyDeploy } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import type { LocalTarget } from '../../lib/engine/target'
import { emptyStore } from '../../lib/keys/store'
import { synthesize } from '../../lib/synth'
import type { KeyAlgorithm } from '../../lib/values/tls-names'
import type { KeyPair } from '../../lib/x509/key-pair'
import { makeKeyPair } from '../../lib/x509/key-pair'
import { nodeSigner } from '../../lib/x509/sign'
import { temporaryFolder } from '../support/folder'
import type { Stack } from '../support/random-stack'
import { anyStack, stackOf } from '../support/random-stack'

const STACKS = Number(process.env['DRIFT_STACKS'] ?? 200)
const SEED = randomInt(2 ** 31)
const NOW = Date.UTC(2026, 0, 15)
const ZONES = ['UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Kiritimati']
const isRoot = process.geteuid?.() === 0

const folder = temporaryFolder()

/** RSA keys take long to make: all of a length are one. */
const rsa = new Map<KeyAlgorithm, KeyPair>()
function keyPair(algorithm: KeyAlgorithm): KeyPair {
  const made = rsa.get(algorithm) ?? makeKeyPair(algorithm, randomBytes)
  if (algorithm.startsWith('RSA')) rsa.set(algorithm, made)
  return made
}

/** What a deploy would place; undefined for a stack that a rule objects to. */
function assemblyOf(stack: Stack): Assembly | undefined {
  const { output } = synthesize(buildTree(stackOf(stack)), 'prod', {
    store: emptyStore('test'),
    record: undefined,
    now: NOW,
    random: randomBytes,
    sign: nodeSigner,
    keyPair,
    bcryptCost: 4,
    mode: 'issue',
  })
  if (output === undefined) return undefined
  const { testOnly, ...manifest } = output.assembly.manifest
  expect(testOnly).toBe(true)
  return { ...output.assembly, manifest }
}

type Damage = (path: string) => void

const DAMAGES: Readonly<Record<string, Damage>> = {
  deleted: (path) => {
    rmSync(path)
  },
  'cut by a byte': (path) => {
    truncateSync(path, readFileSync(path).length - 1)
  },
  changed: (path) => {
    const bytes = readFileSync(path)
    const at = bytes.length >> 1
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(path, bytes)
  },
  'given CRLF': (path) => {
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'))
  },
  opened: (path) => {
    chmodSync(path, 0o666)
  },
  linked: (path) => {
    renameSync(path, `${path}.aside`)
    symlinkSync(`${path}.aside`, path)
  },
}

const looked = fc.record({
  /** How much of the shortest life has passed. */
  age: fc.double({ min: 0, max: 0.66, noNaN: true }),
  zone: fc.constantFrom(...ZONES),
  which: fc.nat(),
  how: fc.constantFrom(...Object.keys(DAMAGES)),
})

/** Every file below a folder, with the folders. */
const below = (root: string): readonly string[] =>
  (readdirSync(root, { recursive: true }) as string[]).map((name) => join(root, name))

/** A name of digits is the number itself, on every machine. */
const isNamed = ({ user, group }: Names): boolean => /\D/.test(user) && /\D/.test(group)

interface Names {
  readonly user: string
  readonly group: string
}

/** Another number for the user and the group that own a node's files, on a machine that was made anew. */
function remap(root: string, uid: number, names: Names): void {
  mkdirSync(join(root, 'etc'), { recursive: true, mode: 0o755 })
  writeFileSync(join(root, 'etc/passwd'), `${names.user}:x:${String(uid)}:${String(uid)}::/:/bin/false\n`)
  writeFileSync(join(root, 'etc/group'), `${names.group}:x:${String(uid)}:\n`)
}

describe(`${String(STACKS)} random deployments of seed ${String(SEED)}`, () => {
  it('have no drift but that of the file that was damaged', () => {
    let deployed = 0
    let remapped = 0
    fc.assert(
      fc.property(anyStack, looked, (stack, { age, zone, which, how }) => {
        const wanted = assemblyOf(stack)
        if (wanted === undefined) return
        const { nodes } = wanted.manifest
        const dir = mkdtempSync(join(folder(), 'run-'))
        const target: LocalTarget = { kind: 'out', dir }
        applyDeploy(planDeploy(wanted, target), wanted)
        deployed += 1
        for (const path of below(dir)) utimesSync(path, 1, 1)

        const ends = nodes.flatMap(({ files }) =>
          files.flatMap(({ notAfter }) => (notAfter ? [Date.parse(notAfter)] : [])),
        )
        const now = NOW + age * (Math.min(NOW + 1e10, ...ends) - NOW)
        const zoneBefore = process.env['TZ']
        process.env['TZ'] = zone
        const rows = (at: LocalTarget = target) =>
          driftOfFiles('prod', at, nodes, now).rows.filter(
            ({ status, cause }) => status !== 'same' || cause !== undefined,
          )
        expect(rows()).toEqual([])

        const files = nodes.flatMap(({ node, files: all }) => all.map(({ path }) => ({ node, file: path })))
        const file = files[which % files.length]
        if (file === undefined) throw new Error('a node without files')
        const place = placeUnder(join(dir, file.node), file.file)
        DAMAGES[how]?.(place)
        const found = rows().filter(({ status }) => status !== 'extra')
        expect([...new Set(found.map((row) => `${row.node} ${row.file}`))]).toEqual([
          `${file.node} ${file.file}`,
        ])

        const owned = nodes.find(
          ({ fileOwner, configDir }) => configDir !== '.' && fileOwner !== undefined && isNamed(fileOwner),
        )
        if (isRoot && owned?.fileOwner !== undefined) {
          const root = mkdtempSync(join(folder(), 'host-'))
          const host: LocalTarget = { kind: 'node', node: owned.node, root }
          remap(root, 4711, owned.fileOwner)
          applyDeploy(planDeploy(wanted, host), wanted)
          remap(root, 4999, owned.fileOwner)
          for (const { path } of [...owned.files, { path: `${owned.configDir}/natsmith-manifest.json` }])
            chownSync(placeUnder(root, path), 4999, 4999)
          expect(rows(host)).toEqual([])
          remapped += 1
        }
        process.env['TZ'] = zoneBefore
        for (const name of readdirSync(folder())) rmSync(join(folder(), name), { recursive: true })
      }),
      { numRuns: STACKS, seed: SEED },
    )
    expect(deployed).toBeGreaterThan(STACKS / 2)
    if (isRoot) expect(remapped).toBeGreaterThan(STACKS / 20)
  })
})
