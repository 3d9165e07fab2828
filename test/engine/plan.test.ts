import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import type { Assembly } from '../../lib/assembly/assembly'
import { applyDeploy } from '../../lib/engine/apply'
import { planDeploy, type DeployPlan, type PlanOptions } from '../../lib/engine/plan'
import type { Target } from '../../lib/engine/target'
import { assembly, BUNDLE } from '../support/assembly'
import { temporaryFolder } from '../support/folder'
import { codeOf, stepsOf, withFailing } from '../support/steps'
import { modeOf, tree } from '../support/tree'

const folder = temporaryFolder()
const target = (): Target => ({ kind: 'out', dir: folder() })
const place = (name: string, node = 'nats1'): string => join(folder(), node, 'etc/nats', name)
const CONF = 'nats-server.conf'
const CERT = 'tls/client-7692c3ad.crt'
const KEY = 'tls/client-7692c3ad.key'
const CA = 'tls/client-ca.crt'
const MANIFEST = 'natsmith-manifest.json'

const plan = (wanted: Assembly, options?: PlanOptions): DeployPlan => planDeploy(wanted, target(), options)
const deploy = (wanted: Assembly, options?: PlanOptions): void => {
  applyDeploy(plan(wanted, options), wanted)
}

/** Action by name of file. */
function actions(wanted: Assembly, options?: PlanOptions): Record<string, string> {
  const files = plan(wanted, options).nodes.flatMap((node) =>
    node.files.map((file) => ({ node: node.node, ...file })),
  )
  return Object.fromEntries(files.map(({ path, action }) => [path.replace('/etc/nats/', ''), action]))
}
const codes = (wanted: Assembly, options?: PlanOptions): string[] =>
  plan(wanted, options).findings.map(({ code }) => code)
const causes = (wanted: Assembly, name: string): string[] =>
  plan(wanted)
    .nodes.flatMap(({ files }) => files)
    .filter(({ path }) => path.endsWith(name))
    .flatMap(({ differences }) => differences.map(({ cause }) => cause))

describe('planDeploy', () => {
  it('creates everything where nothing is, and writes nothing itself', () => {
    const steps = stepsOf(() => plan(assembly()))
    expect([...new Set(steps)]).toEqual(['read'])
    expect(actions(assembly())).toEqual({
      [CONF]: 'create',
      [MANIFEST]: 'create',
      [CERT]: 'create',
      [KEY]: 'create',
      [CA]: 'create',
    })
  })

  it('keeps everything after a deploy, and says that there is nothing to do', () => {
    deploy(assembly())
    expect(new Set(Object.values(actions(assembly())))).toEqual(new Set(['keep']))
    expect(plan(assembly()).hasChanges).toBe(false)
  })

  it('replaces the conf, creates new files and supersedes old ones when the program changes', () => {
    deploy(assembly())
    expect(actions(assembly([{ generation: 'two' }]))).toEqual({
      [CONF]: 'replace',
      [MANIFEST]: 'replace',
      'tls/client-3fc4ccfe.crt': 'create',
      'tls/client-3fc4ccfe.key': 'create',
      [CERT]: 'supersede',
      [KEY]: 'supersede',
      [CA]: 'keep',
    })
  })

  it('removes superseded files with the next change, and not before', () => {
    deploy(assembly())
    deploy(assembly([{ generation: 'two' }]))
    expect(plan(assembly([{ generation: 'two' }])).hasChanges).toBe(false)
    expect(actions(assembly([{ generation: 'three' }]))).toMatchObject({
      [CERT]: 'remove',
      [KEY]: 'remove',
      'tls/client-3fc4ccfe.crt': 'supersede',
    })
  })

  it('keeps a superseded file that is wanted again', () => {
    deploy(assembly())
    deploy(assembly([{ generation: 'two' }]))
    expect(actions(assembly())).toMatchObject({
      [CERT]: 'keep',
      [KEY]: 'keep',
      'tls/client-3fc4ccfe.crt': 'supersede',
    })
  })

  it.each<[string, string, () => void]>([
    [
      'content',
      CONF,
      () => {
        writeFileSync(place(CONF), 'port: 1\n')
      },
    ],
    [
      'content',
      CA,
      () => {
        writeFileSync(place(CA), BUNDLE.slice(0, -1))
      },
    ],
    [
      'content',
      KEY,
      () => {
        writeFileSync(place(KEY), '')
      },
    ],
    [
      'mode',
      KEY,
      () => {
        chmodSync(place(KEY), 0o644)
      },
    ],
    [
      'mode',
      MANIFEST,
      () => {
        chmodSync(place(MANIFEST), 0o644)
      },
    ],
    [
      'mode',
      CONF,
      () => {
        chmodSync(place(CONF), 0o4600)
      },
    ],
    [
      'type',
      KEY,
      () => {
        rmSync(place(KEY))
        symlinkSync('/etc/shadow', place(KEY))
      },
    ],
    [
      'type',
      CONF,
      () => {
        rmSync(place(CONF))
        symlinkSync(CONF, place(CONF))
      },
    ],
  ])('repairs %s of %s, and nothing else', (cause, name, damage) => {
    deploy(assembly())
    damage()
    expect(causes(assembly(), name)).toEqual([cause])
    expect(Object.entries(actions(assembly())).filter(([, action]) => action !== 'keep')).toEqual([
      [name, 'repair'],
    ])
    deploy(assembly())
    expect(lstatSync(place(name)).isFile()).toBe(true)
    expect(modeOf(place(name))).toBe('600')
    expect(plan(assembly()).hasChanges).toBe(false)
  })

  it('creates a file that was deleted', () => {
    deploy(assembly())
    rmSync(place(KEY))
    expect(actions(assembly())[KEY]).toBe('create')
  })

  it('repairs a file that cannot be read', () => {
    deploy(assembly())
    withFailing(
      'EIO',
      (name, path) => name === 'read' && path === place(KEY) && ++reads % 2 === 1,
      () => {
        expect(actions(assembly())[KEY]).toBe('repair')
      },
    )
  })
  let reads = 0

  it('ignores the time of a file', () => {
    deploy(assembly())
    execFileSync('touch', ['-d', '2001-01-01', place(CONF)])
    expect(plan(assembly()).hasChanges).toBe(false)
  })

  it.each(['fifo', 'folder'])('refuses a %s in the place of a file', (type) => {
    deploy(assembly())
    rmSync(place(KEY))
    if (type === 'fifo') execFileSync('mkfifo', [place(KEY)])
    else mkdirSync(place(KEY))
    expect(codes(assembly())).toEqual(['not-a-file'])
    expect(
      codeOf(() => {
        deploy(assembly())
      }),
    ).toBe('not-a-file')
  })
})

describe('what is not ours', () => {
  it('is refused, and nothing of the node is written', () => {
    mkdirSync(dirname(place(CONF)), { recursive: true, mode: 0o755 })
    writeFileSync(place(CONF), 'mine')
    expect(codes(assembly())).toEqual(['not-owned'])
    expect(
      codeOf(() => {
        deploy(assembly())
      }),
    ).toBe('not-owned')
    expect(Object.values(tree(folder()))).toEqual(['mine'])
  })

  it('is refused even if it is the same', () => {
    mkdirSync(dirname(place(CONF)), { recursive: true, mode: 0o755 })
    writeFileSync(place(CONF), assembly().artifacts[0]?.content ?? '', { mode: 0o600 })
    expect(codes(assembly())).toEqual(['not-owned'])
    expect(codes(assembly(), { adopt: 'same' })).toEqual([])
    writeFileSync(place(CONF), 'mine')
    expect(codes(assembly(), { adopt: 'same' })).toEqual(['not-owned'])
  })

  it('is shown and taken over with adopt', () => {
    mkdirSync(dirname(place(CONF)), { recursive: true, mode: 0o755 })
    writeFileSync(place(CONF), 'mine')
    expect(actions(assembly(), { adopt: true })).toMatchObject({ [CONF]: 'adopt', [CERT]: 'create' })
    deploy(assembly(), { adopt: true })
    expect(readFileSync(place(CONF), 'utf8')).toContain('# nats1 one')
    expect(plan(assembly()).hasChanges).toBe(false)
  })

  it('is also what was deployed from another key store, until somebody says that every key is to be replaced', () => {
    deploy(assembly())
    const other = assembly([{ generation: 'two' }], 'prod', 'f'.repeat(32))
    expect(codes(other)).toEqual(['other-key-store'])
    expect(
      codes(assembly([], 'prod', 'f'.repeat(32)), { previous: [{ node: 'nats1', configDir: '/etc/nats' }] }),
    ).toEqual(['other-key-store'])
    deploy(other, { adopt: true })
    expect(codes(other)).toEqual([])
    expect(codes(assembly())).toEqual(['other-key-store'])
  })

  it('is not touched when it only lies beside our files', () => {
    deploy(assembly())
    writeFileSync(place('note'), 'mine')
    deploy(assembly([{ generation: 'two' }]))
    deploy(assembly([{ generation: 'three' }]))
    expect(readFileSync(place('note'), 'utf8')).toBe('mine')
  })

  it.each([
    ['another deployment', assembly([{}], 'staging')],
    ['another node', assembly([{ name: 'nats9' }])],
  ])('is the folder of %s', (_, other) => {
    const root = join(folder(), 'host')
    const to = (node: string): Target => ({ kind: 'node', node, root })
    const name = other.manifest.nodes[0]?.node ?? ''
    applyDeploy(planDeploy(other, to(name)), other)
    const refused = planDeploy(assembly(), to('nats1'))
    expect(new Set(refused.findings.map(({ code }) => code))).toEqual(new Set(['not-owned']))
    expect(refused.findings.map(({ message }) => message)).toContain(
      `/etc/nats/natsmith-manifest.json: is in the folder of ${other.manifest.deployment}/${name}`,
    )
    const adopting = planDeploy(assembly(), to('nats1'), { adopt: true })
    applyDeploy(adopting, assembly())
    expect(planDeploy(assembly(), to('nats1')).hasChanges).toBe(false)
  })
})

describe('a node that goes', () => {
  const both = assembly([{ name: 'nats1' }, { name: 'nats2' }])
  const previous = [
    { node: 'nats1', configDir: '/etc/nats' },
    { node: 'nats2', configDir: '/etc/nats' },
  ]

  it('loses what we own, all generations of it, and keeps the rest', () => {
    deploy(both)
    deploy(assembly([{ name: 'nats1' }, { name: 'nats2', generation: 'two' }]))
    writeFileSync(place('note', 'nats2'), 'mine')
    const gone = plan(assembly(), { previous }).nodes.find(({ node }) => node === 'nats2')
    expect(gone?.files.map(({ action }) => action)).toEqual(Array(7).fill('remove'))
    deploy(assembly(), { previous })
    expect(tree(join(folder(), 'nats2'))).toEqual({ 'etc/nats/note': 'mine' })
    expect(plan(assembly(), { previous }).hasChanges).toBe(false)
  })

  it('loses its folder when nothing else is in it', () => {
    deploy(both)
    deploy(assembly(), { previous })
    expect(codeOf(() => readFileSync(place('', 'nats2')))).toMatchObject({ code: 'ENOENT' })
  })

  it("is no concern when its folder is another deployment's by now, or was never there", () => {
    const other = assembly([{ name: 'nats2' }], 'staging')
    deploy(other)
    expect(
      plan(assembly(), { previous }).nodes.flatMap(({ node, files }) => files.map(() => node)),
    ).not.toContain('nats2')
    rmSync(join(folder(), 'nats2'), { recursive: true })
    expect(plan(assembly(), { previous }).findings).toEqual([])
  })

  it('is also a node whose configDir changes: the files move', () => {
    deploy(assembly())
    const moved = assembly([{ configDir: '/srv/nats' }])
    deploy(moved, { previous })
    expect(Object.keys(tree(join(folder(), 'nats1'))).filter((path) => path.startsWith('etc'))).toEqual([])
    expect(readFileSync(join(folder(), 'nats1/srv/nats', CONF), 'utf8')).toContain('one')
  })
})

describe('what stops a plan', () => {
  it.each(['', '{', '{"schema":1}'])(
    'a damaged manifest: %s is an error with a way out, never a new start',
    (text) => {
      deploy(assembly())
      writeFileSync(place(MANIFEST), text)
      const { findings, nodes } = plan(assembly([{ generation: 'two' }]))
      expect(findings).toEqual([
        expect.objectContaining({
          code: 'manifest-unreadable',
          path: 'prod/nats1',
          change: expect.stringContaining('--adopt') as string,
        }),
      ])
      expect(nodes[0]?.files).toEqual([])
    },
  )

  it('a manifest that is a link, a damaged journal, a link instead of a folder', () => {
    deploy(assembly([{ name: 'nats1' }, { name: 'nats2' }, { name: 'nats3' }]))
    rmSync(place(MANIFEST, 'nats1'))
    symlinkSync(place(MANIFEST, 'nats2'), place(MANIFEST, 'nats1'))
    writeFileSync(place('.natsmith-journal.json', 'nats2'), 'garbage')
    rmSync(place('tls', 'nats3'), { recursive: true })
    symlinkSync(place('tls', 'nats2'), place('tls', 'nats3'))
    const { findings } = plan(assembly([{ name: 'nats1' }, { name: 'nats2' }, { name: 'nats3' }]))
    expect(findings.map(({ path, code }) => [path, code])).toEqual([
      ['prod/nats1', 'symlink'],
      ['prod/nats2', 'journal-damaged'],
      ['prod/nats3', 'unsafe-folder'],
    ])
  })

  it('a folder that others may write to', () => {
    deploy(assembly())
    chmodSync(place(''), 0o777)
    expect(codes(assembly())).toEqual(['unsafe-folder'])
  })

  it('a node that neither the program nor the record has', () => {
    expect(codeOf(() => planDeploy(assembly(), { kind: 'node', node: 'nats9', root: folder() }))).toBe(
      'unknown-node',
    )
  })

  it('nothing, when a file has a second name: the link is left behind', () => {
    deploy(assembly())
    linkSync(place(CONF), join(folder(), 'copy'))
    deploy(assembly([{ generation: 'two' }]))
    expect(readFileSync(join(folder(), 'copy'), 'utf8')).toContain('one')
  })
})
