import type { Construct } from 'constructs'
import type { NatsClusterProps } from '../../lib/index'
import {
  Account,
  CertificateAuthority,
  NatsCluster,
  NatsSystem,
  Operator,
  Secret,
  User,
} from '../../lib/index'
import { userName } from '../../lib/model/identity'
import { usersOf } from '../../lib/model/query'
import type { ClientFile } from '../../lib/render/client'
import { clientFiles, contextName, ownersPart, tokenFiles } from '../../lib/render/client'
import { render } from '../../lib/render/render'
import { CSR, PUBLIC_KEY } from '../constructs/support/cases'
import { authorityPem, materialsFor } from '../support/materials'
import { modelOf } from '../support/model'
import { codeOf } from '../support/steps'

const ONE: NatsClusterProps = { nodes: { n1: 'n1.internal' }, serverVersion: '2.12' }
const DIR = '/home/alice/nats'

/** The files of a user, by name. */
function filesOf(
  define: (scope: Construct) => void,
  user = 'A/ann',
  dir = DIR,
): ReadonlyMap<string, ClientFile> {
  const model = modelOf(define)
  const found = usersOf(model).find((u) => userName(u) === user)
  if (found === undefined) throw new Error(`no user ${user}`)
  return new Map(clientFiles(model, found, materialsFor(model), dir).map((file) => [file.name, file]))
}

const json = (files: ReadonlyMap<string, ClientFile>, name: string): unknown =>
  JSON.parse(files.get(name)?.content ?? '')

/** An account `A` with what `define` adds, and a cluster with mutual TLS. */
const withCluster =
  (define: (account: Account) => void, props: Partial<NatsClusterProps> = {}) =>
  (scope: Construct): void => {
    const issuer = new CertificateAuthority(scope, 'ca', { intermediate: true })
    define(new Account(scope, 'A'))
    new NatsCluster(scope, 'hub', { ...ONE, tls: { issuer }, ...props })
  }

describe('clientFiles', () => {
  const files = filesOf(withCluster((a) => new User(a, 'ann', { inboxPrefix: '_INBOX_ann' })))

  it('are the credentials of a user, settings and a context', () => {
    expect([...files.values()].map(({ name, mode, sensitive }) => [name, mode, sensitive])).toEqual([
      ['prod-A-ann/ca.crt', 0o644, false],
      ['prod-A-ann/user.crt', 0o644, false],
      ['prod-A-ann/user.key', 0o600, true],
      ['prod-A-ann/user.nk', 0o600, true],
      ['prod-A-ann/client.json', 0o600, true],
      ['nats/context/prod-A-ann.json', 0o600, true],
    ])
    // A seed and nothing else: nats.js takes no line end.
    expect(files.get('prod-A-ann/user.nk')?.content).toMatch(/^SU[A-Z2-7]{56}$/)
  })

  it('name the servers that map certificates, for who logs in by certificate alone', () => {
    const define = (verifyAndMap: boolean) => (scope: Construct) => {
      const issuer = new CertificateAuthority(scope, 'ca')
      new User(new Account(scope, 'A'), 'ann', { certificate: { emails: ['ann@acme.com'] } })
      new NatsCluster(scope, 'hub', { ...ONE, tls: { issuer, verifyAndMap } })
      new NatsCluster(scope, 'other', { ...ONE, nodes: { n2: 'n2.internal' }, tls: { issuer } })
    }
    const serversOf = (verifyAndMap: boolean) => json(filesOf(define(verifyAndMap)), 'prod-A-ann/client.json')
    expect(serversOf(true)).toMatchObject({ servers: ['tls://n1.internal:4222'] })
    // An override may map.
    expect(serversOf(false)).toMatchObject({ servers: ['tls://n1.internal:4222', 'tls://n2.internal:4222'] })
  })

  it('has settings in the words of nats.js', () => {
    expect(json(files, 'prod-A-ann/client.json')).toEqual({
      name: 'A/ann',
      servers: ['tls://n1.internal:4222'],
      tls: {
        caFile: `${DIR}/prod-A-ann/ca.crt`,
        certFile: `${DIR}/prod-A-ann/user.crt`,
        keyFile: `${DIR}/prod-A-ann/user.key`,
      },
      nkeyFile: `${DIR}/prod-A-ann/user.nk`,
      inboxPrefix: '_INBOX_ann',
    })
  })

  it('has a context in the words of the nats command', () => {
    expect(json(files, 'nats/context/prod-A-ann.json')).toEqual({
      description: 'A/ann',
      url: 'tls://n1.internal:4222',
      ca: `${DIR}/prod-A-ann/ca.crt`,
      cert: `${DIR}/prod-A-ann/user.crt`,
      key: `${DIR}/prod-A-ann/user.key`,
      nkey: `${DIR}/prod-A-ann/user.nk`,
      inbox_prefix: '_INBOX_ann',
    })
  })

  it('holds a password where it is known, and not where only the owner knows it', () => {
    const known = filesOf(withCluster((a) => new User(a, 'ann', { password: Secret.of('s3cret') })))
    expect(json(known, 'prod-A-ann/client.json')).toMatchObject({
      user: 'ann',
      pass: expect.any(String) as string,
    })
    expect(json(known, 'nats/context/prod-A-ann.json')).toMatchObject({
      user: 'ann',
      password: expect.any(String) as string,
    })
    expect(known.has('prod-A-ann/user.nk')).toBe(false)
  })

  it('leaves a place for what the owner keeps', () => {
    const publicKey = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4'
    const kept = filesOf(withCluster((a) => new User(a, 'ann', { nkey: publicKey, certificate: 'none' })))
    expect([...kept.keys()]).toEqual([
      'prod-A-ann/ca.crt',
      'prod-A-ann/client.json',
      'nats/context/prod-A-ann.json',
    ])
    expect(json(kept, 'prod-A-ann/client.json')).toMatchObject({ nkeyFile: `${DIR}/prod-A-ann/user.nk` })
  })

  it('connects to every client listener of the user’s system, as it is advertised, and once', () => {
    const many = filesOf((scope) => {
      const a = new Account(scope, 'A')
      new User(a, 'ann')
      new NatsCluster(scope, 'east', {
        ...ONE,
        nodes: {
          e1: { dnsNames: ['e1'], advertise: { client: 'nats.acme.com:443' } },
          e2: { ipAddresses: ['fd00::2'] },
          e3: { dnsNames: ['e3'], advertise: { client: 'nats.acme.com:443' } },
        },
      })
      new NatsCluster(scope, 'west', {
        ...ONE,
        tls: { issuer: new CertificateAuthority(scope, 'ca'), handshakeFirst: true },
      })
      const edge = new NatsSystem(scope, 'edge')
      new NatsCluster(edge, 'far', { ...ONE, nodes: { f1: 'f1' } })
    })
    expect(json(many, 'prod-A-ann/client.json')).toMatchObject({
      servers: ['nats://nats.acme.com:443', 'nats://[fd00::2]:4222', 'tls://n1.internal:4222'],
      tls: { handshakeFirst: true },
    })
    expect(json(many, 'nats/context/prod-A-ann.json')).toMatchObject({ tls_first: true })
  })

  it('gives no settings to a user that is no ordinary client', () => {
    const leaf = filesOf(withCluster((a) => new User(a, 'ann', { connectionTypes: ['LEAFNODE'] })))
    expect([...leaf.keys()].filter((name) => name.endsWith('.json'))).toEqual([])
    expect(leaf.has('prod-A-ann/user.nk')).toBe(true)
  })

  it('gives none to a user whose signing key allows no client, whatever the user says itself', () => {
    const scoped = filesOf((scope) => {
      new Operator(scope, 'acme')
      const scope_ = { connectionTypes: ['MQTT'] } as const
      const a = new Account(scope, 'A', { signingKeys: { things: { scope: scope_ } } })
      new User(a, 'ann', { signingKey: 'things' })
      new NatsCluster(scope, 'hub', ONE)
    })
    expect([...scoped.keys()]).toEqual(['prod-A-ann/user.creds'])
  })

  it('trusts who issued a certificate that was copied, if that is known', () => {
    const ours = modelOf(withCluster((a) => new User(a, 'ann')))
    const artifacts = render(ours, materialsFor(ours)).flatMap((node) => node.artifacts)
    const content = (purpose: string): string => artifacts.find((a) => a.purpose === purpose)?.content ?? ''
    const certificate = { certificates: content('certificate'), key: Secret.of(content('key')) }
    const copied = (scope: Construct, trust: readonly { certificates: string }[]): void => {
      new User(new Account(scope, 'A'), 'ann')
      new NatsCluster(scope, 'hub', { ...ONE, tls: { certificate, trust } })
    }
    const known = filesOf((scope) => {
      copied(scope, [{ certificates: content('ca') }])
    })
    expect(known.get('prod-A-ann/ca.crt')?.content).toBe(content('ca'))
    const files = filesOf((scope) => {
      copied(scope, [{ certificates: authorityPem('stranger') }])
    })
    expect(files.has('prod-A-ann/ca.crt')).toBe(false)
    expect(json(files, 'prod-A-ann/client.json')).not.toHaveProperty('tls.caFile')
  })

  it('refuses a folder in which the nats command would see a variable', () => {
    expect(
      codeOf(() =>
        filesOf(
          withCluster((a) => new User(a, 'ann')),
          'A/ann',
          '/tmp/$HOME',
        ),
      ),
    ).toBe('folder-not-representable')
  })
})

describe('contextName', () => {
  it('tells users apart that would share a name, and has no sign that a shell or the nats command knows', () => {
    const model = modelOf((scope) => {
      new User(new Account(scope, 'a', { name: 'A-B' }), 'c')
      new User(new Account(scope, 'b', { name: 'A' }), 'B-c')
      new User(new Account(scope, 'sys', { name: '$SYS' }), 'root')
      const edge = new NatsSystem(scope, 'edge')
      new User(new Account(edge, 'LOCAL'), 'd')
    })
    const names = usersOf(model).map((user) => contextName(model, user))
    expect(new Set(names).size).toBe(4)
    expect(names).toEqual(
      expect.arrayContaining([
        'prod-SYS-root',
        'prod-edge-LOCAL-d',
        expect.stringMatching(/^prod-A-B-c-[0-9a-f]{8}$/) as string,
      ]),
    )
  })
})

describe('tokenFiles', () => {
  it('let everybody in who has the token, on a listener that asks for no certificate', () => {
    const model = modelOf((scope) => {
      const issuer = new CertificateAuthority(scope, 'ca')
      new NatsCluster(scope, 'hub', { ...ONE, tls: { issuer }, authorization: { token: 'generated' } })
    })
    const [hub] = model.clusters
    if (hub === undefined) throw new Error('no cluster')
    const materials = materialsFor(model)
    const files = new Map(tokenFiles(model, hub, materials, DIR).map((file) => [file.name, file]))
    expect(hub.tls.client).toMatchObject({ verify: false })
    expect(json(files, 'prod-token-hub/client.json')).toEqual({
      name: 'token/hub',
      servers: ['tls://n1.internal:4222'],
      tls: { caFile: `${DIR}/prod-token-hub/ca.crt` },
      token: materials.password('token/hub').text?.reveal(),
    })
    expect(json(files, 'nats/context/prod-token-hub.json')).toMatchObject({
      token: materials.password('token/hub').text?.reveal(),
    })
    expect([...files.values()].map(({ mode, sensitive }) => [mode, sensitive])).toEqual([
      [0o644, false],
      [0o600, true],
      [0o600, true],
    ])
  })
})

describe('ownersPart', () => {
  it('is nothing for what natsmith made, and every part that only the owner has', () => {
    const model = modelOf(
      withCluster((account) => {
        new User(account, 'ann')
        new User(account, 'bob', { nkey: PUBLIC_KEY, certificate: { csr: CSR } })
        new User(account, 'carol', { password: Secret.of('hunter2') })
      }),
    )
    const parts = usersOf(model).map((user) => ownersPart(model, user))
    expect(parts).toEqual([
      [],
      [
        'put the key of the certificate into prod-A-bob/user.key',
        'put the seed of the nkey into prod-A-bob/user.nk',
      ],
      ['add the password, which natsmith does not keep'],
    ])
  })
})
