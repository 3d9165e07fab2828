// A deployment's life by its commands: planned, asked for, deployed, changed, drifted, repaired, interrupted.
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { modeOf, tree } from '../support/tree'
import {
  COMMAND,
  execute,
  KEYLESS,
  preparedWorkspace,
  workspaces,
  type Ran,
  type Workspace,
} from './support/workspace'

const workspace = workspaces()
const deployed = preparedWorkspace('deploy --yes --issue')

const conf = (node: string): readonly string[] => ['out', node, 'etc/nats/nats-server.conf']
const files = ({ folder }: Workspace): readonly string[] => Object.keys(tree(folder))

interface ChangeRow {
  readonly nodes: readonly string[]
  readonly sign: string
  readonly what: string
  readonly was?: string
  readonly now?: string
  readonly effect: string
}

/** The changes of a diff as a listing. */
async function diff({ json }: Workspace, change: string): Promise<readonly string[]> {
  const { changes } = await json('diff', { change })
  return (changes as readonly ChangeRow[]).map(({ nodes, sign, what, was, now, effect }) => {
    const values = what.endsWith(was ?? now ?? '') ? [] : [was, now].filter((value) => value !== undefined)
    return [`${nodes.join(' ')}: ${sign} ${what}`, values.join(' → '), effect]
      .filter(Boolean)
      .join(', ')
      .replace(/-[0-9a-f]{16}\./g, '-….')
  })
}

describe('before the first deploy', () => {
  it('synth, check, diff and drift write nothing at all', async () => {
    const { json, folder } = workspace()
    const [synth, check, difference, drift] = await Promise.all(
      ['synth --out made', 'check', 'diff', 'drift'].map((line) => json(line)),
    )
    expect(synth).toMatchObject({ exitCode: 1, error: { code: 'not-issued' } })
    expect(check).toMatchObject({ exitCode: 0, findings: [] })
    expect(difference).toMatchObject({ exitCode: 0 })
    expect(difference?.['issue']).toContainEqual({
      identity: 'user/ORDERS/alice/nkey',
      verb: 'issue',
      reason: 'not issued yet',
      fresh: true,
    })
    expect(drift).toMatchObject({ exitCode: 1, error: { code: 'not-deployed' } })
    expect(Object.keys(tree(folder))).toEqual(['natsmith.cjs'])
  })

  it('what needs no key is deployed as all else is, and is what the next run finds', async () => {
    const { json, write } = workspace()
    write('natsmith.cjs', KEYLESS)
    expect(await json('deploy --yes')).toMatchObject({ exitCode: 0 })
    expect(await json('drift')).toMatchObject({ exitCode: 0, drifted: false })
    expect(await json('deploy --yes')).toMatchObject({ exitCode: 0, changes: [] })
    expect(await json('synth --out made')).toMatchObject({ exitCode: 0 })
  })

  it('deploy shows the plan, and does nothing where it can ask nobody', async () => {
    const { run, json, folder } = workspace()
    const [asked, unissued, document] = await Promise.all([
      run('deploy'),
      run('deploy --yes'),
      json('deploy'),
    ])
    expect(asked.code).toBe(1)
    expect(asked.stdout).toMatch(
      /^edge\n {2}\+ {2}node of edge +start\nnats1 nats2\n {2}\+ {2}node of hub +start\nkey store\n {2}issue /,
    )
    expect(asked.stdout).toMatch(
      /\nfiles\n {2}edge +create {2}8 files\n {2}nats1 +create {2}11 files\n {2}nats2 .*\n2 changes: start edge nats1 nats2; 18 to issue; 30 files to write\n$/,
    )
    expect(asked.stderr).toMatch(
      /^error \[confirmation-needed] .*\n {2}change: natsmith deploy --yes --issue\n$/,
    )
    expect(unissued).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error \[keys-not-issued]/) as string,
    })
    expect(document).toMatchObject({ exitCode: 1, error: { code: 'confirmation-needed' } })
    expect(Object.keys(tree(folder))).toEqual(['natsmith.cjs'])
  })

  it.each([
    ['yes\n', 0],
    ['y\n', 1],
    ['\u0003', 1],
  ])('deploy asks on a terminal, and takes %j as it should', async (answer, code) => {
    const { folder } = workspace()
    // script(1), of util-linux, gives the command a terminal.
    const line = `'${process.execPath}' '${COMMAND}' deploy`
    const ran = await execute('script', ['--quiet', '--return', '--command', line, '/dev/null'], folder, {
      input: answer,
      after: 'will do: ',
      env: { TERM: 'xterm' },
    })
    expect(ran.code).toBe(code)
    expect(ran.stdout).toMatch(code === 0 ? /done\r\n/ : /error \[declined]/)
    expect(ran.stdout).toContain('\u001b[32m  +  node of hub')
    expect(Object.keys(tree(folder)).length > 1).toBe(code === 0)
  })
})

describe('after it', () => {
  it('nothing is left to do, and nothing is done', async () => {
    const copy = workspace(deployed())
    const before = tree(copy.folder)
    const [again, check, difference, drift, synth] = await Promise.all([
      copy.run('deploy --yes'),
      copy.json('check'),
      copy.json('diff --exit-code'),
      copy.json('drift'),
      copy.json('synth --out made'),
    ])
    expect(again).toMatchObject({
      code: 0,
      stdout: 'nothing to do: all is as the program says\n\nNext: natsmith drift\n',
      stderr: '',
    })
    expect(check).toMatchObject({ exitCode: 0 })
    expect(difference).toMatchObject({ exitCode: 0, changes: [], issue: [] })
    expect(drift).toMatchObject({ exitCode: 0, drifted: false, totals: { same: 30, changed: 0, extra: 0 } })
    expect(synth).toMatchObject({ exitCode: 0 })
    rmSync(copy.path('made'), { recursive: true })
    expect(tree(copy.folder)).toEqual(before)
  })

  it('says in words what a change of the program comes to, and what servers need for it', async () => {
    const all = 'edge nats1 nats2'
    const certificate = (surface: string): string =>
      `nats1: ~ ${surface} certificate, tls/${surface}-….crt → to be issued, reload`
    const expected: Readonly<Record<string, readonly string[]>> = {
      'dave permission limit payload name': [
        `${all}: + account ORDERS jetstream max_store, 1GB, reload`,
        `${all}: + account ORDERS limit max_connections, 10, reload`,
        `${all}: + user ORDERS/alice publish allow billing.>, reload`,
        `${all}: + user ORDERS/dave, reload`,
        `${all}: + user ORDERS/dave allowed_connection_types STANDARD, reload`,
        `${all}: + user ORDERS/dave nkey, to be issued, reload`,
        `${all}: + user ORDERS/dave publish allow dave.>, reload`,
        certificate('client'),
        certificate('cluster'),
        certificate('leafnodes'),
        'nats1 nats2: + max_payload, 2MB, reload',
      ],
      'node folder': [
        'edge: + leaf remote edge/hub-ORDERS url tls://nats3.internal:7422, restart',
        'nats1 nats2: + cluster routes nats-route://nats3.internal:6222, reload',
        'nats1 nats2: ~ configDir, /etc/nats → /srv/nats, restart',
        'nats3: + node of hub, start',
      ],
      'no-leaf moved upgrade': [
        'edge: - node of edge, stop',
        'nats1 nats2: - login of leaf remote edge/hub-ORDERS, reload',
        'nats1 nats2: ~ nats-server, 2.12 → 2.14, restart',
      ],
    }
    const seen = Object.keys(expected).map(
      async (change) => [change, await diff(deployed(), change)] as const,
    )
    expect(Object.fromEntries(await Promise.all(seen))).toEqual(expected)
  })

  it('shows a new password as such, and has an exit code for changes', async () => {
    expect(await deployed().run('diff --exit-code', { env: { PASSWORD: 'another password' } })).toEqual({
      code: 2,
      stderr: '',
      stdout: [
        'edge nats1 nats2',
        '  ~  user ORDERS/bob password  another  reload',
        'key store',
        '  reissue  user/ORDERS/bob/password  another password was given',
        '1 change: reload edge nats1 nats2; 1 to reissue',
        '',
        'Next: natsmith deploy',
        '',
      ].join('\n'),
    })
  })

  it('shows all findings at once, sorted, and writes nothing while an error stands', async () => {
    const copy = workspace(deployed())
    const before = tree(copy.folder)
    const change = 'errors warning'
    const [check, ...others] = await Promise.all([
      copy.json('check', { change }),
      ...['deploy --yes --issue', 'issue', 'synth --out made'].map((line) => copy.json(line, { change })),
    ])
    const findings = check['findings'] as readonly { code: string; severity: string }[]
    expect(check['exitCode']).toBe(1)
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'error import-without-export',
      'error plaintext-listener',
      'warning conf-override',
    ])
    for (const document of others) expect(document).toMatchObject({ exitCode: 1, error: { findings } })
    expect(tree(copy.folder)).toEqual(before)
  })

  it('keeps what was accepted in the manifest', async () => {
    expect(
      await workspace(deployed()).json('synth --out made', { change: 'warning accepted' }),
    ).toMatchObject({
      manifest: { accepted: [{ code: 'conf-override', reason: 'agreed with operations' }] },
    })
  })
})

describe('drift', () => {
  it('names files and causes; deploy repairs them', async () => {
    const copy = workspace(deployed())
    appendFileSync(copy.path(...conf('nats1')), '# tampered\n')
    chmodSync(copy.path(...conf('nats2')), 0o644)
    rmSync(copy.path(...conf('edge')))
    copy.write('out/edge/etc/nats/hostile\u001b[31m', '')
    const drift = await copy.run('drift')
    expect(drift).toMatchObject({ code: 2, stderr: '' })
    const rows = drift.stdout.split('\n').map((line) => line.split(/ {2,}/))
    expect(rows.slice(1, 5).map((cells) => cells.slice(0, 3).join(', '))).toEqual([
      'edge, /etc/nats/hostile\\u{001b}[31m, extra',
      'edge, /etc/nats/nats-server.conf, missing',
      'nats1, /etc/nats/nats-server.conf, changed',
      'nats2, /etc/nats/nats-server.conf, changed',
    ])
    expect(rows.slice(3, 5).map((cells) => cells[3])).toEqual(['content', 'mode'])
    const repair = await copy.run('deploy --yes')
    expect(repair.stdout).toMatch(
      /nats2 {2}repair {2}\/etc\/nats\/nats-server.conf {2}mode 0644, wanted 0600\n/,
    )
    expect(repair.stdout).toContain('Next: reload edge nats1 nats2, then natsmith drift\n')
    expect(await copy.json('drift')).toMatchObject({ exitCode: 0, totals: { same: 30, extra: 1 } })
  })

  it('is not denied where something could not be looked at', async () => {
    const copy = workspace(deployed())
    copy.write('out/edge/etc/nats/.natsmith-journal.json', '[{"na')
    expect(await copy.json('drift')).toMatchObject({ exitCode: 1, drifted: false, totals: { unchecked: 1 } })
  })
})

/** A script that, loaded into a process, kills it before its rename number `count`. */
const killedAtRename = (count: number): string => `
  const fs = require('node:fs')
  const { renameSync } = fs
  let left = ${String(count)}
  fs.renameSync = (...args) => {
    if (--left === 0) process.kill(process.pid, 'SIGKILL')
    renameSync(...args)
  }`

describe('a deploy', () => {
  it('to one node writes absolute paths below its root, which drift on the node finds without the program', async () => {
    const { run, json, path } = workspace()
    for (const node of ['nats1', 'nats2'])
      expect(await run(`deploy --node ${node} --root hosts/${node} --yes --issue`)).toMatchObject({ code: 0 })
    expect(readFileSync(path('hosts/nats1/etc/nats/nats-server.conf'), 'utf8')).toContain(
      '"/etc/nats/tls/client-',
    )
    rmSync(path('natsmith.cjs'))
    expect(await json('drift --root hosts/nats1')).toMatchObject({ exitCode: 0, deployment: 'prod' })
    expect(await json('drift --node nats1 --root hosts/nats2')).toMatchObject({ exitCode: 2 })
  })

  it('removes a node that is gone, wherever it is deployed from, and what is ours alone', async () => {
    const copy = workspace(deployed())
    copy.write('out/edge/etc/nats/notes.txt', 'mine')
    const change = 'no-leaf'
    expect(await copy.run('deploy --node nats1 --root out/nats1 --yes', { change })).toMatchObject({
      code: 0,
    })
    expect(await diff(copy, change)).toContain('edge: - node of edge, stop')
    expect(await copy.run('deploy --yes', { change })).toMatchObject({ code: 0 })
    expect(files(copy).filter((file) => file.startsWith('out/edge/'))).toEqual([
      'out/edge/etc/nats/notes.txt',
    ])
    expect(await copy.json('drift')).toMatchObject({ exitCode: 0 })
  })

  it('overwrites nothing that no deploy wrote, but for --adopt', async () => {
    const { run, json, write, path } = workspace()
    mkdirSync(path('out/nats1/etc/nats'), { recursive: true })
    const mine = write('out/nats1/etc/nats/nats-server.conf', 'port: 4222\n')
    expect(await json('deploy --yes --issue')).toMatchObject({
      exitCode: 1,
      error: { findings: [{ code: 'not-owned', path: 'prod/nats1' }] },
    })
    expect(readFileSync(mine, 'utf8')).toBe('port: 4222\n')
    expect(existsSync(path('natsmith'))).toBe(false)
    const adopting = await run('deploy --yes --issue --adopt')
    expect(adopting.stdout).toMatch(
      /nats1 {2}adopt {3}\/etc\/nats\/nats-server\.conf {2}content; mode 0644, wanted 0600/,
    )
    expect(modeOf(mine)).toBe('600')
    expect(await json('drift')).toMatchObject({ exitCode: 0 })
  })

  it.each([
    ['the key store', 20],
    ['a node', 50],
  ])('that is killed while it writes %s is finished by the next one', async (what, rename) => {
    const copy = workspace()
    const preload = copy.write('die.cjs', killedAtRename(rename))
    const env = { NODE_OPTIONS: `--require ${preload}` }
    expect((await copy.run('deploy --yes --issue', { env })).code).toBeNull()
    const next = await copy.run('deploy --yes')
    expect(next).toMatchObject({ code: 0, stderr: '' })
    expect(next.stdout.includes('finish  what an interrupted deploy left')).toBe(what === 'a node')
    expect(await copy.json('drift')).toMatchObject({ exitCode: 0, totals: { same: 30 } })
    expect(files(copy).filter((file) => file.includes('.tmp'))).toEqual([])
  })
})

describe('deploy --on-change', () => {
  const hook =
    'echo "$NATSMITH_DEPLOYMENT $NATSMITH_NODE $NATSMITH_EFFECT" >> hooks; test "$NATSMITH_NODE" != "$FAIL"'
  const onChange = (copy: Workspace, change: string, FAIL = ''): Promise<Ran> =>
    copy.run(['deploy', '--yes', '--issue', '--on-change', hook], { change, env: { FAIL } })
  const called = ({ path }: Workspace): readonly string[] =>
    existsSync(path('hooks')) ? readFileSync(path('hooks'), 'utf8').trim().split('\n') : []

  it('runs for each node whose server needs it, with what it needs; and not when nothing has changed', async () => {
    const copy = workspace(deployed())
    expect(await onChange(copy, '')).toMatchObject({ code: 0 })
    expect(called(copy)).toEqual([])
    expect(await onChange(copy, 'upgrade payload no-leaf')).toMatchObject({ code: 0 })
    expect(called(copy)).toEqual(['prod edge stop', 'prod nats1 restart', 'prod nats2 restart'])
  })

  it('stops at the first failure, and says what is left', async () => {
    const copy = workspace(deployed())
    const { code, stderr } = await onChange(copy, 'payload', 'nats1')
    expect(code).toBe(1)
    expect(called(copy)).toEqual(['prod nats1 reload'])
    expect(stderr).toMatch(/\[on-change-failed\] +nats1: .*exit code 1; the files of all nodes are deployed/)
    expect(stderr).toContain('NATSMITH_NODE=nats2 NATSMITH_EFFECT=reload sh -c ')
    expect(await copy.json('drift')).toMatchObject({ exitCode: 0 })
  })

  it('does what was left by the next deploy, whatever that changes', async () => {
    const copy = workspace(deployed())
    expect(await onChange(copy, 'payload', 'nats2')).toMatchObject({ code: 1 })
    const { stdout } = await onChange(copy, 'payload upgrade', 'nats2')
    expect(stdout).toMatch(/left by the last deploy: reload nats2$/m)
    expect(await onChange(copy, 'payload upgrade')).toMatchObject({ code: 0 })
    expect(called(copy)).toEqual(
      [
        ...['nats1 reload', 'nats2 reload'],
        ...['edge restart', 'nats1 restart', 'nats2 restart'],
        'nats2 restart',
      ].map((words) => `prod ${words}`),
    )
    expect(await onChange(copy, 'payload upgrade')).toMatchObject({
      stdout: expect.stringMatching(/^nothing/) as string,
    })
  })

  it('tells what was left where there is no command for it, once', async () => {
    const copy = workspace(deployed())
    expect(await onChange(copy, 'payload', 'nats1')).toMatchObject({ code: 1 })
    const told = await copy.run('deploy --yes', { change: 'payload' })
    expect(told.stdout).toMatch(/^Next: reload nats1 nats2, then /m)
    expect(await copy.run('deploy --yes', { change: 'payload' })).toMatchObject({
      stdout: expect.stringMatching(/^nothing/) as string,
    })
  })

  it('says what is left where nobody knows what became of it', async () => {
    const copy = workspace(deployed())
    for (const node of ['edge', 'nats1', 'nats2']) mkdirSync(copy.path('hosts', node), { recursive: true })
    const root = copy.path('hosts/{node}')
    const via = ['--via', 'env', '--root', root, '--timeout', '5s', '--yes']
    const { code, stderr } = await copy.run(['deploy', ...via, '--on-change', 'sleep 20'], {
      change: 'payload',
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/\[on-change-failed\] +edge: sleep 20: .*no answer within 5 seconds/)
    expect(stderr).toContain('NATSMITH_NODE=nats2 NATSMITH_EFFECT=reload sh -c ')
  })
})
