import { chmodSync, chownSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { symlinkSync, writeFileSync } from 'node:fs'
import { readManifest } from '../../lib/assembly/read'
import { applyDeploy, LOCK } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import type { Target } from '../../lib/engine/target'
import { withLock } from '../../lib/files/lock'
import { watchPoints } from '../../lib/files/points'
import { assembly, SEED } from '../support/assembly'
import { contents, deploying, ONE, THREE, TWO } from '../support/deploying'
import { codeOf, failureOf, stepsOf, withFailing } from '../support/steps'
import { modeOf, tree } from '../support/tree'

const { out, target, at, deploy, files } = deploying()
const asRoot = process.geteuid?.() === 0 ? it : it.skip

describe('applyDeploy', () => {
  it('writes the files of each node, 0600 in folders of 0700, and keeps the folder out of git', () => {
    deploy(assembly([{ name: 'nats1' }, { name: 'nats2' }]))
    expect(files('nats1')).toEqual(contents({ name: 'nats1' }))
    expect(files('nats2')).toEqual(contents({ name: 'nats2' }))
    expect(Object.keys(tree(at(''))).map((name) => modeOf(at(name)))).toEqual(Array(5).fill('600'))
    expect([out(), out('nats1'), at(''), at('tls')].map(modeOf)).toEqual(Array(4).fill('700'))
    expect(readFileSync(out('.gitignore'), 'utf8')).toBe('*\n')
  })

  it('leaves no .gitignore in a folder that was in use', () => {
    mkdirSync(out())
    writeFileSync(out('README'), '')
    deploy(ONE)
    expect(Object.keys(tree(out()))).not.toContain('.gitignore')
  })

  it('writes one node below a root, as on its host', () => {
    mkdirSync(out())
    deploy(assembly([{ name: 'nats1' }, { name: 'nats2' }]), {}, { kind: 'node', node: 'nats2', root: out() })
    expect(Object.keys(tree(out())).slice(0, 2)).toEqual([
      'etc/nats/nats-server.conf',
      'etc/nats/natsmith-manifest.json',
    ])
    expect(readFileSync(out('etc/nats/nats-server.conf'), 'utf8')).toContain('# nats2')
  })

  it('counts what it did', () => {
    const bytes = ONE.artifacts.reduce((sum, { content }) => sum + content.length, 0)
    const manifest = (): number => readFileSync(at('natsmith-manifest.json')).length
    expect(deploy(ONE)).toEqual([
      { node: 'nats1', written: 5, removed: 0, kept: 0, bytes: bytes + manifest() },
    ])
    expect(deploy(TWO)).toMatchObject([{ written: 4, removed: 0, kept: 3 }])
    expect(deploy(THREE)).toMatchObject([{ written: 4, removed: 2, kept: 3 }])
    expect(deploy(THREE)).toEqual([{ node: 'nats1', written: 0, removed: 0, kept: 5, bytes: 0 }])
  })

  it('only reads when nothing changes: no lock, no file, no time of a file', () => {
    deploy(ONE)
    const before = statSync(at('')).mtimeMs
    const steps = stepsOf(() => deploy(ONE))
    expect([...new Set(steps)]).toEqual(['read'])
    expect(statSync(at('')).mtimeMs).toBe(before)
  })

  it('keeps the files of the last generation and removes those of the one before', () => {
    deploy(ONE)
    deploy(TWO)
    expect(files()).toEqual({ ...contents({ generation: 'one' }), ...contents({ generation: 'two' }) })
    deploy(THREE)
    expect(files()).toEqual({ ...contents({ generation: 'two' }), ...contents({ generation: 'three' }) })
  })

  it('writes trust, certificate, key and conf in this order, then removes, and writes the manifest last', () => {
    deploy(ONE)
    deploy(TWO)
    rmSync(at('tls/client-ca.crt'))
    const names: string[] = []
    const stop = watchPoints((step, path) => {
      const isOurs = !path.includes('.natsmith') && (step === 'rename' || step === 'unlink')
      if (isOurs) names.push(`${step} ${path.slice(at('').length + 1).replace(/-[0-9a-f]{8}/, '')}`)
    })
    deploy(THREE)
    stop()
    expect(names).toEqual([
      'rename tls/client-ca.crt',
      'rename tls/client.crt',
      'rename tls/client.key',
      'rename nats-server.conf',
      'unlink tls/client.crt',
      'unlink tls/client.key',
      'rename natsmith-manifest.json',
    ])
  })

  it('reports each node', () => {
    const seen: unknown[] = []
    const wanted = assembly([{ name: 'nats1' }, { name: 'nats2' }])
    applyDeploy(planDeploy(wanted, target()), wanted, { progress: (...event) => seen.push(event) })
    expect(seen).toEqual([
      ['nats1', 1, 2],
      ['nats2', 2, 2],
    ])
  })

  it('has no secret in the manifest it leaves', () => {
    deploy(ONE)
    const manifest = readFileSync(at('natsmith-manifest.json'), 'utf8')
    expect(manifest).not.toContain(SEED.slice(5, 20))
    expect(manifest).not.toContain(Buffer.from(SEED).toString('base64').slice(8, 24))
    expect(manifest).not.toContain('secret one')
  })

  it('refuses keys that were made for a test', () => {
    const testOnly = { ...ONE, manifest: { ...ONE.manifest, testOnly: true } } as const
    expect(codeOf(() => deploy(testOnly))).toBe('test-only-keys')
    expect(codeOf(() => readManifest(out()))).toBe('nothing was thrown')
    expect(codeOf(() => statSync(out()))).toMatchObject({ code: 'ENOENT' })
  })

  it('refuses a plan that the target has left behind', () => {
    deploy(ONE)
    const plan = planDeploy(TWO, target())
    writeFileSync(at('nats-server.conf'), 'port: 1\n')
    const before = tree(out())
    expect(codeOf(() => applyDeploy(plan, TWO))).toBe('plan-stale')
    expect(codeOf(() => applyDeploy(planDeploy(TWO, target()), THREE))).toBe('plan-stale')
    expect(tree(out())).toEqual(before)
  })

  it('refuses while another deploys to the node', () => {
    deploy(ONE)
    withLock(at(LOCK), 'deploying nats1', () => {
      expect(codeOf(() => deploy(TWO))).toBe('locked')
    })
    expect(files()).toEqual(contents({}))
    expect(deploy(TWO)).toMatchObject([{ written: 4 }])
  })

  it('notices that the disk does not hold what was written', () => {
    const stop = watchPoints((step, path) => {
      if (step === 'unlink' && path.endsWith('journal.json')) writeFileSync(at('nats-server.conf'), '')
    })
    expect(codeOf(() => deploy(ONE))).toBe('not-as-written')
    stop()
  })
})

it('notices that the folder was exchanged for a link meanwhile', () => {
  deploy(ONE)
  const stop = watchPoints((step, path) => {
    if (step !== 'unlink' || !path.endsWith('journal.json')) return
    renameSync(out('nats1/etc'), out('nats1/other'))
    symlinkSync('other', out('nats1/etc'))
  })
  expect(codeOf(() => deploy(TWO))).toBe('not-as-written')
  stop()
})

describe('the owner of the files', () => {
  const owned = assembly([{ fileOwner: { user: 'nats', group: 'messaging' } }])
  const host = (): Target => ({ kind: 'node', node: 'nats1', root: out() })
  const users = 'root:x:0:0::/:/bin/sh\nnats:x:4711:4712::/:/bin/false\n'

  beforeEach(() => {
    mkdirSync(out('etc'), { recursive: true, mode: 0o755 })
    writeFileSync(out('etc/passwd'), users)
    writeFileSync(out('etc/group'), 'messaging:x:4713:nats\n')
  })

  asRoot('is looked up on the node; the folder is readable to its group and belongs to root', () => {
    deploy(owned, {}, host())
    const owner = (path: string): number[] => [statSync(out(path)).uid, statSync(out(path)).gid]
    expect(owner('etc/nats/nats-server.conf')).toEqual([4711, 4713])
    expect(owner('etc/nats/natsmith-manifest.json')).toEqual([4711, 4713])
    expect(owner('etc/nats')).toEqual([0, 4713])
    expect(owner('etc/nats/tls')).toEqual([0, 4713])
    expect([modeOf(out('etc/nats')), modeOf(out('etc/nats/nats-server.conf'))]).toEqual(['750', '600'])
    expect(planDeploy(owned, host()).hasChanges).toBe(false)
  })

  asRoot('is repaired', () => {
    deploy(owned, {}, host())
    chownSync(out('etc/nats/nats-server.conf'), 0, 0)
    expect(planDeploy(owned, host()).nodes[0]?.files.find(({ action }) => action === 'repair')).toMatchObject(
      {
        path: '/etc/nats/nats-server.conf',
        differences: [{ cause: 'owner', wanted: '4711:4713', found: '0:0' }],
      },
    )
    deploy(owned, {}, host())
    expect(statSync(out('etc/nats/nats-server.conf')).uid).toBe(4711)
  })

  asRoot('may be given as numbers', () => {
    deploy(assembly([{ fileOwner: { user: '4711', group: '4712' } }]), {}, host())
    expect(statSync(out('etc/nats/nats-server.conf')).gid).toBe(4712)
  })

  it('must exist on the node', () => {
    writeFileSync(out('etc/group'), '')
    expect(planDeploy(owned, host()).findings).toMatchObject([{ code: 'unknown-owner', path: 'prod/nats1' }])
  })

  it('is left to whoever copies a folder of all nodes', () => {
    deploy(owned)
    expect(statSync(at('nats-server.conf')).uid).toBe(process.geteuid?.())
  })

  it('names the chown when only root may set it, with nothing half done', () => {
    mkdirSync(out('etc/nats/tls'), { recursive: true, mode: 0o700 })
    chmodSync(out('etc/nats'), 0o700)
    const failure = failureOf(() => {
      withFailing(
        'EPERM',
        (step) => step === 'chown',
        () => deploy(owned, {}, host()),
      )
    })
    expect(failure).toMatchObject({ code: 'owner-not-permitted' })
    expect(failure).toMatchObject({
      change: expect.stringContaining(`sudo chown -R 4711:4713 ${out('etc/nats')}`) as string,
    })
    expect(Object.keys(tree(out('etc/nats')))).toEqual([])
  })
})
