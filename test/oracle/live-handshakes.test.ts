// A rendered deployment under real nats-servers of the oldest and the newest line: which certificate every listener
// shows, whom it refuses, and who can become a peer.
import { Account, CertificateAuthority, LeafNode, NatsCluster, TlsSurface, User } from '../../lib/index'
import { LINES, runDeployment, type Line, type RunningDeployment } from './support/deployment'
import { offerRoute } from './support/intruder'
import { monitor } from './support/monitoring'
import { eventually } from '../../lib/testing/wait'
import { dial, type DialOptions, type Identity } from './support/wire'

type Surface = 'client' | 'cluster' | 'leafnodes'
type NodeName = 'nats1' | 'nats2' | 'edge'

/** Clients begin with INFO, leaf nodes with TLS 1.3, and their certificates come from two authorities. */
const run = (serverVersion: Line): Promise<RunningDeployment<NodeName>> =>
  runDeployment(serverVersion, {
    nodes: ['nats1', 'nats2', 'edge'],
    declare: (scope, node) => {
      const ca = new CertificateAuthority(scope, 'clients', { intermediate: true })
      const sites = new CertificateAuthority(scope, 'sites')
      const orders = new Account(scope, 'ORDERS')
      new User(orders, 'alice')
      const here = { host: '127.0.0.1', configDir: '.', monitoring: {} }
      const hub = new NatsCluster(scope, 'hub', {
        ...here,
        nodes: { nats1: node('nats1'), nats2: node('nats2') },
        serverVersion,
        tls: { issuer: ca },
        leafnodes: {},
      })
      new TlsSurface(hub, 'leaf-tls', {
        surface: 'leafnodes',
        issuer: sites,
        minVersion: '1.3',
        handshakeFirst: true,
      })
      new LeafNode(scope, 'edge', {
        ...here,
        address: node('edge'),
        remotes: [{ hub, hubAccount: orders, account: orders }],
      })
    },
  })

describe.each(LINES)('on nats-server %s', (line) => {
  let running: RunningDeployment<NodeName>
  beforeAll(async () => {
    running = await run(line)
  })
  afterAll(() => running.stop())

  const AUTHORITY = { client: 'clients', cluster: 'hub-routes', leafnodes: 'sites' } as const
  const identity = (name: string): Identity => {
    const { chain, key } = running.materials.certificate(name)
    return { certificates: chain, key: key?.reveal() ?? '' }
  }
  const alice = () => identity('user/ORDERS/alice/certificate')
  const listener = (node: 'nats1' | 'nats2', surface: Surface): DialOptions => ({
    port: running.ports(node)[surface],
    tls: surface === 'client' ? 'after-info' : 'first',
    ca: running.materials.authority(AUTHORITY[surface]).bundle,
  })
  /** What the other end says to somebody who begins to speak: text, or why it hung up. */
  const answer = async (options: DialOptions): Promise<string> => {
    const wire = await dial(options)
    wire.send('CONNECT {"verbose":false}', 'PING')
    const said = await wire.receive(/PONG|-ERR[^\r]*/)
    wire.close()
    return /PONG|-ERR[^\r]*/.exec(said)?.[0] ?? wire.ended() ?? 'no answer'
  }

  it.each([
    ['nats1', 'client'],
    ['nats2', 'client'],
    ['nats1', 'cluster'],
    ['nats2', 'cluster'],
    ['nats1', 'leafnodes'],
    ['nats2', 'leafnodes'],
  ] as const)('%s shows the certificate issued for %s', async (node, surface) => {
    const wire = await dial(listener(node, surface))
    wire.close()
    expect(wire.fingerprint).toBe(running.materials.certificate(`tls/hub/${node}/${surface}`).fingerprint)
  })

  it.each(['client', 'cluster', 'leafnodes'] as const)('%s asks for a certificate', async (surface) => {
    expect(await answer(listener('nats1', surface))).toBe('certificate required')
  })

  it.each([
    ['client', 'tls/edge/edge/leaf-remote/hub-ORDERS'],
    ['cluster', 'user/ORDERS/alice/certificate'],
    ['leafnodes', 'user/ORDERS/alice/certificate'],
  ] as const)('%s refuses a certificate that another authority issued', async (surface, name) => {
    expect(await answer({ ...listener('nats1', surface), identity: identity(name) })).toBe('unknown ca')
  })

  it.each(['client', 'cluster', 'leafnodes'] as const)(
    '%s refuses who speaks without TLS',
    async (surface) => {
      expect(await answer({ port: running.ports('nats1')[surface], tls: 'none' })).toBe('closed')
    },
  )

  it('leafnodes speaks nothing below TLS 1.3, client does', async () => {
    const old = { maxVersion: 'TLSv1.2' } as const
    expect(await answer({ ...listener('nats1', 'leafnodes'), ...old })).toMatch(/protocol version/)
    const client = await dial({ ...listener('nats1', 'client'), ...old, identity: alice() })
    client.close()
    expect(client.fingerprint).toBeDefined()
  })

  it('joins the leaf node by mutual TLS', async () => {
    const joined = await eventually(async () => {
      const { leafs = [] } = await monitor<{ leafs?: object[] }>(running.ports('edge').monitoring, 'leafz')
      return leafs.length > 0 && leafs
    })
    expect(joined).toEqual([expect.objectContaining({ account: 'ORDERS', is_spoke: true })])
  })

  it("lists no route that shows a user's certificate", async () => {
    const { port, ca } = listener('nats1', 'cluster')
    const target = { port, monitoring: running.ports('nats1').monitoring, ...(ca !== undefined && { ca }) }
    expect(await offerRoute({ ...target, identity: alice() }, 'hub')).toEqual({
      joined: false,
      reason: 'unknown ca',
    })
    // The same lines with a node's certificate are a route: it is the certificate that decides.
    expect(await offerRoute({ ...target, identity: identity('tls/hub/nats2/cluster') }, 'hub')).toEqual({
      joined: true,
      reason: 'joined',
    })
  })
})
