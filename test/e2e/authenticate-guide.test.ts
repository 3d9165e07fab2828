// docs/guides/authenticate.md, done: each way to authenticate is declared as the guide says, deployed, and somebody logs in by it.
import { readFileSync } from 'node:fs'
import { readCallout, serve } from '../../lib/auth-callout/index'
import type { ClientSettings } from '../../lib/render/client'
import { login } from '../oracle/support/client'
import { dial } from '../oracle/support/wire'
import { blocksOf, makeSite, type Site } from './support/guide'

const blocks = blocksOf('authenticate')
const [PROGRAM = '', ...WAYS] = blocks('ts')
const [NKEY, PASSWORD, TOKEN, CERTIFICATE, NOBODY, JWT, BEARER, CALLOUT] = WAYS
const [ROTATE = ''] = blocks('sh')

let site: Site
beforeEach(async () => {
  site = await makeSite(PROGRAM)
})
afterEach(() => site.remove())

/** Deploys the program with this way in it, and starts its server. */
async function run(way = ''): Promise<void> {
  site.program(['  // what follows\n', way])
  await site.deploy()
  await site.start()
}

/** Whom the server takes `user` for. */
async function whoIs(user: string): Promise<unknown> {
  const { data } = JSON.parse(await site.nats(user, 'request', '$SYS.REQ.USER.INFO', '', '--raw')) as {
    data: object
  }
  return data
}

const handedOut = (user: string, file: string): string =>
  readFileSync(site.workspace.path('creds', `prod-${user.replace('/', '-')}`, file), 'utf8')

/** What the server answers to who has the certificate of `user`, and sends `login` and these lines. */
async function answer(user: string, connect: object, ...lines: readonly string[]): Promise<string> {
  await site.workspace.run(`creds ${user} --out creds`)
  const [ca, certificates, key] = ['ca.crt', 'user.crt', 'user.key'].map((file) => handedOut(user, file))
  const wire = await dial({
    ...{ port: site.port, tls: 'after-info', ca: ca ?? '' },
    identity: { certificates: certificates ?? '', key: key ?? '' },
  })
  wire.send(`CONNECT ${JSON.stringify(connect)}`, ...lines, 'PING')
  const said = await wire.receive(/PONG|-ERR/)
  wire.close()
  return said
}

const conf = (): string => readFileSync(site.workspace.path('out/nats1/etc/nats/nats-server.conf'), 'utf8')

it('has a block of code for every way', () => {
  expect(WAYS).toHaveLength(8)
})

it.each([
  ['nkey', NKEY, 'ORDERS/alice', 'user/ORDERS/alice/nkey', 'prod-ORDERS-alice/user.nk'],
  ['password', PASSWORD, 'ORDERS/bob', 'user/ORDERS/bob/password', 'nats/context/prod-ORDERS-bob.json'],
  ['token', TOKEN, 'token/hub', 'token/hub', 'nats/context/prod-token-hub.json'],
] as const)('by %s, and by the next one only once it is rotated', async (_, way, who, identity, file) => {
  await run(way)
  await whoIs(who)
  const first = readFileSync(site.workspace.path('creds', file), 'utf8')
  await site.shell(ROTATE.replace('user/ORDERS/alice/nkey', identity).replace('ORDERS/alice', who))
  await site.stop()
  await site.start()
  await whoIs(who)
  site.workspace.write(`creds/${file}`, first)
  const again = `XDG_CONFIG_HOME="$PWD/creds" nats --context prod-${who.replace('/', '-')} pub orders x`
  await expect(site.shell(again)).rejects.toThrow(/authorization violation/i)
})

it('a password has the cost that the program asks for', async () => {
  await run(PASSWORD)
  expect(conf()).toMatch(/password: "?\$2a\$08\$/)
  expect(await whoIs('ORDERS/bob')).toMatchObject({ user: 'bob', account: 'ORDERS' })
})

it('by certificate alone', async () => {
  await run(CERTIFICATE)
  expect(await whoIs('ORDERS/carol')).toMatchObject({
    account: 'ORDERS',
    user: expect.stringContaining('carol') as string,
  })
  expect(await answer('ORDERS/carol', {})).toContain('PONG')
})

it('as nobody, for what everybody may do', async () => {
  await run(NOBODY)
  expect(await answer('PUBLIC/guest', {}, 'PUB hello 0', '')).toContain('PONG')
  expect(await answer('PUBLIC/guest', {}, 'PUB orders 0', '')).toContain('Permissions Violation')
  expect(await answer('PUBLIC/guest', { user: 'guest', pass: 'x' })).toContain('Authorization Violation')
})

/** The JWT in the creds file of `user`. */
const jwtOf = (user: string): string | undefined =>
  /-----BEGIN NATS USER JWT-----\n(.*)\n/.exec(handedOut(user, 'user.creds'))?.[1]

it('by JWT, which is nothing without its key', async () => {
  await run(JWT)
  expect(await site.nats('ORDERS/alice', 'pub', 'orders', 'x')).toContain('Published')
  expect(await answer('ORDERS/alice', { jwt: jwtOf('ORDERS/alice') })).toContain('Authorization Violation')
})

it('by a bearer JWT, without its key', async () => {
  await run(BEARER)
  await site.workspace.run('creds ORDERS/browser --out creds')
  expect(await answer('ORDERS/browser', { jwt: jwtOf('ORDERS/browser') })).toContain('PONG')
})

it('by what a service decides', async () => {
  await run(CALLOUT)
  await site.workspace.run('creds AUTH/service --out creds')
  const settings = JSON.parse(handedOut('AUTH/service', 'client.json')) as ClientSettings
  const { connection } = await login(settings, site.port)
  const errors: unknown[] = []
  const service = serve(
    connection,
    readCallout(handedOut('AUTH/service', 'callout.json')),
    ({ connect }) =>
      connect.auth_token === 'let me in' ? { name: 'dave', account: 'ORDERS' } : { refuse: 'who is that' },
    (error) => errors.push(error),
  )
  await connection.flush()
  const answers = [
    await answer('AUTH/service', { auth_token: 'let me in' }),
    await answer('AUTH/service', { auth_token: 'x' }),
  ]
  await service.stop()
  await connection.close()
  expect(answers).toEqual([
    expect.stringContaining('PONG'),
    expect.stringContaining('Authorization Violation'),
  ])
  expect(errors).toEqual([])
})
