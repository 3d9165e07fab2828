// What a conf says about logging in beside who the users are, on real nats-servers: who comes without a login, how long a login may
// take, what users may do by default, and who has to come through a proxy.
import { Account, CertificateAuthority, NatsCluster, User } from '../../lib/index'
import { nkeySigner, publicNkey } from '../../lib/jwt/nkey-pair'
import { LINES, runDeployment, type Line, type RunningDeployment } from './support/deployment'
import { monitor } from './support/monitoring'
import { dial, type Wire } from './support/wire'

/** `hashed` and `mapped` have guests that rule `no-auth-user` refuses. */
type Name = 'open' | 'strict' | 'hashed' | 'mapped'

const PROXY = Buffer.alloc(32, 7)

const run = (line: Line): Promise<RunningDeployment<Name>> =>
  runDeployment<Name>(line, {
    nodes: ['open', 'strict', 'hashed', 'mapped'],
    declare: (scope, node) => {
      const guests = new Account(scope, 'GUESTS', {
        defaultPermissions: { publish: ['hello'], subscribe: ['news.>'] },
      })
      const guest = new User(guests, 'guest')
      const hashed = new User(guests, 'hashed', { password: 'generated' })
      const orders = new Account(scope, 'ORDERS')
      new User(orders, 'alice', { certificate: { dnsNames: ['alice'] } })
      new User(orders, 'carol')
      new User(orders, 'bob', { password: 'generated' })
      if (line !== '2.10') new User(orders, 'proxied', { password: 'generated', proxyRequired: true })
      const issuer = new CertificateAuthority(scope, 'ca')
      const servers = (name: Name, props: object): NatsCluster =>
        new NatsCluster(scope, name, {
          nodes: { [name]: node(name) },
          ...{ serverVersion: line, host: '127.0.0.1', configDir: '.', monitoring: {} },
          ...props,
        })
      servers('open', { noAuthUser: guest, leafnodes: {} })
      const strict = servers('strict', {
        authorization: { timeout: '400ms' },
        leafnodes: { authorization: { timeout: '1.5s' } },
      })
      // Nobody but users of $G would have these, and natsmith declares none: so there is no prop for it.
      strict.addConfOverride(['authorization', 'default_permissions'], { publish: { deny: '>' } })
      if (line !== '2.10')
        strict.addConfOverride(['proxies'], { trusted: [{ public_key: publicNkey('U', PROXY) }] })
      servers('hashed', { noAuthUser: hashed })
      servers('mapped', { noAuthUser: guest, tls: { issuer, verifyAndMap: true } })
    },
  })

const REFUSED = "-ERR 'Authorization Violation'"
const NO_LOGIN = {}

describe.each(LINES)('on nats-server %s', (line) => {
  let running: RunningDeployment<Name>
  beforeAll(async () => {
    running = await run(line)
  })
  afterAll(() => running.stop())

  /** A client of `name` that sends `login`, once it has what the server says first. */
  async function connect(name: Name, login: object | ((nonce: string) => object)): Promise<Wire> {
    const wire = await dial({ port: running.ports(name).client, tls: 'none' })
    const [, nonce = ''] = /"nonce":"([^"]*)"/.exec(await wire.receive(/\r\n/)) ?? []
    wire.send(`CONNECT ${JSON.stringify(typeof login === 'function' ? login(nonce) : login)}`, 'PING')
    return wire
  }

  async function answer(name: Name, login: Parameters<typeof connect>[1]): Promise<string> {
    const wire = await connect(name, login)
    const said = await wire.receive(/PONG|-ERR/)
    wire.close()
    return said
  }

  const passwordOf = (user: string): string | undefined =>
    running.materials.password(`user/${user}/password`).text?.reveal()
  const bob = () => ({ user: 'bob', pass: passwordOf('ORDERS/bob') })

  /** As whom servers know the clients of `name`. */
  async function clientsOf(name: Name): Promise<readonly (string | undefined)[]> {
    const { connections } = await monitor<{
      connections: { account: string; nkey?: string; authorized_user?: string }[]
    }>(running.ports(name).monitoring, 'connz?auth=1')
    return connections.map(({ account, nkey, authorized_user: user }) => `${account} ${nkey ?? user ?? ''}`)
  }

  const nkey = (user: string): string => running.materials.nkey(`user/${user}/nkey`).publicKey

  it('who sends no login is the noAuthUser, and others are who they say', async () => {
    const [nobody, known] = [await connect('open', NO_LOGIN), await connect('open', bob())]
    await Promise.all([nobody.receive(/PONG/), known.receive(/PONG/)])
    const clients = await clientsOf('open')
    nobody.close()
    known.close()
    expect(clients).toEqual([`GUESTS ${nkey('GUESTS/guest')}`, 'ORDERS bob'])
  })

  it.each([
    ['a wrong password', { user: 'bob', pass: 'x' }],
    ['an nkey of somebody else without a signature', () => ({ nkey: nkey('ORDERS/carol') })],
  ])('%s is not taken for no login', async (_, login) => {
    expect(await answer('open', typeof login === 'function' ? login() : login)).toContain(REFUSED)
  })

  it('no leaf node is the noAuthUser', async () => {
    const wire = await dial({ port: running.ports('open').leafnodes, tls: 'none' })
    await wire.receive(/\r\n/)
    wire.send(
      `CONNECT ${JSON.stringify({ name: 'x', cluster: 'x', server_id: 'x', version: '2.10.27' })}`,
      'PING',
    )
    await wire.receive(/-ERR/)
    const { leafs = [] } = await monitor<{ leafs?: unknown[] }>(running.ports('open').monitoring, 'leafz')
    wire.close()
    expect(leafs).toEqual([])
  })

  it.each([
    ['PUB hello 0', undefined],
    ['PUB other 0', 'Permissions Violation for Publish to "other"'],
    ['SUB news.today 1', undefined],
    ['SUB other 1', 'Permissions Violation for Subscription to "other"'],
  ])(
    'default permissions of an account say what a user may do that says nothing: %s',
    async (command, error) => {
      const wire = await connect('open', NO_LOGIN)
      await wire.receive(/PONG/)
      wire.send(command, ...(command.startsWith('PUB') ? [''] : []), 'PING')
      const said = await wire.receive(/PONG[^]*PONG|-ERR/)
      wire.close()
      expect(/-ERR '(.*)'/.exec(said)?.[1]).toBe(error)
    },
  )

  it('default permissions of the authorization block are nothing for users of accounts', async () => {
    const wire = await connect('strict', bob())
    wire.send('PUB other 0', '', 'PING')
    const said = await wire.receive(/PONG[^]*PONG|-ERR/)
    wire.close()
    expect(said).not.toContain('-ERR')
  })

  it.each(['client', 'leafnodes'] as const)(
    'who says nothing to the %s listener is cut off in time',
    async (listener) => {
      const { [listener]: port, monitoring } = running.ports('strict')
      const wire = await dial({ port, tls: 'none' })
      const said = await wire.receive(/-ERR '.*'/)
      await wire.receive(/never/)
      const timeouts = await monitor<{ auth_timeout: number; leaf: { auth_timeout: number } }>(
        monitoring,
        'varz',
      )
      expect(said).toContain("-ERR 'Authentication Timeout'")
      expect(wire.ended()).toBe('closed')
      expect(timeouts).toMatchObject({ auth_timeout: 0.4, leaf: { auth_timeout: 1.5 } })
    },
  )

  it('a noAuthUser with a password lets nobody in, as rule no-auth-user says', async () => {
    expect(await answer('hashed', NO_LOGIN)).toContain(REFUSED)
    expect(await answer('hashed', { user: 'hashed', pass: passwordOf('GUESTS/hashed') })).toContain('PONG')
  })

  it('a noAuthUser is whom owners of certificates are taken for, as rule no-auth-user says', async () => {
    const { chain, key } = running.materials.certificate('user/ORDERS/alice/certificate')
    const wire = await dial({
      port: running.ports('mapped').client,
      tls: 'after-info',
      ca: running.materials.authority('ca').bundle,
      identity: { certificates: chain, key: key?.reveal() ?? '' },
    })
    wire.send('CONNECT {}', 'PING')
    await wire.receive(/PONG/)
    const clients = await clientsOf('mapped')
    wire.close()
    expect(clients).toEqual([`GUESTS ${nkey('GUESTS/guest')}`])
  })

  if (line !== '2.10')
    it('who has to come through a proxy gets in with the word of a trusted one only', async () => {
      const proxied = { user: 'proxied', pass: passwordOf('ORDERS/proxied') }
      const through = (seed: Buffer) => (nonce: string) => ({
        ...proxied,
        proxy_sig: nkeySigner('U', seed).sign(Buffer.from(nonce)).toString('base64url'),
      })
      expect(await answer('strict', through(PROXY))).toContain('PONG')
      expect(await answer('strict', through(Buffer.alloc(32, 8)))).toContain('-ERR')
      expect(await answer('strict', proxied)).toContain('-ERR')
      expect(await answer('strict', bob())).toContain('PONG')
    })
})
