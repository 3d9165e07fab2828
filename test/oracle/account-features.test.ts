// What accounts do in both modes, on real servers: exports that name their importer in the subject, how long answers take, where
// messages went; and, which only JWTs can say, the limits of one user.
import type { Construct } from 'constructs'
import { Account, NatsCluster, Operator, User } from '../../lib/index'
import { accountIdentity, nkeyIdentity } from '../../lib/model/identity'
import { nkeyAuthenticator, connect, headers } from '@nats-io/transport-node'
import { clientOf, reaches, type Client } from './support/client'
import { LINES, runDeployment, type RunningDeployment } from './support/deployment'
import { credsOf, loginWith } from './support/operator'
import { eventually } from '../../lib/testing/wait'

const MODES = ['config', 'operator'] as const
type Mode = (typeof MODES)[number]

function declare(scope: Construct, mode: Mode, hasTrace: boolean): Account {
  const sys = new Account(scope, 'SYS')
  new User(sys, 'root')
  if (mode === 'operator') new Operator(scope, 'acme', { systemAccount: sys })
  const billing = new Account(scope, 'BILLING')
  const orders = new Account(scope, 'ORDERS', {
    exports: [
      { stream: 'private.*', accountTokenPosition: 2 },
      { service: 'price', latency: { subject: 'latency.price', sampling: 100 } },
    ],
    ...(hasTrace && { trace: { destination: 'traces.orders' } }),
  })
  new User(orders, 'alice')
  new User(billing, 'bob')
  billing.addImport({ from: orders, stream: 'private.BILLING', to: 'mine' })
  billing.addImport({ from: orders, service: 'price' })
  if (mode === 'operator') new User(orders, 'few', { maxSubscriptions: 2, maxPayload: '1KB' })
  return sys
}

const cases = LINES.flatMap((line) => MODES.map((mode) => [line, mode] as const))

describe.each(cases)('on nats-server %s, in %s mode', (line, mode) => {
  const hasTrace = line !== '2.10'
  let running: RunningDeployment<'nats1'>
  const open: Client[] = []
  beforeAll(async () => {
    running = await runDeployment(line, {
      nodes: ['nats1'],
      declare: (scope, node) => {
        const systemAccount = declare(scope, mode, hasTrace)
        new NatsCluster(scope, 'hub', {
          nodes: { nats1: node('nats1') },
          host: '127.0.0.1',
          configDir: '.',
          serverVersion: line,
          systemAccount,
        })
      },
    })
  })
  afterAll(async () => {
    for (const { connection } of open) await connection.close()
    await running.stop()
  })

  const as = async (user: string): Promise<Client> => {
    const { materials } = running
    const port = running.ports('nats1').client
    const { seed } = materials.nkey(nkeyIdentity(`user/${user}`))
    const client =
      mode === 'operator'
        ? await loginWith(credsOf(materials, user), port)
        : clientOf(
            await connect({
              servers: `nats://127.0.0.1:${String(port)}`,
              authenticator: nkeyAuthenticator(Buffer.from(seed.reveal())),
            }),
          )
    open.push(client)
    return client
  }

  it('an importer receives what is sent to it by its name, or its key, and nothing else', async () => {
    const [alice, bob] = [await as('ORDERS/alice'), await as('BILLING/bob')]
    const { materials } = running
    const token =
      mode === 'config'
        ? 'BILLING'
        : materials.nkey(nkeyIdentity(accountIdentity({ system: '', account: 'BILLING' }))).publicKey
    expect(await reaches(alice, bob, `private.${token}`, 'mine')).toBe(true)
    expect(await reaches(alice, bob, 'private.SOMEBODY', 'mine', 500)).toBe(false)
  })

  it('says how long a service took, in the account that exports it', async () => {
    const [alice, bob] = [await as('ORDERS/alice'), await as('BILLING/bob')]
    const told: unknown[] = []
    alice.connection.subscribe('latency.price', { callback: (_, message) => void told.push(message.json()) })
    alice.connection.subscribe('price', {
      callback: (_, message) => {
        message.respond('42')
      },
    })
    await alice.connection.flush()
    await bob.connection.request('price', '', { timeout: 3_000 })
    expect(await eventually(() => told.length > 0)).toBe(true)
    expect(told[0]).toMatchObject({ type: 'io.nats.server.metric.v1.service_latency', status: 200 })
  })

  if (hasTrace)
    it('says where a message went that asks for it', async () => {
      const alice = await as('ORDERS/alice')
      const traces: unknown[] = []
      alice.connection.subscribe('traces.orders', {
        callback: (_, message) => void traces.push(message.json()),
      })
      const asking = headers()
      asking.set('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')
      alice.connection.publish('anything', '', { headers: asking })
      alice.connection.publish('anything.else')
      expect(await eventually(() => traces.length > 0)).toBe(true)
      expect(traces).toMatchObject([{ request: { header: { traceparent: expect.anything() as unknown } } }])
    })

  if (mode === 'operator')
    it('holds one user to its own limits', async () => {
      const few = await as('ORDERS/few')
      // The server says so once it knows who it is.
      expect(await eventually(() => few.connection.info?.max_payload === 1024)).toBe(true)
      const errors: string[] = []
      void (async () => {
        for await (const status of few.connection.status())
          if (status.type === 'error') errors.push(status.error.message)
      })()
      for (const subject of ['a', 'b', 'c']) few.connection.subscribe(subject)
      expect(await eventually(() => errors.some((error) => /maximum subscriptions/i.test(error)))).toBe(true)
      const alice = await as('ORDERS/alice')
      expect(alice.connection.info?.max_payload).toBeGreaterThan(1024)
    })
})
