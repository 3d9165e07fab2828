// docs/guides/adopt.md, done: its conf and its program, beside two real nats-servers with certificates and logins that exist
// already. The first deploy changes what the guide says, by a reload, and nobody notices.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, nkeyAuthenticator, nkeys, type NatsConnection } from '@nats-io/transport-node'
import { hashSync } from 'bcryptjs'
import { need } from '../../tools/install'
import { rootOf, shownBy } from '../support/certificates'
import { freeOffset } from '../../lib/testing/ports'
import { startServer, type RunningServer } from '../../lib/testing/server'
import { eventually } from '../../lib/testing/wait'
import { makeWorkspace, type Workspace } from './support/workspace'

const GUIDE = readFileSync(join(__dirname, '../../docs/guides/adopt.md'), 'utf8')
const blocks = (language: string): readonly string[] =>
  [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text)
const [CONF = ''] = blocks('conf')
const [PROGRAM = ''] = blocks('ts')
const [SHOWN = ''] = blocks('console')

const NODES = ['nats1', 'nats2'] as const
type Node = (typeof NODES)[number]

const GUIDES_KEY = /U[A-Z2-7]{55}/g
/** Of the kind that `nats server passwd` makes: of others nats-server takes the text for a variable. */
const BOB = { password: 'correct horse', hash: hashSync('correct horse', 4).replace('$2b$', '$2a$') }
const now = Date.now()
const root = rootOf('P-256', 0, 86_400_000, now)
const worker = nkeys.createUser()

let workspace: Workspace
let offset: number
const servers = new Map<Node, RunningServer>()
const connections: NatsConnection[] = []

/** Nodes of one machine: their ports are shifted, and their files are below folders of their own. */
const shift = (node: Node): number => offset + NODES.indexOf(node)
const here = (text: string): string =>
  text.replaceAll('/etc/nats', '.').replaceAll(GUIDES_KEY, worker.getPublicKey())

const confOf = (node: Node): string =>
  here(CONF)
    .replaceAll(/^(?!.*routes).*nats1.*$/gm, (line) => line.replaceAll('nats1', node))
    .replaceAll(/nats(\d)\.internal:(\d+)/g, (_, n: string, port: string) => {
      return `localhost:${String(Number(port) + offset + Number(n) - 1)}`
    })
    .replaceAll(/0\.0\.0\.0:(\d+)/g, (_, port: string) => `127.0.0.1:${String(Number(port) + shift(node))}`)

const program = (): string => {
  const hosts = NODES.map((node) => {
    const ports = `{ client: ${String(4222 + shift(node))}, cluster: ${String(6222 + shift(node))} }`
    return `${node}: { dnsNames: ['localhost'], ports: ${ports} }`
  })
  return here(PROGRAM)
    .replace(/nodes: \{.*\}/, `nodes: { ${hosts.join(', ')} }, host: '127.0.0.1'`)
    .replace("'2.12'", "'2.15'")
}

const env = { BOB_PASSWORD: BOB.hash }
const run = (line: string) => workspace.run(line, { env })

beforeAll(async () => {
  workspace = makeWorkspace('program')
  rmSync(workspace.path('natsmith.cjs'))
  offset = await freeOffset([4222, 4223, 6222, 6223])
  workspace.write('natsmith.ts', program())
  mkdirSync(workspace.path('current'))
  for (const node of NODES) {
    const own = shownBy(root, { dnsNames: ['localhost'] }, now)
    const folder = workspace.path('out', node)
    mkdirSync(join(folder, 'certs'), { recursive: true })
    const files = {
      'ca.pem': root.certificate.pem,
      [`${node}.pem`]: own.certificates,
      [`${node}.key`]: own.key,
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'certs', name), text)
    for (const file of [join(folder, 'nats-server.conf'), workspace.path('current', `${node}.conf`)])
      writeFileSync(file, confOf(node))
  }
  const starting = NODES.map(async (node) => {
    const server = await startServer(need('nats-server-2.15'), {
      cwd: workspace.path('out', node),
      conf: 'nats-server.conf',
      env: { ...process.env, ...env },
    })
    servers.set(node, server)
  })
  await Promise.all(starting)
})
afterAll(async () => {
  for (const connection of connections) await connection.close()
  for (const server of servers.values()) await server.stop()
  rmSync(workspace.folder, { recursive: true, force: true })
})

async function connectTo(node: Node, user: 'worker' | 'bob'): Promise<NatsConnection> {
  const { certificates, key } = shownBy(root, { emails: [`${user}@acme.com`] }, now)
  const connection = await connect({
    servers: `tls://localhost:${String(4222 + shift(node))}`,
    tls: { ca: root.certificate.pem, cert: certificates, key },
    ...(user === 'bob'
      ? { user, pass: BOB.password }
      : { authenticator: nkeyAuthenticator(worker.getSeed()) }),
  })
  connections.push(connection)
  return connection
}

/** As the guide has it. */
const inTheGuide = (text: string): string =>
  text.replaceAll(
    /localhost:(\d+)/g,
    (_, port: string) => `nats${String(Number(port) - 6221 - offset)}.internal:6222`,
  )

it('changes, says diff, what the guide shows', async () => {
  const { code, stdout } = await run('diff --against current')
  const words = (text: string): readonly string[] =>
    text.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, '  '))
  expect(words(inTheGuide(stdout))).toEqual([
    ...words(SHOWN),
    'Next: natsmith deploy --against current --adopt',
    '',
  ])
  expect(code).toBe(0)
})

it('is not taken over unasked', async () => {
  const { code, stderr } = await run('deploy --yes --issue')
  expect(stderr).toContain('[not-owned]')
  expect(code).toBe(1)
  expect(readFileSync(workspace.path('out/nats1/nats-server.conf'), 'utf8')).toBe(confOf('nats1'))
})

it('is taken over by a reload, and nobody notices', async () => {
  const early = await Promise.all(NODES.map((node) => connectTo(node, 'worker')))
  const { code, stdout } = await run('deploy --against current --adopt --yes --issue')
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('reload nats1 nats2') as string,
  })
  for (const [node, server] of servers) {
    server.reload()
    await eventually(() => server.log().includes('Reloaded server configuration'))
    expect(server.log()).not.toContain('Failed to reload')
    expect(readFileSync(workspace.path('out', node, 'nats-server.conf'), 'utf8')).toContain(
      'Made by natsmith',
    )
  }
  expect(early.map((connection) => connection.isClosed())).toEqual([false, false])
  for (const node of NODES)
    for (const user of ['worker', 'bob'] as const)
      expect((await connectTo(node, user)).info?.server_name).toBe(node)
  // Across the route that the two have.
  const [sender, receiver] = await Promise.all([connectTo('nats1', 'worker'), connectTo('nats2', 'worker')])
  const received = receiver.subscribe('orders.created', { max: 1 })
  await receiver.flush()
  await eventually(async () => {
    sender.publish('orders.created')
    await sender.flush()
    return received.getReceived() > 0
  })
})

it('is what diff and drift compare with from then on', async () => {
  expect(await run('diff --exit-code')).toMatchObject({ code: 0 })
  const drift = JSON.parse((await run('drift --json')).stdout) as {
    readonly rows: readonly { readonly status: string }[]
  }
  expect(new Set(drift.rows.map(({ status }) => status))).toEqual(new Set(['same']))
})
