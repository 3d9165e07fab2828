// Bundles where they are used: the script in a root of its own whose only utilities are busybox's, the archive unpacked by the
// real tar, the unit judged by systemd.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Assembly } from '../../lib/assembly/assembly'
import { driftOfFiles } from '../../lib/drift/drift-files'
import { planDeploy } from '../../lib/engine/plan'
import type { Target } from '../../lib/engine/target'
import { bundle, type Form } from '../../lib/remote/bundle'
import { need } from '../../tools/install'
import { assembly } from '../support/assembly'
import { temporaryFolder } from '../support/folder'
import { codeOf } from '../support/steps'
import { listing, tree } from '../support/tree'

const folder = temporaryFolder()
// Only root may have a root of its own.
const asRoot = process.geteuid?.() === 0 ? it : it.skip
const withSystemd = spawnSync('systemd-analyze', ['--version']).status === 0 ? it : it.skip

const OWNER = { user: 'nats', group: 'nats' }
const ONE = assembly([{ fileOwner: OWNER }])
const TWO = assembly([{ fileOwner: OWNER, generation: 'two' }])

const made = (wanted: Assembly, form: Form, data?: string): string | Buffer => {
  const [node] = wanted.manifest.nodes
  if (node === undefined) throw new Error('no node')
  return bundle(wanted, node, form, data)
}

const root = (): string => join(folder(), 'root')
const target = (): Target => ({ kind: 'node', node: 'nats1', root: root() })

/** Runs a script where nothing but busybox is. */
function run(script: string | Buffer): { status: number | null; output: string } {
  if (!existsSync(root())) {
    for (const name of ['bin', 'dev', 'etc']) mkdirSync(join(root(), name), { recursive: true, mode: 0o755 })
    chmodSync(root(), 0o755)
    copyFileSync(need('busybox'), join(root(), 'bin/busybox'))
    execFileSync('chroot', [root(), '/bin/busybox', '--install', '-s', '/bin'])
    writeFileSync(join(root(), 'dev/null'), '')
    writeFileSync(join(root(), 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nnats:x:4711:4712::/:/bin/sh\n')
    writeFileSync(join(root(), 'etc/group'), 'root:x:0:\nnats:x:4712:\n')
  }
  const shell = [root(), '/bin/env', '-i', 'PATH=/bin', '/bin/sh']
  const { status, stdout } = spawnSync('chroot', shell, { input: script, encoding: 'utf8' })
  return { status, output: stdout }
}

const drift = () => driftOfFiles('prod', target(), ONE.manifest.nodes, Date.UTC(2026, 0, 1))

asRoot('the script places what a deploy places, again and again, and a deploy takes it over', () => {
  expect(run(made(ONE, 'script'))).toMatchObject({ status: 0 })
  expect(drift()).toMatchObject({ drifted: false, totals: { same: 5 } })
  expect(run(made(ONE, 'script'))).toMatchObject({ status: 0 })
  expect(drift()).toMatchObject({ drifted: false, totals: { same: 5, extra: 0 } })
  // It removes nothing, so a file of the generation before is left.
  expect(run(made(TWO, 'script'))).toMatchObject({ status: 0 })
  expect(drift()).toMatchObject({ drifted: false, totals: { same: 5, extra: 2 } })
  const plan = planDeploy(TWO, target())
  expect(plan.findings).toEqual([])
  expect(plan.nodes[0]?.files.filter(({ action }) => action !== 'keep').map(({ path }) => path)).toEqual([
    '/etc/nats/natsmith-manifest.json',
  ])
})

asRoot.each<[string, string, () => void]>([
  [
    'not-owned',
    'what another deployment has there',
    () => {
      run(made(assembly([{ fileOwner: OWNER }], 'test'), 'script'))
    },
  ],
  [
    'not-owned',
    'what another key store is behind',
    () => {
      run(made(assembly([{ fileOwner: OWNER }], 'prod', 'f'.repeat(32)), 'script'))
    },
  ],
  [
    'not-owned',
    'a conf that natsmith did not write',
    () => {
      mkdirSync(join(root(), 'etc/nats'))
      writeFileSync(join(root(), 'etc/nats/nats-server.conf'), '')
    },
  ],
  [
    'unsafe-folder',
    'a folder that others can write to',
    () => {
      mkdirSync(join(root(), 'etc/nats'))
      chmodSync(join(root(), 'etc/nats'), 0o775)
    },
  ],
  [
    'unfinished',
    'a deploy that was interrupted',
    () => {
      mkdirSync(join(root(), 'etc/nats'))
      writeFileSync(join(root(), 'etc/nats/.natsmith-journal.json'), '[]')
    },
  ],
  [
    'owner',
    'a machine without the owner of the files',
    () => {
      writeFileSync(join(root(), 'etc/passwd'), '')
    },
  ],
])('the script stops with %s before %s', (code, _what, prepare) => {
  run('true')
  prepare()
  const before = tree(join(root(), 'etc'))
  const { status, output } = run(made(TWO, 'script'))
  expect({ status, output }).toMatchObject({
    status: 1,
    output: expect.stringContaining(`\nstop ${code} =`) as string,
  })
  expect(tree(join(root(), 'etc'))).toEqual(before)
})

asRoot('the archive holds the same, for whoever builds an image', () => {
  run(made(ONE, 'script'))
  const [own, image] = [join(root(), 'etc/nats'), join(folder(), 'image')]
  mkdirSync(image)
  const tar = made(ONE, 'tar')
  expect(made(ONE, 'tar')).toEqual(tar)
  execFileSync('tar', ['-x', '-p', '--numeric-owner', '-C', image], { input: tar })
  expect(tree(join(image, 'etc/nats'))).toEqual(tree(own))
  const modes = (path: string): readonly string[] =>
    listing(path)[1].map((line) => line.replace(/ \d+:\d+ /, ''))
  expect(modes(join(image, 'etc/nats'))).toEqual(modes(own))
  const owners = execFileSync('tar', ['-t', '-v'], { input: tar, encoding: 'utf8' })
  expect(owners).toMatch(/^drwxr-x--- root\/nats +0 1970-01-01 .* etc\/nats\/$/m)
  expect(owners).toMatch(/^-rw------- nats\/nats +77 1970-01-01 .* etc\/nats\/nats-server\.conf$/m)
})

asRoot('user data is one document that brings the script and the unit', () => {
  const [first, ...rest] = String(made(ONE, 'cloud-init')).split('\n')
  expect(first).toBe('#cloud-config')
  const { write_files: files, runcmd } = JSON.parse(rest.join('\n')) as {
    write_files: readonly { path: string; permissions: string; content: string }[]
    runcmd: readonly string[]
  }
  expect(files.map(({ path, permissions }) => [path, permissions])).toEqual([
    ['/run/natsmith-bundle/apply', '0600'],
    ['/etc/systemd/system/nats-server.service', '0644'],
  ])
  expect(files[1]?.content).toBe(made(ONE, 'systemd'))
  expect(runcmd).toEqual([
    expect.stringMatching(/^sh \/run\/natsmith-bundle\/apply && .*; rm -rf \/run\/natsmith-bundle$/),
  ])
  expect(run(files[0]?.content ?? '')).toMatchObject({ status: 0 })
  expect(drift()).toMatchObject({ drifted: false, totals: { same: 5 } })
})

withSystemd('systemd takes the unit, and finds little to attack', () => {
  const unit = join(folder(), 'nats-server.service')
  // The program has to be there, and the user.
  const text = String(
    made(
      assembly([{ configDir: '/srv/50% of "it"', fileOwner: { user: 'root', group: 'root' } }]),
      'systemd',
      '/var/lib/nats',
    ),
  )
  writeFileSync(unit, text.replace('ExecStart=nats-server', 'ExecStart=/bin/true'))
  const { stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' })
  expect(stderr.split('\n').filter((line) => line.includes('nats-server.service'))).toEqual([])
  expect(status).toBe(0)
  expect(text).toContain('ExecStart=nats-server -c "/srv/50%% of \\"it\\"/nats-server.conf"\n')
  const security = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', unit], {
    encoding: 'utf8',
  })
  expect(security.stdout).toMatch(/Overall exposure level for nats-server\.service: [0-3]\.\d/)
})

it('says what a bundle cannot be made of', () => {
  const relative = assembly([{ configDir: '.' }])
  expect(codeOf(() => made(relative, 'script'))).toBe('relative-config-dir')
  expect(codeOf(() => made(assembly([{ configDir: `/${'x'.repeat(100)}` }]), 'tar'))).toBe('name-too-long')
})
