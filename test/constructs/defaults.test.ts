// What constructs are when their props say little or nothing.
import { RootConstruct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { LeafRemote } from '../../lib/constructs/leaf-remote'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import type { NodeProps } from '../../lib/constructs/nodes'
import { User } from '../../lib/constructs/user'
import { Secret } from '../../lib/values/secret'
import { problemsOf } from '../support/thrown'
import { BCRYPT, CERTIFICATE, CSR, KEY, PUBLIC_KEY, surroundings } from './support/cases'

const root = () => new RootConstruct('prod')

describe('a certificate authority', () => {
  it('is a root of ten years', () => {
    expect(new CertificateAuthority(root(), 'ca').source).toEqual({
      kind: 'issued',
      commonName: undefined,
      keyAlgorithm: 'P-256',
      validity: 3650 * 86_400_000,
    })
  })

  it('may have an intermediate of five', () => {
    const { source } = new CertificateAuthority(root(), 'ca', { intermediate: true })
    expect(source).toMatchObject({ intermediate: { commonName: undefined, validity: 1825 * 86_400_000 } })
  })

  it('may be imported, with its line ends made ours', () => {
    const given = `\ufeffsome text\r\n${CERTIFICATE.replaceAll('\n', '\r\n')}${CERTIFICATE}`
    const { source } = new CertificateAuthority(root(), 'ca', { imported: { certificates: given, key: KEY } })
    expect(source).toMatchObject({ kind: 'imported', certificates: CERTIFICATE + CERTIFICATE })
    expect(source.kind === 'imported' && source.key?.reveal()).toBe(KEY.reveal())
  })
})

describe('a user', () => {
  const login = (props: ConstructorParameters<typeof User>[2]) =>
    new User(new Account(root(), 'ORDERS'), 'alice', props).login

  it('logs in by an nkey of ours, over STANDARD connections, with a certificate where one is asked for', () => {
    const user = new User(new Account(root(), 'ORDERS'), 'alice')
    expect(user).toMatchObject({
      login: { kind: 'nkey', publicKey: undefined },
      certificate: 'default',
      connectionTypes: ['STANDARD'],
      permissions: undefined,
      inboxPrefix: undefined,
    })
  })

  it('logs in as its props say', () => {
    expect(login({ nkey: 'generated' })).toEqual({ kind: 'nkey', publicKey: undefined })
    expect(login({ nkey: PUBLIC_KEY })).toEqual({ kind: 'nkey', publicKey: PUBLIC_KEY })
    expect(login({ certificate: 'none' })).toEqual({ kind: 'nkey', publicKey: undefined })
    expect(login({ certificate: {} })).toEqual({ kind: 'certificate' })
    expect(login({ certificate: {}, nkey: 'generated' })).toEqual({ kind: 'nkey', publicKey: undefined })
    expect(login({ password: 'generated' })).toEqual({ kind: 'password', password: { kind: 'generated' } })
    expect(login({ password: 'stdin', certificate: {} })).toEqual({
      kind: 'password',
      password: { kind: 'stdin' },
    })
    expect(login({ password: { from: 'stdin', bcryptCost: 12 } })).toEqual({
      kind: 'password',
      password: { kind: 'stdin', bcryptCost: 12 },
    })
    const text = Secret.of('x'.repeat(72))
    expect(login({ password: text })).toEqual({ kind: 'password', password: { kind: 'text', text } })
    const hash = Secret.of(BCRYPT)
    expect(login({ password: { bcrypt: hash } })).toEqual({
      kind: 'password',
      password: { kind: 'bcrypt', hash },
    })
  })

  it('has a certificate of 90 days, if it says something about it', () => {
    const of = (
      certificate: Exclude<NonNullable<ConstructorParameters<typeof User>[2]>['certificate'], undefined>,
    ) => new User(new Account(root(), 'ORDERS'), 'alice', { certificate }).certificate
    expect(of({ emails: ['a@b.c'] })).toEqual({
      subject: [],
      emails: ['a@b.c'],
      dnsNames: [],
      uris: [],
      keyAlgorithm: 'P-256',
      validity: 90 * 86_400_000,
    })
    expect(of({ csr: `x\r\n${CSR.replaceAll('\n', '\r\n')}` })).toMatchObject({ csr: CSR })
    expect(of({ subject: { CN: 'bob', OU: ['a', 'b'] } })).toMatchObject({
      subject: [
        { type: 'CN', value: 'bob' },
        { type: 'OU', value: 'a' },
        { type: 'OU', value: 'b' },
      ],
    })
  })

  it.each([
    'spiffe://acme/bob',
    'spiffe://acme.example:8443/a/b?c=d',
    'urn:uuid:1-2',
    'mailto:a@b.c',
    'x:%2F',
  ])('may have the URI %s', (uri) => {
    const user = new User(new Account(root(), 'ORDERS'), 'alice', { certificate: { uris: [uri] } })
    expect(user.certificate).toMatchObject({ uris: [uri] })
  })
})

describe('a cluster', () => {
  const minimal = { nodes: { nats1: {} }, serverVersion: '2.12' } as const

  it('has nothing that it was not asked for', () => {
    const hub = new NatsCluster(root(), 'hub', minimal)
    expect(hub).toMatchObject({
      clusterName: 'hub',
      system: '',
      tls: undefined,
      token: undefined,
      authTimeout: undefined,
      noAuthUser: undefined,
      leafnodes: undefined,
      monitoring: undefined,
      jetstream: undefined,
      systemAccount: undefined,
      fileOwner: undefined,
      routes: undefined,
      logging: {},
      limits: {},
      configDir: '/etc/nats',
      overrides: [],
    })
    expect(hub.nodes).toEqual([
      {
        name: 'nats1',
        path: 'prod/hub',
        dnsNames: ['nats1'],
        ipAddresses: [],
        host: '0.0.0.0',
        ports: { client: 4222, cluster: 6222, leafnodes: 7422, monitoring: 8222 },
        advertise: {
          client: { host: 'nats1', port: 4222 },
          cluster: { host: 'nats1', port: 6222 },
          leafnodes: { host: 'nats1', port: 7422 },
        },
      },
    ])
  })

  it('has routes when it has several nodes, or when it says so', () => {
    const nodes = { nats1: {}, nats2: {} }
    expect(new NatsCluster(root(), 'hub', { ...minimal, nodes }).routes).toEqual({})
    expect(new NatsCluster(root(), 'hub', { ...minimal, routes: {} }).routes).toEqual({})
    expect(new NatsCluster(root(), 'hub', { ...minimal, nodes, routes: { poolSize: 1 } }).routes).toEqual({
      poolSize: 1,
    })
  })

  it('gives its listeners’ ports and address to its nodes', () => {
    const hub = new NatsCluster(root(), 'hub', {
      ...minimal,
      host: '127.0.0.1',
      port: 1,
      routes: { port: 2 },
      leafnodes: { port: 3 },
      monitoring: { port: 4 },
      nodes: { nats1: 'a', nats2: { host: '::1', ports: { client: 11 } } },
    })
    expect(hub.nodes.map(({ host, ports }) => [host, Object.values(ports)])).toEqual([
      ['127.0.0.1', [1, 2, 3, 4]],
      ['::1', [11, 2, 3, 4]],
    ])
    expect(hub.monitoring).toEqual({ host: '127.0.0.1', https: false })
  })

  it.each<[string | NodeProps, readonly string[], readonly string[], string]>([
    ['Nats1.Internal', ['nats1.internal'], [], 'nats1.internal'],
    ['10.0.0.1', [], ['10.0.0.1'], '10.0.0.1'],
    ['fd00:0::1', [], ['fd00::1'], 'fd00::1'],
    [{}, ['nats1'], [], 'nats1'],
    [{ dnsNames: [], ipAddresses: [] }, ['nats1'], [], 'nats1'],
    [{ ipAddresses: ['10.0.0.1'] }, [], ['10.0.0.1'], '10.0.0.1'],
    [{ dnsNames: ['a', 'b'], ipAddresses: ['10.0.0.1'] }, ['a', 'b'], ['10.0.0.1'], 'a'],
    [{ dnsNames: ['a'], advertise: 'public.example' }, ['a'], [], 'public.example'],
  ])('has a node %j that others dial', (node, dnsNames, ipAddresses, advertised) => {
    const hub = new NatsCluster(root(), 'hub', { ...minimal, nodes: { nats1: node } })
    expect(hub.nodes).toMatchObject([
      {
        dnsNames,
        ipAddresses,
        advertise: { client: { host: advertised, port: 4222 }, leafnodes: { host: advertised } },
      },
    ])
  })

  it('has a node that is called by an address', () => {
    const hub = new NatsCluster(root(), 'hub', { ...minimal, nodes: { '10.0.0.1': {} } })
    expect(hub.nodes).toMatchObject([{ dnsNames: [], ipAddresses: ['10.0.0.1'] }])
  })

  it('advertises some listeners as they are mapped', () => {
    const advertise = { client: 'public.example:443', leafnodes: '[fd00::1]:1' }
    const hub = new NatsCluster(root(), 'hub', { ...minimal, nodes: { nats1: { advertise } } })
    expect(hub.nodes[0]?.advertise).toEqual({
      client: { host: 'public.example', port: 443 },
      cluster: { host: 'nats1', port: 6222 },
      leafnodes: { host: 'fd00::1', port: 1 },
    })
  })

  it.each([
    ['/etc/nats/', '/etc/nats'],
    ['/', '/'],
    ['.', '.'],
    ['C:\\nats', 'C:\\nats'],
  ])('has its files in %s', (configDir, normal) => {
    expect(new NatsCluster(root(), 'hub', { ...minimal, configDir }).configDir).toBe(normal)
  })
})

describe('a leaf node', () => {
  it('is one server, called like itself, of the version of its hub', () => {
    const { leaf, hub } = surroundings()
    expect(leaf).toMatchObject({
      clusterName: 'berlin',
      serverVersion: hub.serverVersion,
      nodes: [{ name: 'berlin', dnsNames: ['berlin'] }],
    })
    expect(leaf.hub).toBe(hub)
  })

  it('has remotes called by hub and account', () => {
    const { scope, hub, account } = surroundings()
    const system = new Account(scope, 'sys', { name: '$SYS' })
    const remote = { hub, hubAccount: account, account }
    const site = new LeafNode(scope, 'site', {
      address: '10.0.0.9',
      remotes: [remote, { ...remote, hubAccount: system }, { ...remote, name: 'third' }],
    })
    const remotes = site.node.children.filter((child) => child instanceof LeafRemote)
    expect(remotes.map(({ remoteName, servers }) => [remoteName, servers === site])).toEqual([
      ['hub-ORDERS', true],
      ['hub-SYS', true],
      ['third', true],
    ])
  })

  it('says of a bad name no more than that', () => {
    const { scope, hub, account } = surroundings()
    const remotes = [{ hub, hubAccount: account, account }] as const
    expect(problemsOf(() => new LeafNode(scope, 'a b', { remotes }))).toEqual(['invalid-name name'])
    const nodes = { 'a b': {}, 'c d': 'x y' }
    expect(problemsOf(() => new NatsCluster(scope, 'x', { nodes, serverVersion: '2.12' }))).toEqual([
      'invalid-name nodes["a b"]',
      'invalid-name nodes["c d"]',
    ])
  })

  it('says what is wrong with all its remotes, and what two of them have in common', () => {
    const { scope, hub, account, leaf } = surroundings()
    const remote = { hub, hubAccount: account, account }
    const remotes = [remote, remote, { ...remote, hub: leaf, denyImports: ['a b'] }] as never
    expect(problemsOf(() => new LeafNode(scope, 'site', { port: 0, remotes }))).toEqual([
      'duplicate-id id',
      'invalid-construct hub',
      'invalid-port port',
      'invalid-subject denyImports[0]',
    ])
  })
})

describe('a leaf remote', () => {
  it('is called like its id, and stands below servers', () => {
    const { scope, hub, account } = surroundings()
    const props = { hub, hubAccount: account, account }
    expect(new LeafRemote(hub, 'upstream', props)).toMatchObject({
      remoteName: 'upstream',
      denyImports: [],
      denyExports: [],
    })
    expect(problemsOf(() => new LeafRemote(scope, 'upstream', props))).toEqual(['invalid-scope scope'])
    expect(problemsOf(() => new LeafRemote(account, 'upstream', props))).toEqual(['invalid-scope scope'])
  })
})
