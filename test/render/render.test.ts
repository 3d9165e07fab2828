// The files of a node: which there are, what they are called, and what is in them.
import { X509Certificate, createHash, createPublicKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Construct } from 'constructs'
import type { NatsClusterProps, TlsProps } from '../../lib/index'
import {
  Account,
  CertificateAuthority,
  LeafNode,
  NatsCluster,
  Secret,
  TlsSurface,
  User,
} from '../../lib/index'
import type { Artifact } from '../../lib/render/artifact'
import { configDigest } from '../../lib/render/conf/digest'
import type { RenderedNode } from '../../lib/render/render'
import { render } from '../../lib/render/render'
import { splitCertificates } from '../../lib/x509/pem'
import { NOW, authorityPem, materialsFor } from '../support/materials'
import { modelOf } from '../support/model'
import { codeOf } from '../support/steps'

const ONE: NatsClusterProps = { nodes: { n1: 'n1.internal' }, serverVersion: '2.12' }

function renderedNodes(define: (scope: Construct) => void): ReadonlyMap<string, RenderedNode> {
  const model = modelOf(define)
  return new Map(render(model, materialsFor(model)).map((rendered) => [rendered.node.name, rendered]))
}

function artifactsOf(define: (scope: Construct) => void, name = 'n1'): readonly Artifact[] {
  return renderedNodes(define).get(name)?.artifacts ?? []
}

const tlsArtifacts = (tls: (scope: Construct) => TlsProps): readonly Artifact[] =>
  artifactsOf((scope) => new NatsCluster(scope, 'hub', { ...ONE, tls: tls(scope) }))

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex')
const only = (artifacts: readonly Artifact[], purpose: Artifact['purpose']): Artifact => {
  const [artifact, ...others] = artifacts.filter((a) => a.purpose === purpose)
  if (artifact === undefined || others.length > 0) throw new Error(`not one ${purpose}`)
  return artifact
}

describe('the files of a node', () => {
  const artifacts = tlsArtifacts((scope) => ({
    issuer: new CertificateAuthority(scope, 'ca', { intermediate: true }),
  }))

  it('are its conf, and certificate, key and authorities of each tls block', () => {
    expect(
      artifacts.map(({ path, mode, sensitive, purpose, detail }) => [
        path.replace(/[0-9a-f]{16}/, '#'),
        mode,
        sensitive,
        purpose,
        detail,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['/etc/nats/nats-server.conf', 0o600, true, 'conf', 'nats-server'],
        ['/etc/nats/tls/client-#.crt', 0o644, false, 'certificate', 'client'],
        ['/etc/nats/tls/client-#.key', 0o600, true, 'key', 'client'],
        ['/etc/nats/tls/client-ca-#.crt', 0o644, false, 'ca', 'client'],
      ]),
    )
    expect(artifacts).toHaveLength(4)
    expect(new Set(artifacts.map(({ node }) => node))).toEqual(new Set(['n1']))
  })

  it('are named by what is public in them', () => {
    const certificate = only(artifacts, 'certificate')
    const chain = splitCertificates(certificate.content).map((pem) => new X509Certificate(pem).raw)
    expect(certificate.path).toContain(sha256(Buffer.concat(chain)).slice(0, 16))
    const key = only(artifacts, 'key')
    const publicKey = createPublicKey(key.content).export({ type: 'spki', format: 'der' })
    expect(key.path).toContain(sha256(publicKey).slice(0, 16))
    const ca = only(artifacts, 'ca')
    expect(ca.path).toContain(sha256(ca.content).slice(0, 16))
  })

  it('hold the leaf before its intermediate, and in the CA file every authority', () => {
    const chain = splitCertificates(only(artifacts, 'certificate').content).map(
      (pem) => new X509Certificate(pem),
    )
    expect(chain.map((c) => c.subject)).toEqual(['CN=n1', 'CN=prod ca intermediate'])
    const authorities = splitCertificates(only(artifacts, 'ca').content).map(
      (pem) => new X509Certificate(pem).subject,
    )
    expect([...authorities].sort()).toEqual(['CN=prod ca', 'CN=prod ca intermediate'])
  })

  it('say when they end, and which documents are in them', () => {
    const facts = (purpose: Artifact['purpose']) => {
      const { notAfter, identities } = only(artifacts, purpose)
      return { notAfter, identities }
    }
    const days = (n: number): number => NOW + n * 86_400_000
    expect(facts('certificate')).toEqual({ notAfter: days(90), identities: ['tls/hub/n1/client'] })
    expect(facts('key')).toEqual({ notAfter: undefined, identities: ['tls/hub/n1/client'] })
    expect(facts('ca')).toEqual({ notAfter: days(1825), identities: ['ca/ca'] })
    expect(facts('conf')).toEqual({ notAfter: undefined, identities: [] })
  })

  it('name in the conf what logs in', () => {
    const nodes = renderedNodes((scope) => {
      const account = new Account(scope, 'A')
      new User(account, 'ann')
      new User(account, 'bea', { password: 'generated' })
      const jetstream = { storeDir: 'js', encryption: 'aes' } as const
      const hub = new NatsCluster(scope, 'hub', { ...ONE, leafnodes: {}, jetstream })
      new LeafNode(scope, 'edge', { remotes: [{ hub, hubAccount: account, account }] })
    })
    const users = ['user/A/ann/nkey', 'user/A/bea/password']
    const identities = (name: string): readonly string[] =>
      only(nodes.get(name)?.artifacts ?? [], 'conf').identities
    expect(identities('n1')).toEqual(['jetstream/hub/n1', 'leaf/edge/hub-A', ...users])
    expect(identities('edge')).toEqual(['leaf/edge/hub-A', ...users])
  })
})

describe('trust', () => {
  it('is one file, sorted, with every certificate once', () => {
    const bundle = (
      order: (a: CertificateAuthority, b: CertificateAuthority, given: string) => TlsProps['trust'],
    ): string =>
      only(
        tlsArtifacts((scope) => {
          const [a, b] = [new CertificateAuthority(scope, 'a'), new CertificateAuthority(scope, 'b')]
          return { issuer: a, trust: order(a, b, authorityPem('c')) ?? [] }
        }),
        'ca',
      ).content
    const one = bundle((a, b, given) => [a, b, { certificates: given }])
    expect(splitCertificates(one)).toHaveLength(3)
    expect(bundle((a, b, given) => [{ certificates: given }, b, { certificates: given }, a, b])).toBe(one)
  })

  it('in a file on the node is never written', () => {
    const artifacts = tlsArtifacts((scope) => ({
      issuer: new CertificateAuthority(scope, 'ca'),
      trust: [{ onNode: { caFile: '/acme/ca.crt' } }],
    }))
    expect(artifacts.map(({ purpose }) => purpose)).not.toContain('ca')
  })

  it('in a file on the node and elsewhere cannot be rendered', () => {
    const mixed = (): unknown =>
      tlsArtifacts((scope) => {
        const issuer = new CertificateAuthority(scope, 'ca')
        return { issuer, trust: [issuer, { onNode: { caFile: '/acme/ca.crt' } }] }
      })
    expect(codeOf(mixed)).toBe('mixed-trust')
  })
})

describe('a certificate that somebody else issued', () => {
  it('is copied with its key, and named as one of ours would be', () => {
    const ours = tlsArtifacts((scope) => ({ issuer: new CertificateAuthority(scope, 'ca') }))
    const certificate = only(ours, 'certificate')
    const key = only(ours, 'key')
    const copied = tlsArtifacts(() => ({
      certificate: { certificates: certificate.content, key: Secret.of(key.content) },
      trust: [{ certificates: only(ours, 'ca').content }],
    }))
    expect(copied).toEqual(
      expect.arrayContaining([
        { ...certificate, identities: [] },
        { ...key, identities: [] },
        { ...only(ours, 'ca'), identities: [] },
      ]),
    )
  })

  it('and is on the node is never written', () => {
    const artifacts = tlsArtifacts(() => ({
      certificate: { onNode: { certFile: '/acme/tls.crt', keyFile: '/acme/tls.key' } },
    }))
    expect(artifacts.map(({ purpose }) => purpose)).toEqual(['conf'])
  })
})

describe('configDir', () => {
  it.each([
    ['/', '/nats-server.conf'],
    ['/etc/nats/', '/etc/nats/nats-server.conf'],
    ['conf', 'conf/nats-server.conf'],
    ['.', 'nats-server.conf'],
  ])('%s holds the conf as %s', (configDir, path) => {
    const artifacts = artifactsOf((scope) => new NatsCluster(scope, 'hub', { ...ONE, configDir }))
    expect(only(artifacts, 'conf').path).toBe(path)
  })
})

describe('a whole deployment', () => {
  const declare = (scope: Construct): void => {
    const ca = new CertificateAuthority(scope, 'ca', { commonName: 'Acme NATS' })
    const orders = new Account(scope, 'orders', { name: 'ORDERS', exports: [{ stream: 'orders.>' }] })
    const billing = new Account(scope, 'billing', {
      name: 'BILLING',
      imports: [{ from: orders, stream: 'orders.>' }],
    })
    new User(orders, 'alice', {
      permissions: { publish: ['orders.>'], subscribe: ['events.>'] },
      inboxPrefix: '_INBOX_alice',
    })
    new User(billing, 'bob', { password: Secret.of('b0b'), permissions: { subscribe: ['orders.> workers'] } })
    const hub = new NatsCluster(scope, 'hub', {
      nodes: { n1: 'n1.internal', n2: 'n2.internal' },
      serverVersion: '2.12',
      tls: { issuer: ca },
      leafnodes: {},
      monitoring: {},
      jetstream: { storeDir: '/var/lib/nats', maxFile: '10GB', encryption: 'aes' },
    })
    new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer: ca, handshakeFirst: true })
    new LeafNode(scope, 'edge', { remotes: [{ hub, hubAccount: orders, account: orders }] })
  }

  // NATSMITH_GOLDEN=write npx jest … writes them anew; the difference is for a person to read.
  it.each(['n1', 'edge'])('has for %s the conf that is kept beside this test', (name) => {
    const rendered = renderedNodes(declare).get(name)
    const content = only(rendered?.artifacts ?? [], 'conf').content
    const file = join(__dirname, 'golden', `${name}.conf`)
    if (process.env['NATSMITH_GOLDEN'] === 'write') writeFileSync(file, content)
    expect(content).toBe(readFileSync(file, 'utf8'))
    expect(rendered?.configDigest).toBe(configDigest(rendered?.conf ?? {}))
  })

  it('has the same bytes however often it is made', () => {
    expect(renderedNodes(declare)).toEqual(renderedNodes(declare))
  })

  it('shows no secret but where it is needed', () => {
    const { seed } = materialsFor(modelOf(declare)).nkey('leaf/edge/hub-ORDERS')
    const shown = JSON.stringify([...renderedNodes(declare).values()].map(({ conf }) => conf))
    expect(shown).not.toContain(seed.reveal())
    const open = [...renderedNodes(declare).values()]
      .flatMap(({ artifacts }) => artifacts)
      .filter((a) => !a.sensitive)
    for (const { content } of open) expect(content).not.toMatch(/PRIVATE|SU[A-Z2-7]{56}/)
  })
})
