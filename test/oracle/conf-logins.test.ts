// Who gets in where, by the confs that are rendered: nobody without a login, and everybody only by the door that is theirs.
import { nkeyAuthenticator } from '@nats-io/transport-node'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Construct } from 'constructs'
import type { NatsClusterProps } from '../../lib/index'
import { Account, NatsCluster, User } from '../../lib/index'
import type { Materials } from '../../lib/model/materials'
import { render } from '../../lib/render/render'
import { need } from '../../tools/install'
import { materialsFor } from '../support/materials'
import { modelOf } from '../support/model'
import type { Line, RunningHub } from './support/hub'
import { runHub } from './support/hub'
import { monitor } from './support/monitoring'
import { place } from '../../lib/testing/place'
import { freeOffset } from '../../lib/testing/ports'
import { startServer } from '../../lib/testing/server'
import { dial } from './support/wire'

const LINES: readonly Line[] = ['2.10', '2.15']
const REFUSED = "-ERR 'Authorization Violation'"

/** What a CONNECT says of who it is, given the server's nonce. */
type Login = (materials: Materials, nonce: string) => object

const nobody: Login = () => ({})
const stranger: Login = () => ({ user: 'mallory', pass: 'x' })
const bob: Login = (materials) => ({
  user: 'bob',
  pass: materials.password('user/ORDERS/bob/password').text?.reveal(),
})
const alice: Login = (materials, nonce) => signed(materials.nkey('user/ORDERS/alice/nkey'), nonce)
const leaf: Login = (materials, nonce) => signed(materials.nkey('leaf/edge/hub-ORDERS'), nonce)

function signed({ publicKey, seed }: ReturnType<Materials['nkey']>, nonce: string): object {
  return { nkey: publicKey, ...nkeyAuthenticator(new TextEncoder().encode(seed.reveal()))(nonce) }
}

describe.each(LINES)('with users and leaf nodes, on nats-server %s', (line) => {
  let hub: RunningHub
  beforeAll(async () => {
    hub = await runHub(line)
  })
  afterAll(() => hub.stop())

  /** Everybody here has alice's certificate, so that nobody fails for want of one. */
  async function connect(port: number, login: Login, more: object = {}) {
    const { chain, key } = hub.materials.certificate('user/ORDERS/alice/certificate')
    const identity = { certificates: chain, key: key?.reveal() ?? '' }
    const wire = await dial({ port, tls: 'after-info', ca: hub.materials.authority('ca').bundle, identity })
    const [, nonce = ''] = /"nonce":"([^"]*)"/.exec(await wire.receive(/\r\n/)) ?? []
    wire.send(`CONNECT ${JSON.stringify({ ...more, ...login(hub.materials, nonce) })}`, 'PING')
    return wire
  }

  it.each<[string, Login, string]>([
    ['nobody', nobody, REFUSED],
    ['a stranger', stranger, REFUSED],
    ['the login of a leaf node', leaf, REFUSED],
    ['a user with an nkey', alice, 'PONG'],
    ['a user with a password', bob, 'PONG'],
  ])('answers a client that is %s', async (_, login, answer) => {
    const wire = await connect(hub.ports.client, login)
    const said = await wire.receive(/PONG|-ERR/)
    wire.close()
    expect(said).toContain(answer)
  })

  it.each<[string, Login, boolean]>([
    ['nobody', nobody, false],
    ['a stranger', stranger, false],
    ['a user with an nkey', alice, false],
    ['a user with a password', bob, false],
    ['the login of a leaf node', leaf, true],
  ])('of a leaf node that is %s it takes none or one', async (_, login, welcome) => {
    const intruder = { name: 'intruder', cluster: 'intruder', server_id: 'intruder', version: '2.10.27' }
    const wire = await connect(hub.ports.leafnodes, login, { ...intruder, headers: true })
    await wire.receive(welcome ? /PONG/ : /-ERR/)
    const { leafs = [] } = await monitor<{ leafs?: { name: string }[] }>(hub.ports.monitoring, 'leafz')
    const ended = wire.ended()
    wire.close()
    expect(leafs.some(({ name }) => name === 'intruder')).toBe(welcome)
    expect(ended).toBe(welcome ? undefined : 'closed')
  })
})

describe.each(LINES)('without TLS, on nats-server %s', (line) => {
  /** What a server says to a client that connects as `login`. */
  async function answer(
    login: object,
    define: (scope: Construct) => Partial<NatsClusterProps>,
  ): Promise<string> {
    const root = mkdtempSync(join(tmpdir(), 'natsmith-logins-'))
    const port = 4222 + (await freeOffset([4222]))
    const model = modelOf((scope) => {
      const nodes = { solo: { dnsNames: ['localhost'], ports: { client: port } } }
      const props = define(scope)
      new NatsCluster(scope, 'solo', {
        nodes,
        host: '127.0.0.1',
        serverVersion: line,
        configDir: '.',
        ...props,
      })
    })
    const [solo] = render(model, materialsFor(model))
    if (solo === undefined) throw new Error('nothing was rendered')
    const cwd = place(solo, root)
    const server = await startServer(need(`nats-server-${line}`), { cwd, conf: 'nats-server.conf' })
    try {
      const wire = await dial({ port, tls: 'none' })
      wire.send(`CONNECT ${JSON.stringify(login)}`, 'PING')
      const said = await wire.receive(/PONG|-ERR/)
      wire.close()
      return said
    } finally {
      await server.stop()
      rmSync(root, { recursive: true })
    }
  }

  it('nobody gets in where only the system account has users', async () => {
    const said = await answer({}, (scope) => {
      const systemAccount = new Account(scope, 'SYS')
      new User(systemAccount, 'root', { password: 'generated' })
      return { systemAccount }
    })
    expect(said).toContain(REFUSED)
  })

  it.each([
    ['the token', 'password of token/solo', 'PONG'],
    ['another', 'another', REFUSED],
  ])('a client gets in with the token only: %s', async (_, auth_token, expected) => {
    const said = await answer({ auth_token }, () => ({ authorization: { token: 'generated' } }))
    expect(said).toContain(expected)
  })
})
