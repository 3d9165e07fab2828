// Accounts of an operator on real servers, two in a cluster with full resolvers: what crosses from one to another, with and without
// leave, what their limits stop, and how an account that is pushed to one server is known to both.
import type { Construct } from 'constructs'
import { Account, NatsCluster, Operator, User } from '../../lib/index'
import type { Materials } from '../../lib/model/materials'
import { materialsFor } from '../support/materials'
import { modelOf } from '../support/model'
import { reaches, type Client } from './support/client'
import { LINES, runDeployment, type RunningDeployment } from './support/deployment'
import { credsOf, isLetIn, loginWith, push } from './support/operator'
import { eventually } from '../../lib/testing/wait'

/** Whether ORDERS gives LATER leave to import its audit, which LATER does in any case. */
type Leave = 'given' | 'denied'

/**
 * @param later - undefined while the account LATER is not declared
 * @param revoked - up to when BILLING's leave is worth nothing
 */
function declare(scope: Construct, later?: Leave, revoked?: string): Account {
  const sys = new Account(scope, 'SYS')
  new Operator(scope, 'acme', { systemAccount: sys })
  new User(sys, 'root')
  const billing = new Account(scope, 'BILLING')
  const audience = [billing]
  const orders = new Account(scope, 'ORDERS', {
    exports: [{ stream: 'orders.>' }, { service: 'price' }],
    mappings: {
      'old.*': [
        { destination: 'orders.lost.$1', weight: 0 },
        { destination: 'orders.$1', weight: 100 },
      ],
    },
  })
  const revocations = revoked === undefined ? [] : [{ account: billing, at: revoked }]
  if (later !== undefined) {
    const account = new Account(scope, 'LATER', { imports: [{ from: orders, stream: 'audit.>' }] })
    new User(account, 'dora')
    if (later === 'given') audience.push(account)
  }
  orders.addExport({ stream: 'audit.>', ...(later !== 'denied' && { accounts: audience, revocations }) })
  orders.addExport({ service: 'secret', accounts: [billing], revocations })
  orders.addExport({ stream: 'private.*', accountTokenPosition: 2 })
  new User(orders, 'alice')
  billing.addImport({ from: orders, stream: 'orders.>', prefix: 'in' })
  billing.addImport({ from: orders, service: 'price', to: 'their.price' })
  billing.addImport({ from: orders, stream: 'audit.>' })
  billing.addImport({ from: orders, service: 'secret' })
  new User(billing, 'bob')
  const small = new Account(scope, 'SMALL', {
    limits: { maxConnections: 1, maxSubscriptions: 3, maxPayload: '1KB' },
  })
  new User(small, 'sue')
  new User(orders, 'few', { maxSubscriptions: 2 })
  return sys
}

describe.each(LINES)('on nats-server %s', (line) => {
  let running: RunningDeployment<'nats1' | 'nats2'>
  const open: Client[] = []

  beforeAll(async () => {
    running = await runDeployment(line, {
      nodes: ['nats1', 'nats2'],
      declare: (scope, node) => {
        declare(scope)
        new NatsCluster(scope, 'hub', {
          nodes: { nats1: node('nats1'), nats2: node('nats2') },
          host: '127.0.0.1',
          configDir: '.',
          serverVersion: line,
          resolver: { type: 'full', dir: 'accounts' },
        })
      },
    })
  })
  afterAll(async () => {
    for (const { connection } of open) await connection.close()
    await running.stop()
  })

  const as = async (
    user: string,
    node: 'nats1' | 'nats2' = 'nats1',
    materials: Materials = running.materials,
  ): Promise<Client> => {
    const client = await loginWith(credsOf(materials, user), running.ports(node).client)
    open.push(client)
    return client
  }

  it('carries what is imported, from server to server', async () => {
    const [alice, bob] = [await as('ORDERS/alice'), await as('BILLING/bob', 'nats2')]
    expect(await reaches(alice, bob, 'orders.created', 'in.orders.>')).toBe(true)
    expect(await reaches(alice, bob, 'audit.login', 'audit.>')).toBe(true)
    expect(await reaches(alice, bob, 'old.created', 'in.orders.created')).toBe(true)
  })

  it('carries requests and their answers', async () => {
    const [alice, bob] = [await as('ORDERS/alice'), await as('BILLING/bob')]
    alice.connection.subscribe('price', {
      callback: (_, message) => {
        message.respond('42')
      },
    })
    await alice.connection.flush()
    expect((await bob.connection.request('their.price', '', { timeout: 3_000 })).string()).toBe('42')
  })

  it('holds an account to its limits', async () => {
    const sue = await as('SMALL/sue')
    expect(await isLetIn(credsOf(running.materials, 'SMALL/sue'), running.ports('nats1').client)).toBe(false)
    const errors: string[] = []
    void (async () => {
      for await (const status of sue.connection.status())
        if (status.type === 'error') errors.push(status.error.message)
    })()
    for (const subject of ['a', 'b', 'c', 'd', 'e']) sue.connection.subscribe(subject)
    await sue.connection.flush()
    expect(await eventually(() => errors.some((error) => /maximum subscriptions/i.test(error)))).toBe(true)
    expect(sue.connection.info?.max_payload).toBe(1024)
  })

  it('pushes an account to both servers, and carries to it only with leave', async () => {
    const [root, alice] = [await as('SYS/root'), await as('ORDERS/alice')]
    const materials = (leave: Leave, now: number): Materials =>
      materialsFor(
        modelOf((scope) => declare(scope, leave)),
        now,
      )
    // In the eyes of LATER the audit is public, so it has no activation; ORDERS goes on to want one.
    const denied = materials('denied', Date.now())
    const dora = credsOf(denied, 'LATER/dora')
    expect(await isLetIn(dora, running.ports('nats2').client)).toBe(false)
    expect(await push(root, denied, 'LATER')).toBe(200)
    expect(await eventually(() => isLetIn(dora, running.ports('nats2').client))).toBe(true)
    const without = await as('LATER/dora', 'nats1', denied)
    expect(await reaches(alice, without, 'audit.login', 'audit.login', 1_000)).toBe(false)

    const given = materials('given', Date.now() + 2_000)
    expect(await push(root, given, 'LATER')).toBe(200)
    const withLeave = await as('LATER/dora', 'nats1', given)
    expect(await reaches(alice, withLeave, 'audit.login')).toBe(true)
  })

  it('carries nothing while leave is revoked, and again when it is not', async () => {
    const [root, alice, bob] = [
      await as('SYS/root'),
      await as('ORDERS/alice'),
      await as('BILLING/bob', 'nats2'),
    ]
    alice.connection.subscribe('secret', {
      callback: (_, message) => {
        message.respond()
      },
    })
    await alice.connection.flush()
    const asks = async (): Promise<boolean> =>
      (await bob.connection.request('secret', '', { timeout: 500 }).catch(() => undefined)) !== undefined
    const hears = (patience: number): Promise<boolean> =>
      reaches(alice, bob, 'audit.login', 'audit.login', patience)
    const pushed = (now: number, revoked?: string): Promise<number> => {
      const model = modelOf((scope) => declare(scope, undefined, revoked))
      return push(root, materialsFor(model, now), 'ORDERS')
    }
    expect([await hears(5_000), await eventually(asks)]).toEqual([true, true])
    const now = Date.now()
    expect(await pushed(now + 3_000, new Date(now + 1_000).toISOString())).toBe(200)
    expect(await eventually(async () => !(await asks()))).toBe(true)
    expect(await hears(1_000)).toBe(false)
    expect(await pushed(now + 6_000)).toBe(200)
    expect([await hears(5_000), await eventually(asks)]).toEqual([true, true])
  })
})
