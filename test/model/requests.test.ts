import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { User } from '../../lib/constructs/user'
import type { Request } from '../../lib/model/request'
import { requestsOf } from '../../lib/model/requests'
import { Secret } from '../../lib/values/secret'
import { CERTIFICATE, CSR, KEY, PUBLIC_KEY } from '../constructs/support/cases'
import { modelOf } from '../support/model'

const model = modelOf((scope) => {
  const ca = new CertificateAuthority(scope, 'acme', { intermediate: true })
  new CertificateAuthority(scope, 'old', { imported: { certificates: CERTIFICATE, key: KEY } })
  const orders = new Account(scope, 'ORDERS')
  new User(orders, 'alice')
  new User(orders, 'bob', { nkey: PUBLIC_KEY, certificate: 'none' })
  new User(orders, 'carol', { password: Secret.of('hunter2'), certificate: { csr: CSR, emails: ['c@x.y'] } })
  new User(new Account(new NatsSystem(scope, 'edge'), 'ORDERS'), 'alice')
  const hub = new NatsCluster(scope, 'hub', {
    nodes: {
      nats1: { dnsNames: ['b', 'a'], ipAddresses: ['10.0.0.1'], advertise: 'public.example' },
      nats2: 'nats2.internal',
    },
    serverVersion: '2.12',
    tls: { issuer: ca, verify: true, dnsNames: ['*.acme.example', 'a'], ipAddresses: ['10.0.0.9'] },
    leafnodes: {},
    authorization: { token: 'generated' },
    jetstream: { storeDir: '/data', encryption: 'aes' },
  })
  new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders }] })
})

const requests = requestsOf(model)
const find = (identity: string): Request | undefined =>
  requests.find((request) => request.identity === identity)

test('everything that is needed is asked for, once, authorities before what they sign', () => {
  expect(requests.map(({ identity }) => identity)).toEqual([
    'ca/acme',
    'ca/acme/intermediate',
    'ca/hub-routes',
    'ca/old',
    'jetstream/hub/nats1',
    'jetstream/hub/nats2',
    'leaf/berlin/hub-ORDERS',
    'tls/berlin/berlin/client',
    'tls/berlin/berlin/leaf-remote/hub-ORDERS',
    'tls/hub/nats1/client',
    'tls/hub/nats1/cluster',
    'tls/hub/nats1/leafnodes',
    'tls/hub/nats2/client',
    'tls/hub/nats2/cluster',
    'tls/hub/nats2/leafnodes',
    'token/hub',
    'user/ORDERS/alice/certificate',
    'user/ORDERS/alice/nkey',
    'user/ORDERS/carol/certificate',
    'user/ORDERS/carol/password',
    'user/edge/ORDERS/alice/nkey',
  ])
})

test('an authority signs only what it must', () => {
  expect(find('ca/acme')).toMatchObject({
    kind: 'authority',
    issuer: undefined,
    pathLength: 1,
    commonName: 'prod acme',
  })
  expect(find('ca/acme/intermediate')).toMatchObject({
    kind: 'authority',
    issuer: 'ca/acme',
    pathLength: 0,
    commonName: 'prod acme intermediate',
  })
  expect(find('ca/hub-routes')).toMatchObject({ issuer: undefined, pathLength: 0 })
  expect(find('ca/old')).toMatchObject({ kind: 'imported-authority', certificates: CERTIFICATE })
})

test('a listener’s certificate has every name that somebody dials, sorted, each once', () => {
  expect(find('tls/hub/nats1/client')).toEqual({
    kind: 'certificate',
    identity: 'tls/hub/nats1/client',
    path: 'prod/hub',
    authority: 'acme',
    keyAlgorithm: 'P-256',
    csr: undefined,
    validity: 90 * 86_400_000,
    subject: [{ type: 'CN', value: 'nats1' }],
    dnsNames: ['*.acme.example', 'a', 'b', 'public.example'],
    ipAddresses: ['10.0.0.1', '10.0.0.9'],
    emails: [],
    uris: [],
    usages: ['serverAuth'],
  })
  // Routes are dialled by their own names, and both dial and accept.
  expect(find('tls/hub/nats1/cluster')).toMatchObject({
    authority: 'hub-routes',
    dnsNames: ['a', 'b', 'public.example'],
    usages: ['serverAuth', 'clientAuth'],
  })
})

test('who only dials has no name and cannot stand in for a server', () => {
  expect(find('tls/berlin/berlin/leaf-remote/hub-ORDERS')).toMatchObject({
    dnsNames: [],
    ipAddresses: [],
    usages: ['clientAuth'],
    authority: 'acme',
  })
  expect(find('user/ORDERS/alice/certificate')).toMatchObject({
    usages: ['clientAuth'],
    subject: [{ value: 'ORDERS/alice' }],
  })
})

test('the owner’s request is certified, not a key of ours', () => {
  expect(find('user/ORDERS/carol/certificate')).toMatchObject({
    csr: CSR,
    emails: ['c@x.y'],
    subject: [{ type: 'CN', value: 'ORDERS/carol' }],
  })
})

test('a secret is in no text that is made of requests', () => {
  expect(JSON.stringify(requests)).not.toMatch(/hunter2|PRIVATE KEY/)
})

test('of two things with one identity one is asked for: a rule says that there are two', () => {
  const twice = modelOf((scope) => {
    const account = new Account(scope, 'ORDERS')
    new User(account, 'a', { name: 'alice' })
    new User(account, 'b', { name: 'alice', password: 'generated' })
  })
  expect(requestsOf(twice).map(({ identity }) => identity)).toEqual([
    'user/ORDERS/alice/nkey',
    'user/ORDERS/alice/password',
  ])
})
