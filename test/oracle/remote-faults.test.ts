// What can go wrong on a host, and on the way to it: each is an error that says so, and the host keeps what it has.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { HERE } from '../../lib/files/folders'
import { applyDeploy, LOCK } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import { applyToHosts, lookAtHosts } from '../../lib/remote/hosts'
import type { NatsmithError } from '../../lib/values/finding'
import { assembly, SEED } from '../support/assembly'
import { temporaryFolder } from '../support/folder'
import { deployOn, driftOn, hostsOf, OPTIONS, planOn } from '../support/hosts'
import { listing, tree } from '../support/tree'

const folder = temporaryFolder()
const asRoot = process.geteuid?.() === 0 ? it : it.skip
const ONE = assembly()
const TWO = assembly([{ generation: 'two' }])
const at = (name: string): string => join(folder(), 'nats1/etc/nats', name)
const NOW = Date.UTC(2026, 0, 1)
const KEY = 'tls/client-7692c3ad.key'
const CONF = 'nats-server.conf'

/** A shell that runs `line` before it becomes the shell that is asked for. */
const after = (line: string): readonly string[] => ['sh', '-c', `${line}; exec "$@"`, 'sh']

const hosts = (transport: readonly string[] = ['env'], wanted = TWO) => hostsOf(wanted, folder(), transport)
const errorOf = async (transport: readonly string[], timeout = 5000): Promise<NatsmithError | undefined> =>
  (await lookAtHosts(hosts(transport), { ...OPTIONS, timeout })).unreachable.get('nats1')

/** Plans over a good transport, and applies over another; whatever comes of it, no host is written to. */
async function refused(transport: readonly string[]): Promise<NatsmithError | undefined> {
  const { plan, seen } = await planOn(TWO, hosts())
  const before = listing(folder())
  const [node, host] = [...seen.seen][0] ?? []
  if (node === undefined || host === undefined) throw new Error('nothing was seen')
  const other = { ...seen, seen: new Map([[node, { ...host, transport }]]) }
  const failed = await applyToHosts(plan, TWO, other, OPTIONS)
  expect(listing(folder())).toEqual(before)
  return failed.get('nats1')
}

beforeEach(() => {
  mkdirSync(join(folder(), 'nats1'))
  applyDeploy(planDeploy(ONE, { kind: 'node', node: 'nats1', root: join(folder(), 'nats1') }), ONE)
})

describe('on the way', () => {
  it('tells nobody who opened the key store', async () => {
    process.env['NATSMITH_AGE_KEY'] = 'AGE-SECRET-KEY-1X'
    try {
      expect(await errorOf(after('test -z "$NATSMITH_AGE_KEY" || exit 9'))).toBeUndefined()
      expect(await errorOf(after('test -n "$NATSMITH_AGE_KEY" || exit 9'))).toMatchObject({
        code: 'unreachable',
      })
    } finally {
      delete process.env['NATSMITH_AGE_KEY']
    }
  })

  it('is tolerant of what a login prints', async () => {
    const greeting = after(
      "echo 'Welcome to natsmith 1 begin'; echo; printf 'no end of line '; echo >&2 motd",
    )
    expect((await deployOn(TWO, hosts(greeting))).failed).toEqual(new Map())
    expect((await driftOn(hosts(greeting), NOW)).totals).toMatchObject({
      changed: 0,
      missing: 0,
      unchecked: 0,
    })
  })

  it.each([
    ['nothing answers', ['true'], /printed nothing that a script/],
    ['the command fails', after('echo >&2 no route to host; exit 255'), /exit code 255: no route to host$/],
    ['there is no such command', ['natsmith-has-no-such-command'], /ENOENT/],
    ['another program answers', ['echo', 'ssh'], /printed nothing/],
    ['it hangs', after('sleep 20'), /no answer within 1 second$/],
  ])('says that a host is unreachable when %s', async (_what, transport, message) => {
    const error = await errorOf(transport, 1000)
    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringMatching(message) as string })
    expect(error?.change).toMatch(/^see that this works: echo /)
  })

  it('takes an answer that ends early for none', async () => {
    expect(await errorOf(['sh', '-c', '"$@" | head -c 300', 'sh'])).toMatchObject({ code: 'answer-cut' })
  })

  it.each([500, 5000, 9000, 9500])(
    'runs nothing of a script that breaks off after %d bytes',
    async (bytes) => {
      const error = await refused(['sh', '-c', `head -c ${String(bytes)} | "$@"`, 'sh'])
      expect(error).toMatchObject({ code: 'unreachable' })
    },
  )

  it('finishes what it has begun when the connection breaks', async () => {
    const { plan, seen } = await planOn(TWO, hosts())
    // Nobody reads what the shell prints, and it is told that its terminal hangs up.
    const line = 'cat >"$0"; { sh "$0" & PID=$!; sleep 0.05; kill -HUP $PID; wait $PID; } 2>&1 | :'
    const broken = ['sh', '-c', line, join(folder(), 'script')]
    const [node, host] = [...seen.seen][0] ?? []
    if (node === undefined || host === undefined) throw new Error('nothing was seen')
    const failed = await applyToHosts(
      plan,
      TWO,
      { ...seen, seen: new Map([[node, { ...host, transport: broken }]]) },
      OPTIONS,
    )
    expect(failed.get('nats1')).toMatchObject({ code: 'unreachable' })
    rmSync(join(folder(), 'script'))
    const { plan: next } = await planOn(TWO, hosts())
    expect(next.hasChanges).toBe(false)
  })

  it('does not let one host stop the others', async () => {
    const wanted = assembly([{ name: 'a' }, { name: 'b' }, { name: 'c' }])
    for (const name of ['a', 'b', 'c']) mkdirSync(join(folder(), name))
    const three = hostsOf(wanted, folder(), ['env']).map((host) =>
      host.node === 'b' ? { ...host, transport: ['false'] } : host,
    )
    const { seen, failed } = await deployOn(wanted, three)
    expect([...seen.unreachable.keys(), ...failed.keys()]).toEqual(['b'])
    const drift = await driftOn(three, NOW)
    expect(drift).toMatchObject({ drifted: false, totals: { same: 10, unchecked: 1 } })
    expect(drift.rows.find(({ node }) => node === 'b')).toMatchObject({
      status: 'unchecked',
      cause: 'unreachable',
    })
  })
})

describe('on the host', () => {
  it.each<[string, () => void]>([
    [
      'a file has another content',
      () => {
        appendFileSync(at(KEY), 'x')
      },
    ],
    [
      'a folder has another mode',
      () => {
        chmodSync(at('tls'), 0o750)
      },
    ],
    [
      'there is another file',
      () => {
        writeFileSync(at('tls/new'), '')
      },
    ],
    [
      'a file is gone',
      () => {
        rmSync(at(CONF))
      },
    ],
    [
      'a folder is a link',
      () => {
        renameSync(at('tls'), at('other'))
        symlinkSync('other', at('tls'))
      },
    ],
  ])('stops when %s than when it was planned, and writes nothing', async (_what, change) => {
    const { plan, seen } = await planOn(TWO, hosts())
    change()
    const before = listing(folder())
    const failed = await applyToHosts(plan, TWO, seen, OPTIONS)
    expect(failed.get('nats1')).toMatchObject({ code: 'plan-stale' })
    expect(listing(folder())).toEqual(before)
  })

  it('replaces a link by the file, and leaves alone what it pointed to', async () => {
    const outside = join(folder(), 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'precious'), 'precious')
    for (const [name, to] of [
      [CONF, 'precious'],
      ['tls/client-ca.crt', '.'],
    ] as const) {
      rmSync(at(name))
      symlinkSync(join(outside, to), at(name))
    }
    expect((await deployOn(TWO, hosts())).failed).toEqual(new Map())
    expect(tree(outside)).toEqual({ precious: 'precious' })
    expect(readFileSync(at(CONF), 'utf8')).toContain('two')
    expect((await driftOn(hosts(), NOW)).drifted).toBe(false)
  })

  it.each<[string, () => void]>([
    [
      'a link in the place of a folder',
      () => {
        renameSync(at('tls'), join(folder(), 'tls'))
        symlinkSync(join(folder(), 'tls'), at('tls'))
      },
    ],
    [
      'a folder that everybody can write to',
      () => {
        chmodSync(at(''), 0o777)
      },
    ],
    [
      'a folder on the way that everybody can write to',
      () => {
        chmodSync(at('..'), 0o777)
      },
    ],
  ])('refuses %s', async (_what, plant) => {
    plant()
    const { plan } = await planOn(TWO, hosts())
    expect(plan.findings).toMatchObject([{ code: 'unsafe-folder', severity: 'error' }])
  })

  it('refuses a folder in the place of a file', async () => {
    rmSync(at(CONF))
    mkdirSync(at(CONF))
    expect((await planOn(TWO, hosts())).plan.findings).toMatchObject([{ code: 'not-a-file' }])
  })

  it('does not take over what another deployment has there, unless it is told to', async () => {
    const other = assembly([{}], 'test')
    expect((await planOn(other, hosts())).plan.findings[0]).toMatchObject({ code: 'not-owned' })
    expect((await deployOn(other, hosts(), { adopt: true })).failed).toEqual(new Map())
  })

  it('leaves everything as it was where a disk is full', async () => {
    // A file can have 512 bytes there, which the manifest has not.
    expect(await refused(after('ulimit -f 1; trap "" XFSZ'))).toMatchObject({
      code: 'not-written',
      message: expect.stringMatching(/natsmith-manifest\.json: cannot be written/) as string,
    })
  })

  asRoot(
    'leaves everything as it was where only root may give files away, and says what cannot be seen',
    async () => {
      const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
      chmodSync(folder(), 0o755)
      execFileSync('chown', ['-R', '65534:65534', join(folder(), 'nats1')])
      chownSync(at(KEY), 0, 0)
      const owned = assembly([{ generation: 'two', fileOwner: { user: '1234', group: '1234' } }])
      const { failed } = await deployOn(owned, hosts(nobody))
      expect(failed.get('nats1')).toMatchObject({ code: 'owner-not-permitted' })
      const files = (await driftOn(hosts(nobody, ONE), NOW)).rows.filter(({ file }) => file.endsWith('.key'))
      expect(files).toMatchObject([{ status: 'unchecked', cause: 'unreadable' }])
      chownSync(at(''), 0, 0)
      chmodSync(at(''), 0o700)
      expect(await driftOn(hosts(nobody, ONE), NOW)).toMatchObject({
        drifted: false,
        totals: { same: 0, unchecked: expect.any(Number) as number },
      })
      expect((await planOn(TWO, hosts(nobody))).plan.findings).toMatchObject([{ code: 'permission-denied' }])
    },
  )

  asRoot('gives files to the user and group of the node that are meant', async () => {
    writeFileSync(
      join(folder(), 'nats1/etc/passwd'),
      'root:x:0:0::/:/bin/sh\nnats:$6$hash:4711:42::/:/bin/sh\n',
    )
    writeFileSync(join(folder(), 'nats1/etc/group'), 'root:x:0:\nnats:x:4712:ann,bob\n')
    const owned = assembly([
      { generation: 'two', configDir: '/etc/nats2', fileOwner: { user: 'nats', group: 'nats' } },
    ])
    expect((await deployOn(owned, hosts(['env'], owned))).failed).toEqual(new Map())
    expect(HERE.observe(join(folder(), 'nats1/etc/nats2'))).toMatchObject({ uid: 0, gid: 4712, mode: 0o750 })
    expect(HERE.observe(join(folder(), 'nats1/etc/nats2/nats-server.conf'))).toMatchObject({
      uid: 4711,
      gid: 4712,
    })
  })

  it('waits for nobody who is at work there, and says who; whoever is gone does not stop it', async () => {
    const boot = spawnSync(
      'sh',
      [
        '-c',
        'printf %s "$(cat /proc/sys/kernel/random/boot_id)$(readlink /proc/self/ns/pid)"; printf " %s" "$(uname -n)"',
      ],
      { encoding: 'utf8' },
    ).stdout.split(' ')
    const child = spawn('sleep', ['60'], { stdio: 'ignore' })
    const started = readFileSync(`/proc/${String(child.pid)}/stat`, 'utf8').split(' ')[21]
    const holder = {
      pid: child.pid,
      started,
      boot: boot[0],
      host: boot[1],
      nonce: '0123456789abcdef',
      what: 'deploying nats1',
    }
    writeFileSync(at(LOCK), `${JSON.stringify(holder)}\n`)
    expect(await refused(['env'])).toMatchObject({
      code: 'locked',
      message: `${at(LOCK)}: held by process ${String(child.pid)} on ${boot[1] ?? ''} (deploying nats1)`,
    })
    await new Promise((resolve) => child.once('close', resolve).kill('SIGKILL'))
    expect((await deployOn(TWO, hosts())).failed).toEqual(new Map())
    expect(existsSync(at(LOCK))).toBe(false)

    // Of another host, nobody here can say.
    writeFileSync(at(LOCK), `${JSON.stringify({ ...holder, host: 'elsewhere' })}\n`)
    const failed = (await deployOn(ONE, hosts(['env'], ONE))).failed
    expect(failed.get('nats1')).toMatchObject({
      code: 'locked',
      change: expect.stringContaining(`rm ${at(LOCK)}`) as string,
    })
  })

  it('has secrets in no argument, environment or temporary folder there', async () => {
    const [bin, log, tmp] = ['bin', 'log', 'tmp'].map((name) => join(folder(), name))
    for (const path of [bin, tmp]) mkdirSync(path ?? '')
    for (const name of [
      'awk',
      'cat',
      'chmod',
      'chown',
      'cut',
      'grep',
      'id',
      'ln',
      'ls',
      'mkdir',
      'mv',
      'od',
      'rm',
      'rmdir',
      'sed',
      'sha256sum',
      'sync',
      'tr',
      'uname',
      'printf',
      'echo',
    ]) {
      const real = spawnSync('sh', ['-c', `PATH=/usr/bin:/bin; which ${name}`], {
        encoding: 'utf8',
      }).stdout.trim()
      writeFileSync(
        join(bin ?? '', name),
        `#!/bin/sh\n{ echo ${name} "$@"; export -p; /bin/ls -A ${tmp ?? ''}; } >>${log ?? ''}\nexec ${real} "$@"\n`,
        { mode: 0o755 },
      )
    }
    const { failed } = await deployOn(
      TWO,
      hosts(['env', `PATH=${bin ?? ''}:/usr/bin:/bin`, `TMPDIR=${tmp ?? ''}`]),
    )
    expect(failed).toEqual(new Map())
    const said = readFileSync(log ?? '', 'utf8')
    expect(said).toMatch(/^mv -f /m)
    expect(said).not.toContain(SEED)
    expect(said).not.toContain('PRIVATE KEY')
    expect(tree(tmp ?? '')).toEqual({})
  })
})
