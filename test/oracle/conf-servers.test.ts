// Rendered confs under real nats-servers of the oldest and the newest line: they parse, have the digest that was computed,
// start, find each other, and let nobody in who has no business there.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nkeyAuthenticator } from '@nats-io/transport-node'
import type { Construct } from 'constructs'
import { Account, CertificateAuthority, LeafNode, NatsCluster, User } from '../../lib/index'
import type { Materials } from '../../lib/model/materials'
import type { RenderedNode } from '../../lib/render/render'
import { render } from '../../lib/render/render'
import { need } from '../../tools/install'
import { materialsFor } from '../support/materials'
import { modelOf } from '../support/model'
import { monitor } from './support/monitoring'
import { place } from './support/place'
import { freeOffset } from './support/ports'
import type { Identity } from './support/wire'
import { dial } from './support/wire'
import type { RunningServer } from './support/server'
import { startServer } from './support/server'
import { eventually } from './support/wait'

type Line = '2.10' | '2.15'

describe.each<Line>(['2.10', '2.15'])('on nats-server %s', (line) => {
  const program = need(`nats-server-${line}`)
  const root = mkdtempSync(join(tmpdir(), 'natsmith-servers-'))
  const servers: RunningServer[] = []
  let offset: number
  let materials: Materials
  let nodes: ReadonlyMap<string, RenderedNode>

  beforeAll(async () => {
    offset = await freeOffset(Object.values(PORTS).flatMap((port) => [port, port + 1, port + 2]))
    const model = modelOf((scope) => {
      declare(scope, line, offset)
    })
    materials = materialsFor(model, Date.now())
    nodes = new Map(render(model, materials).map((rendered) => [rendered.node.name, rendered]))
    for (const rendered of nodes.values())
      servers.push(await startServer(program, { cwd: place(rendered, root), conf: 'conf/nats-server.conf' }))
  })
  afterAll(async () => {
    for (const server of servers) await server.stop()
    rmSync(root, { recursive: true })
  })

  it.each(['nats1', 'nats2', 'edge'])('%s parses, with the digest that was computed', (name) => {
    const cwd = join(root, name)
    const { status, stderr } = spawnSync(program, ['-c', 'conf/nats-server.conf', '-t'], {
      cwd,
      encoding: 'utf8',
    })
    const digest = line === '2.10' ? 'is valid' : `is valid (${nodes.get(name)?.configDigest ?? ''})`
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining(digest) as string })
  })

  const tlsOptions = () => ({
    ca: materials.authority('ca').bundle,
    identity: identityOf(materials.certificate('user/ORDERS/alice/certificate')),
  })

  it('joins the cluster and the leaf node', async () => {
    const joined = await eventually(async () => {
      const { routes } = await monitor<{ routes: { remote_name: string }[] }>(
        PORTS.monitoring + offset,
        'routez',
      )
      const leafs = [0, 1].map((shift) => monitor<Leafz>(PORTS.monitoring + offset + shift, 'leafz'))
      const accounts = (await Promise.all(leafs)).flatMap((page) => page.leafs ?? [])
      return routes.some((route) => route.remote_name === 'nats2') && accounts.length > 0 && accounts
    })
    expect(joined).toEqual([expect.objectContaining({ name: 'edge', account: 'ORDERS' })])
  })

  it.each<[string, (nonce: string) => object]>([
    ['without a login', () => ({})],
    ['as a user that does not exist', () => ({ user: 'mallory', pass: 'x' })],
    ['as a user with a password', () => passwordLogin('bob', materials.password('user/ORDERS/bob/password'))],
    ['as a user with an nkey', (nonce) => nkeyLogin(materials.nkey('user/ORDERS/alice/nkey'), nonce)],
  ])('lets no leaf node in %s', async (_, credentials) => {
    const wire = await dial({ ...tlsOptions(), port: PORTS.leafnodes + offset, tls: 'after-info' })
    wire.send(`CONNECT ${leafConnect(credentials(nonceOf(await wire.receive(/\r\n/))))}`, 'PING')
    await wire.receive(/-ERR/)
    const { leafs } = await monitor<Leafz>(PORTS.monitoring + offset, 'leafz')
    wire.close()
    expect(leafs?.map(({ name }) => name) ?? []).not.toContain('intruder')
    expect(wire.ended()).toBe('closed')
  })

  it('lets a leaf node in with the login that was generated for it', async () => {
    const wire = await dial({ ...tlsOptions(), port: PORTS.leafnodes + offset, tls: 'after-info' })
    const nonce = nonceOf(await wire.receive(/\r\n/))
    wire.send(`CONNECT ${leafConnect(nkeyLogin(materials.nkey('leaf/edge/hub-ORDERS'), nonce))}`, 'PING')
    await wire.receive(/PONG/)
    const { leafs } = await monitor<Leafz>(PORTS.monitoring + offset, 'leafz')
    wire.close()
    expect(leafs).toContainEqual(expect.objectContaining({ name: 'intruder', account: 'ORDERS' }))
  })

  it.each<[string, (nonce: string) => object, string]>([
    ['without a login', () => ({}), "-ERR 'Authorization Violation'"],
    [
      'with the login of a leaf node',
      (nonce) => nkeyLogin(materials.nkey('leaf/edge/hub-ORDERS'), nonce),
      "-ERR 'Authorization Violation'",
    ],
    ['with an nkey', (nonce) => nkeyLogin(materials.nkey('user/ORDERS/alice/nkey'), nonce), 'PONG'],
    ['with a password', () => passwordLogin('bob', materials.password('user/ORDERS/bob/password')), 'PONG'],
  ])('answers a client %s', async (_, credentials, answer) => {
    const wire = await dial({ ...tlsOptions(), port: PORTS.client + offset, tls: 'after-info' })
    const nonce = nonceOf(await wire.receive(/\r\n/))
    wire.send(`CONNECT ${JSON.stringify({ verbose: false, ...credentials(nonce) })}`, 'PING')
    const said = await wire.receive(/PONG|-ERR/)
    wire.close()
    expect(said).toContain(answer)
  })
})

describe.each<Line>(['2.10', '2.15'])(
  'on nats-server %s, where only the system account has users',
  (line) => {
    it('lets no client in without a login', async () => {
      const root = mkdtempSync(join(tmpdir(), 'natsmith-servers-'))
      const port = PORTS.client + (await freeOffset([PORTS.client]))
      const model = modelOf((scope) => {
        const systemAccount = new Account(scope, 'SYS')
        new User(systemAccount, 'root', { password: 'generated' })
        const nodes = { solo: { dnsNames: ['localhost'], ports: { client: port } } }
        const options = { host: '127.0.0.1', serverVersion: line, configDir: '.', systemAccount }
        new NatsCluster(scope, 'solo', { nodes, ...options })
      })
      const [solo] = render(model, materialsFor(model))
      if (solo === undefined) throw new Error('nothing was rendered')
      const server = await startServer(need(`nats-server-${line}`), {
        cwd: place(solo, root),
        conf: 'nats-server.conf',
      })
      try {
        const wire = await dial({ port, tls: 'none' })
        wire.send('CONNECT {}', 'PING')
        expect(await wire.receive(/PONG|-ERR/)).toContain("-ERR 'Authorization Violation'")
        wire.close()
      } finally {
        await server.stop()
        rmSync(root, { recursive: true })
      }
    })
  },
)

const identityOf = ({ chain, key }: ReturnType<Materials['certificate']>): Identity => ({
  certificates: chain,
  key: key?.reveal() ?? '',
})

const nonceOf = (info: string): string => /"nonce":"([^"]*)"/.exec(info)?.[1] ?? ''

const leafConnect = (credentials: object): string =>
  JSON.stringify({
    server_id: 'intruder',
    name: 'intruder',
    cluster: 'intruder',
    version: '2.10.27',
    headers: true,
    ...credentials,
  })

const passwordLogin = (user: string, { text }: ReturnType<Materials['password']>): object => ({
  user,
  pass: text?.reveal(),
})

/** Signs the nonce with a seed, as clients do. */
function nkeyLogin({ publicKey, seed }: ReturnType<Materials['nkey']>, nonce: string): object {
  const signature = nkeyAuthenticator(new TextEncoder().encode(seed.reveal()))(nonce)
  return { nkey: publicKey, ...signature }
}

interface Leafz {
  readonly leafs?: readonly { readonly name: string; readonly account: string }[]
}
