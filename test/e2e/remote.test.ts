// deploy --via and drift --via over a real sshd: twenty hosts, one of which cannot be reached; a real nats-server that runs
// from what was placed, and is told of a change.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { need } from '../../tools/install'
import { freeOffset } from '../../lib/testing/ports'
import { startServer, type RunningServer } from '../../lib/testing/server'
import { eventually } from '../../lib/testing/wait'
import { startSshd, type RunningSshd } from './support/sshd'
import { workspaces } from './support/workspace'

const workspace = workspaces()
const PASSWORD = 'canary-correct-horse-battery'
const NODES = Array.from({ length: 20 }, (_, i) => `n${String(i + 1).padStart(2, '0')}`)

let folder: string
let sshd: RunningSshd
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'natsmith-ssh-'))
  chmodSync(folder, 0o755)
  sshd = await startSshd(join(folder, 'sshd'))
})
afterAll(async () => {
  await sshd.stop()
  rmSync(folder, { recursive: true })
})

/** Twenty nodes of a cluster, and one whose server runs, in the folder of its files. */
const program = (port: number): string => `
const { Account, CertificateAuthority, NatsCluster, Secret, User, deployment } = require('natsmith')
exports.default = deployment('prod', (scope) => {
  const ca = new CertificateAuthority(scope, 'clients', { commonName: 'Acme clients' })
  const orders = new Account(scope, 'ORDERS')
  new User(orders, 'bob', {
    password: Secret.of('${PASSWORD}'),
    permissions: { publish: [process.env.CHANGE || 'orders.>'] },
    inboxPrefix: '_INBOX_bob',
  })
  const common = { serverVersion: '2.15', tls: { issuer: ca } }
  const nodes = Object.fromEntries(${JSON.stringify(NODES)}.map((node) => [node, node === 'n07' ? 'unreachable.internal' : node + '.internal']))
  new NatsCluster(scope, 'hub', { ...common, nodes })
  new NatsCluster(scope, 'one', {
    ...common,
    nodes: { one1: { dnsNames: ['localhost'], host: '127.0.0.1', ports: { client: ${String(port)} } } },
    configDir: '.',
  })
})`

interface Row {
  readonly node: string
  readonly status: string
  readonly cause?: string
}

it('deploys to twenty hosts, and sees what becomes of them', async () => {
  const port = 4222 + (await freeOffset([4222]))
  const { write, run, json, path } = workspace()
  write('natsmith.cjs', program(port))
  const hosts = path('hosts')
  for (const node of NODES) mkdirSync(join(hosts, node), { recursive: true })
  const ssh = `ssh -F ${sshd.config} {host}`
  const all = ['--via', ssh, '--root', join(hosts, '{node}'), ...NODES.flatMap((node) => ['--node', node])]
  const cwd = join(hosts, 'one1')
  mkdirSync(cwd)
  const one = ['--via', ssh, '--root', cwd, '--node', 'one1']

  const issued = await run('issue')
  expect(issued).toMatchObject({ code: 0 })
  const first = await run(['deploy', '--yes', ...all])
  expect(first.code).toBe(1)
  expect(first.stderr).toMatch(
    /^error \[unreachable] {2}n07: ssh -F \S+ unreachable\.internal: exit code 255: .*Connection refused\n {2}change: .*\n$/,
  )
  expect(first.stdout).toContain(
    `\n1 node not done\n\nNext: natsmith deploy --node n07 --root '${hosts}/{node}' --via 'ssh `,
  )
  expect(readdirSync(join(hosts, 'n20/etc/nats')).sort()).toEqual([
    'nats-server.conf',
    'natsmith-manifest.json',
    'tls',
  ])
  expect(readdirSync(join(hosts, 'n07'))).toEqual([])
  const record = JSON.parse(readFileSync(path('natsmith/prod/record.json'), 'utf8')) as { nodes: Row[] }
  expect(record.nodes.map(({ node }) => node)).toEqual(NODES.filter((node) => node !== 'n07'))

  // What is lost on one host is named, and repaired there alone.
  rmSync(join(hosts, 'n03/etc/nats/nats-server.conf'))
  const drift = await run(['drift', ...all.filter((word, i) => word !== 'n07' && all[i + 1] !== 'n07')])
  expect(drift).toMatchObject({ code: 2, stderr: '' })
  expect(drift.stdout).toMatch(/^n03 +\/etc\/nats\/nats-server\.conf +missing/m)
  const again = await run(['deploy', '--yes', ...all])
  expect(again.stdout).toContain('1 file to write\n')
  expect(again.code).toBe(1)

  // The server runs from what was placed.
  expect(await run(['deploy', '--yes', ...one])).toMatchObject({ code: 0, stderr: '' })
  let server: RunningServer | undefined
  try {
    server = await startServer(need('nats-server-2.15'), { cwd, conf: 'nats-server.conf' })
    const reload = await run(
      [
        'deploy',
        '--yes',
        ...one,
        '--on-change',
        `echo "$NATSMITH_NODE $NATSMITH_EFFECT on $SSH_CONNECTION"; kill -HUP ${String(server.pid)}`,
      ],
      { change: 'billing.>' },
    )
    expect(reload).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^one1 reload on 127\.0\.0\.1 /) as string,
    })
    expect(await eventually(() => server?.log().includes('Reloaded server configuration'))).toBe(true)
  } finally {
    await server?.stop()
  }
  const clean = await json(`drift --via env --node one1 --root ${cwd}`)
  expect(clean).toMatchObject({ exitCode: 0, drifted: false })

  // A login that fails is no answer, and no drift.
  const cut = await run([
    'drift',
    '--node',
    'one1',
    '--via',
    `ssh -F ${sshd.config} -l nobody-of-that-name {host}`,
  ])
  expect(cut.code).toBe(1)
  expect(cut.stdout).toMatch(/one1 .* unchecked +unreachable/)
  for (const { stdout, stderr } of [issued, first, drift, again, cut])
    expect(stdout + stderr).not.toContain(PASSWORD)
  expect(sshd.log()).not.toContain(PASSWORD)
})
