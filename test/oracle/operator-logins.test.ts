// Who comes in with a JWT, and who does not, on real servers of an operator: the verdicts are what the servers do.
import { connect, jwtAuthenticator } from '@nats-io/transport-node'
import type { Construct } from 'constructs'
import { Account, NatsCluster, Operator, User } from '../../lib/index'
import { jwtIdentity } from '../../lib/model/identity'
import type { Materials } from '../../lib/model/materials'
import { materialsFor } from '../support/materials'
import { modelOf } from '../support/model'
import { mayPublish, maySubscribe } from './support/client'
import { LINES, runDeployment, type RunningDeployment } from './support/deployment'
import { credsOf, isLetIn, loginWith } from './support/operator'

const HOUR = 3_600_000
const now = Date.now()
/** The zone in which it is `hour` o'clock and something now, whatever the time is here. */
function zoneAt(hour: number): string {
  const shift = ((hour - new Date(now).getUTCHours() + 35) % 24) - 11
  return `Etc/GMT${shift > 0 ? '-' : '+'}${String(Math.abs(shift))}`
}

const template = {
  permissions: { publish: ['shop.{{name()}}.>'], subscribe: ['shop.{{tag(region)}}.>', '_INBOX.>'] },
}

/** `others`: what the program does not say yet, or says no longer, when its servers start. */
function declare(scope: Construct, others: boolean): void {
  new Operator(scope, 'acme')
  const orders = new Account(scope, 'ORDERS', {
    revocations: others ? [] : [{ user: 'revoked', at: new Date(now + HOUR).toISOString() }],
    limits: { disallowBearer: true },
    signingKeys: { main: {}, client: { scope: template }, ...(others && { unknown: {} }) },
  })
  const user = (name: string, props: ConstructorParameters<typeof User>[2] = {}): User =>
    new User(orders, name, props)
  user('alice')
  user('revoked')
  user('expired', { validity: '1h' })
  user('early', { notBefore: new Date(now + HOUR).toISOString() })
  user('here', { sources: ['127.0.0.0/8'] })
  user('elsewhere', { sources: ['10.0.0.0/8', '192.168.1.0/24'] })
  const day = [{ start: '08:00', end: '18:00' }]
  user('working', { times: day, timeZone: zoneAt(12) })
  user('sleeping', { times: day, timeZone: zoneAt(20) })
  const night = [{ start: '22:00', end: '06:00' }]
  user('evening', { times: night, timeZone: zoneAt(22) })
  user('morning', { times: night, timeZone: zoneAt(3) })
  const split = [
    { start: '22:00', end: '23:59:59' },
    { start: '00:00', end: '06:00' },
  ]
  user('split', { times: split, timeZone: zoneAt(3) })
  user('browser', { connectionTypes: ['WEBSOCKET'] })
  user('bearer', { bearer: true })
  user('ann', { signingKey: 'client', tags: { Region: 'EU' } })
  if (others) user('foreign', { signingKey: 'unknown' })
  const kiosk = new Account(scope, 'KIOSK')
  new User(kiosk, 'screen', { bearer: true })
  new User(new Account(scope, 'CLOSED', { disabled: true }), 'late')
  if (others) new User(new Account(scope, 'ABSENT'), 'nobody')
}

describe.each(LINES)('on nats-server %s', (line) => {
  let running: RunningDeployment<'nats1'>
  /** What the same keys sign for the same program with `others`, and signed two hours ago. */
  let others: Materials
  let earlier: Materials
  const port = (): number => running.ports('nats1').client

  beforeAll(async () => {
    running = await runDeployment(line, {
      nodes: ['nats1'],
      declare: (scope, node) => {
        declare(scope, false)
        new NatsCluster(scope, 'hub', {
          nodes: { nats1: node('nats1') },
          host: '127.0.0.1',
          configDir: '.',
          serverVersion: line,
        })
      },
    })
    const withOthers = modelOf((scope) => {
      declare(scope, true)
    })
    others = materialsFor(withOthers, now)
    earlier = materialsFor(withOthers, now - 2 * HOUR)
  })
  afterAll(() => running.stop())

  it.each([
    ['alice', true],
    ['revoked', false],
    ['expired', true],
    ['early', false],
    ['here', true],
    ['elsewhere', false],
    ['working', true],
    ['sleeping', false],
    ['evening', true],
    // What the rule hours-past-midnight is about.
    ['morning', line !== '2.10'],
    ['split', true],
    ['browser', false],
    ['bearer', false],
    ['ann', true],
  ])('%s of ORDERS is let in: %s', async (user, expected) => {
    expect(await isLetIn(credsOf(running.materials, `ORDERS/${user}`), port())).toBe(expected)
  })

  it('lets nobody into a disabled account', async () => {
    expect(await isLetIn(credsOf(running.materials, 'CLOSED/late'), port())).toBe(false)
  })

  it('refuses a JWT that has ended', async () => {
    expect(await isLetIn(credsOf(earlier, 'ORDERS/expired'), port())).toBe(false)
    // What was signed then and has no end is still worth something.
    expect(await isLetIn(credsOf(earlier, 'ORDERS/alice'), port())).toBe(true)
  })

  it('refuses a JWT of a key that the account does not have', async () => {
    expect(await isLetIn(credsOf(others, 'ORDERS/foreign'), port())).toBe(false)
  })

  it('refuses a JWT of an account that servers do not know', async () => {
    expect(await isLetIn(credsOf(others, 'ABSENT/nobody'), port())).toBe(false)
  })

  it('refuses a seed that is not that of the JWT', async () => {
    const [jwt = ''] = credsOf(running.materials, 'ORDERS/alice').split('\n*')
    const [, ...seed] = credsOf(running.materials, 'ORDERS/here').split('\n*')
    expect(await isLetIn([jwt, ...seed].join('\n*'), port())).toBe(false)
  })

  it('takes the JWT of a bearer alone, and no other', async () => {
    const alone = async (user: string): Promise<boolean> => {
      const { token } = running.materials.jwt(jwtIdentity(`user/${user}`))
      const servers = `nats://127.0.0.1:${String(port())}`
      const options = { servers, authenticator: jwtAuthenticator(token), reconnect: false }
      return connect(options).then(
        (connection) => connection.close().then(() => true),
        () => false,
      )
    }
    expect(await alone('KIOSK/screen')).toBe(true)
    expect(await alone('ORDERS/alice')).toBe(false)
  })

  it('holds who is signed by a scoped key to its template', async () => {
    const ann = await loginWith(credsOf(running.materials, 'ORDERS/ann'), port())
    expect(await mayPublish(ann, 'shop.ann.created')).toBe(true)
    expect(await mayPublish(ann, 'shop.bob.created')).toBe(false)
    expect(await maySubscribe(ann, 'shop.eu.created')).toBe(true)
    expect(await maySubscribe(ann, 'shop.us.created')).toBe(false)
    await ann.connection.close()
  })

  it('refuses who says more than the scope of the key', async () => {
    // The same keys, in a program in which the key has no scope.
    const model = modelOf((scope) => {
      new Operator(scope, 'acme')
      const orders = new Account(scope, 'ORDERS', { signingKeys: { client: {} } })
      new User(orders, 'ann', { signingKey: 'client', permissions: { publish: ['>'] } })
    })
    expect(await isLetIn(credsOf(materialsFor(model, now), 'ORDERS/ann'), port())).toBe(false)
  })
})
