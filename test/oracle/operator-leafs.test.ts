// Leaf nodes of a hub in operator mode, on real servers: one of the same operator, which looks accounts up at the hub, and a site in
// config mode, which knows nothing of an operator but the creds it logs in with.
import { connect, nkeyAuthenticator } from '@nats-io/transport-node'
import type { Construct } from 'constructs'
import { Account, LeafNode, NatsCluster, NatsSystem, Operator, User, type NodeProps } from '../../lib/index'
import { nkeyIdentity } from '../../lib/model/identity'
import { materialsFor } from '../support/materials'
import { modelOf } from '../support/model'
import { clientOf, reaches, type Client } from './support/client'
import { LINES, runDeployment, type Line, type RunningDeployment } from './support/deployment'
import { credsOf, isLetIn, loginWith, push } from './support/operator'
import { eventually } from '../../lib/testing/wait'

type Name = 'nats1' | 'branch' | 'site'
const NODES: readonly Name[] = ['nats1', 'branch', 'site']

const declare =
  (serverVersion: Line, isLater = false) =>
  (scope: Construct, node: (name: Name) => NodeProps): void => {
    const here = { host: '127.0.0.1', configDir: '.', serverVersion }
    const systemAccount = new Account(scope, 'SYS')
    new Operator(scope, 'acme', { systemAccount })
    new User(systemAccount, 'root')
    const orders = new Account(scope, 'ORDERS', { signingKeys: { main: {} } })
    new User(orders, 'alice')
    if (isLater) new User(new Account(scope, 'LATER'), 'dora')
    const hub = new NatsCluster(scope, 'hub', {
      ...here,
      nodes: { nats1: node('nats1') },
      leafnodes: {},
      resolver: { type: 'full', dir: 'accounts' },
    })
    new LeafNode(scope, 'branch', {
      ...here,
      address: node('branch'),
      resolver: { type: 'cache', dir: 'accounts' },
      remotes: [
        { hub, hubAccount: orders, account: orders },
        { hub, hubAccount: systemAccount, account: systemAccount },
      ],
    })
    const system = new NatsSystem(scope, 'factory')
    const sensors = new Account(system, 'SENSORS')
    new User(sensors, 'sensor')
    new LeafNode(system, 'site', {
      ...here,
      address: node('site'),
      remotes: [{ hub, hubAccount: orders, account: sensors, denyExports: ['secret.>'] }],
    })
  }

describe.each(LINES)('on nats-server %s', (line) => {
  let running: RunningDeployment<Name>
  const open: Client[] = []

  beforeAll(async () => {
    running = await runDeployment(line, { nodes: NODES, declare: declare(line) })
  })
  afterAll(async () => {
    for (const { connection } of open) await connection.close()
    await running.stop()
  })

  const as = async (user: string, node: Name): Promise<Client> => {
    const client = await loginWith(credsOf(running.materials, user), running.ports(node).client)
    open.push(client)
    return client
  }
  const sensor = async (): Promise<Client> => {
    const { seed } = running.materials.nkey(nkeyIdentity('user/factory/SENSORS/sensor'))
    const authenticator = nkeyAuthenticator(Buffer.from(seed.reveal()))
    const servers = `nats://127.0.0.1:${String(running.ports('site').client)}`
    const client = clientOf(await connect({ servers, authenticator }))
    open.push(client)
    return client
  }

  it('a leaf node of the same operator carries to the hub and back', async () => {
    const [alice, there] = [await as('ORDERS/alice', 'nats1'), await as('ORDERS/alice', 'branch')]
    expect(await reaches(alice, there, 'orders.created')).toBe(true)
    expect(await reaches(there, alice, 'orders.shipped')).toBe(true)
  })

  it('a site in config mode carries what it may', async () => {
    const [alice, there] = [await as('ORDERS/alice', 'nats1'), await sensor()]
    expect(await reaches(there, alice, 'temperature')).toBe(true)
    expect(await reaches(alice, there, 'settings')).toBe(true)
    expect(await reaches(there, alice, 'secret.key', 'secret.key', 500)).toBe(false)
  })

  it('a cache looks up at the hub whom it does not know', async () => {
    const model = modelOf((scope) => {
      declare(line, true)(scope, (name) => ({ dnsNames: [name] }))
    })
    const later = materialsFor(model, Date.now())
    const dora = credsOf(later, 'LATER/dora')
    const port = running.ports('branch').client
    expect(await isLetIn(dora, port)).toBe(false)
    expect(await push(await as('SYS/root', 'nats1'), later, 'LATER')).toBe(200)
    expect(await eventually(() => isLetIn(dora, port))).toBe(true)
  })
})
