// Holes that natsmith finds, or leaves no room for, on real nats-servers: in each the impostor gets in where the program is
// one that rules refuse, or an override puts back what natsmith leaves out, and not where it is one that they accept.
import type { Construct } from 'constructs'
import {
  Account,
  CertificateAuthority,
  LeafNode,
  NatsCluster,
  Secret,
  TlsSurface,
  User,
} from '../../lib/index'
import type { NodeProps } from '../../lib/index'
import { judged } from '../support/judge'
import { LINES, runDeployment, type Line, type RunningDeployment } from './support/deployment'
import { offerRoute } from './support/intruder'
import { dial, type DialOptions, type Identity } from './support/wire'

const NODES = ['hub1', 'hub2', 'plain', 'edge'] as const
type NodeName = (typeof NODES)[number]
type Program = (scope: Construct, node: (name: NodeName) => NodeProps) => void

/** Codes of the errors that natsmith finds in a program. */
const errorsOf = (program: Program): readonly string[] => [
  ...new Set(
    judged({
      program: (scope) => {
        program(scope, (name) => ({ dnsNames: [`${name}.internal`] }))
      },
    }).flatMap(({ code, severity }) => (severity === 'error' ? [code] : [])),
  ),
]

const REFUSED = "-ERR 'Authorization Violation'"

/**
 * Who has nothing but a certificate, bob, on a cluster that maps certificates, and on servers that do not; mallory with an
 * nkey; a leaf node.
 */
const servers =
  (
    serverVersion: Line,
    hole: 'none' | 'by name' | 'by certificate' | 'by known URL' | 'without TLS',
  ): Program =>
  (scope, node) => {
    const ca = new CertificateAuthority(scope, 'ca')
    const orders = new Account(scope, 'ORDERS')
    const emails = ['bob@acme.com']
    new User(orders, 'bob', { certificate: { issuer: ca, emails } })
    new User(orders, 'carol', { certificate: { issuer: ca, subject: { CN: 'edge', O: 'Acme' } } })
    new User(orders, 'dave', { password: Secret.of('dave') })
    const other = new Account(scope, 'OTHER')
    const taken = hole === 'by certificate' && { certificate: { issuer: ca, emails } }
    new User(other, 'mallory', { nkey: 'generated', ...taken })

    const here = { host: '127.0.0.1', configDir: '.', serverVersion, leafnodes: {}, monitoring: {} }
    const nodes = { hub1: node('hub1'), hub2: node('hub2') }
    const hub = new NatsCluster(scope, 'hub', { ...here, nodes, tls: { issuer: ca, verifyAndMap: true } })
    const plain = new NatsCluster(scope, 'second', {
      ...here,
      nodes: { plain: node('plain') },
      tls: { issuer: ca },
    })
    const remote = { hub, hubAccount: other, account: other }
    const routed = hole === 'by known URL' && { tls: { dnsNames: ['localhost', 'hub2.internal'] } }
    new LeafNode(scope, 'edge', {
      ...here,
      address: node('edge'),
      tls: { issuer: ca },
      remotes: [{ ...remote, ...routed }],
    })
    if (hole === 'by name') {
      const entry = { user: 'bob@acme.com', allowed_connection_types: ['STANDARD', 'LEAFNODE'] }
      plain.addConfOverride(['accounts', 'ORDERS', 'users', 1], entry)
    }
    if (hole === 'by known URL')
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer: ca, verifyCertAndCheckKnownUrls: true })
    if (hole === 'without TLS') plain.addConfOverride(['Allow_Non_TLS'], true)
  }

describe.each(LINES)('on nats-server %s', (line) => {
  const start = (hole: Parameters<typeof servers>[1]): Promise<RunningDeployment<NodeName>> =>
    runDeployment<NodeName>(line, { nodes: NODES, declare: servers(line, hole) })

  let running: RunningDeployment<NodeName>
  const identity = (name: string): Identity => {
    const { chain, key } = running.materials.certificate(name)
    return { certificates: chain, key: key?.reveal() ?? '' }
  }
  const mallory = (): Identity => identity('user/OTHER/mallory/certificate')
  const leaf = (): Identity => identity('tls/edge/edge/leaf-remote/hub-OTHER')
  const ca = (): string => running.materials.authority('ca').bundle

  /** What a listener says to a CONNECT with these words. */
  async function answer(port: number, connect: object, given: Partial<DialOptions>): Promise<string> {
    const wire = await dial({ port, tls: 'after-info', ca: ca(), ...given })
    wire.send(`CONNECT ${JSON.stringify(connect)}`, 'PING')
    const said = await wire.receive(/PONG|-ERR[^\r]*/)
    wire.close()
    return /PONG|-ERR[^\r]*/.exec(said)?.[0] ?? wire.ended() ?? 'no answer'
  }
  const asBob = { user: 'bob@acme.com', pass: '' }
  const asLeaf = { ...asBob, name: 'x', cluster: 'x', server_id: 'x', version: '2.10.27', headers: true }

  describe('where nothing is wrong', () => {
    beforeAll(async () => {
      running = await start('none')
    })
    afterAll(() => running.stop())

    it('natsmith finds no error', () => {
      expect(errorsOf(servers(line, 'none'))).toEqual([])
    })

    it('bob comes in by his certificate, where it is mapped', async () => {
      const bob = identity('user/ORDERS/bob/certificate')
      expect(await answer(running.ports('hub1').client, {}, { identity: bob })).toBe('PONG')
    })

    it.each([
      ['plain', 'client'],
      ['plain', 'leafnodes'],
      ['hub1', 'leafnodes'],
      ['edge', 'leafnodes'],
      ['edge', 'client'],
    ] as const)('nobody is bob by his name, at %s %s', async (node, listener) => {
      const port = running.ports(node)[listener]
      const connect = listener === 'client' ? asBob : asLeaf
      expect(await answer(port, connect, { identity: mallory() })).toBe(REFUSED)
    })

    it('nobody is bob by another certificate', async () => {
      const { client: port } = running.ports('hub1')
      expect(await answer(port, {}, { identity: mallory() })).toBe(REFUSED)
      expect(await answer(port, asBob, { identity: mallory() })).toBe(REFUSED)
      expect(await answer(port, {}, { identity: leaf() })).toBe(REFUSED)
    })

    it('no certificate of the authority of clients is a route', async () => {
      const { cluster: port, monitoring } = running.ports('hub1')
      const { bundle } = running.materials.authority('hub-routes')
      const { joined } = await offerRoute({ port, monitoring, ca: bundle, identity: leaf() }, 'hub')
      expect(joined).toBe(false)
    })

    it('nobody comes in without TLS', async () => {
      const dave = { user: 'dave', pass: 'dave' }
      expect(await answer(running.ports('plain').client, dave, { tls: 'none' })).not.toBe('PONG')
    })
  })

  describe('where an override puts a login without a password on a server that does not map', () => {
    beforeAll(async () => {
      running = await start('by name')
    })
    afterAll(() => running.stop())

    it.each([
      ['client', asBob],
      ['leafnodes', asLeaf],
    ] as const)('whoever says his name to %s is bob', async (listener, connect) => {
      expect(await answer(running.ports('plain')[listener], connect, { identity: mallory() })).toBe('PONG')
    })
  })

  describe('where a certificate has the name of another', () => {
    beforeAll(async () => {
      running = await start('by certificate')
    })
    afterAll(() => running.stop())

    it('natsmith refuses it', () => {
      expect(errorsOf(servers(line, 'by certificate'))).toEqual(['certificate-of-another'])
    })

    it('mallory is bob', async () => {
      expect(await answer(running.ports('hub1').client, {}, { identity: mallory() })).toBe('PONG')
    })
  })

  describe('where known URLs are all that tells routes from clients, and a leaf node has the name of one', () => {
    beforeAll(async () => {
      running = await start('by known URL')
    })
    afterAll(() => running.stop())

    it('natsmith refuses it', () => {
      expect(errorsOf(servers(line, 'by known URL'))).toEqual(['peers-trust-clients'])
    })

    it('the leaf node is a route', async () => {
      const { cluster: port, monitoring } = running.ports('hub1')
      const { joined } = await offerRoute({ port, monitoring, ca: ca(), identity: leaf() }, 'hub')
      expect(joined).toBe(true)
    })
  })

  describe('where an option is in another case', () => {
    beforeAll(async () => {
      running = await start('without TLS')
    })
    afterAll(() => running.stop())

    it('natsmith refuses it', () => {
      expect(errorsOf(servers(line, 'without TLS'))).toEqual(['plaintext-listener'])
    })

    it('dave comes in without TLS', async () => {
      const { text } = running.materials.password('user/ORDERS/dave/password')
      const dave = { user: 'dave', pass: text?.reveal() }
      expect(await answer(running.ports('plain').client, dave, { tls: 'none' })).toBe('PONG')
    })
  })
})
