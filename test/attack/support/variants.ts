// Props for every string that a construct declares: those of the constructors' cases, and where a prop takes one of several
// kinds, one variant for each.
import type { Kind } from '../../../lib/constructs/kinds'
import { isPlainObject } from '../../../lib/values/plain-object'
import { Secret } from '../../../lib/values/secret'
import type { AnyProps, Case, Surroundings } from '../../constructs/support/cases'
import { BCRYPT, CERTIFICATE, CSR, KEY } from '../../constructs/support/cases'

type Variant = (around: Surroundings) => AnyProps

const copied = { certificates: CERTIFICATE, key: KEY }
const onNode = { certFile: '/etc/ssl/nats.crt', keyFile: '/etc/ssl/nats.key' }

const permissions = {
  publish: { allow: ['orders.>'], deny: ['orders.x'] },
  subscribe: ['events.>'],
}

/** In the place of the fields of a certificate that natsmith issues. */
const foreign: readonly AnyProps[] = [
  { certificate: copied, trust: [{ certificates: CERTIFICATE }] },
  { certificate: { onNode }, trust: [{ onNode: { caFile: '/etc/ssl/ca.pem' } }] },
  { certificate: { byNode: { nats1: copied } } },
  { certificate: { byNode: { nats1: { onNode } } } },
]

const attribute = (value: unknown): AnyProps =>
  Object.fromEntries(['CN', 'OU', 'O', 'L', 'ST'].map((type) => [type, value]))

const passwords = [
  Secret.of('a password'),
  { from: Secret.of('a password'), bcryptCost: 5 },
  { bcrypt: Secret.of(BCRYPT) },
]

const ofServers = (nodeIn: (node: unknown) => AnyProps): readonly Variant[] => [
  () => nodeIn('nats1.internal'),
  () => nodeIn({ advertise: 'nats.acme.example' }),
  ...foreign.map((tls) => () => ({ tls })),
  ...passwords.map((token) => () => ({ authorization: { token } })),
  () => ({ resolver: { type: 'cache', dir: '/var/lib/nats/jwt', ttl: '1h' } }),
]

const remote = ({ hub, account }: Surroundings): AnyProps => ({ hub, hubAccount: account, account })

/** What replaces props of the construct's case. */
const PATCHES: Readonly<Partial<Record<Kind, readonly Variant[]>>> = {
  CertificateAuthority: [
    () => ({
      ...{
        imported: copied,
        commonName: undefined,
        keyAlgorithm: undefined,
      },
      ...{ validity: undefined, intermediate: undefined },
    }),
  ],
  Account: [
    () => ({ signingKeys: { app: { scope: { connectionTypes: 'any' } } } }),
    () => ({
      defaultPermissions: permissions,
      jetstream: { memoryMaxStreamBytes: '1MB', storeMaxStreamBytes: '1MB' },
      signingKeys: { main: { scope: { permissions } } },
    }),
    () => ({
      jetstream: {
        tiers: {
          R1: {
            ...{ maxMemory: '1GB', maxStore: '1TB' },
            ...{ memoryMaxStreamBytes: '1MB', storeMaxStreamBytes: '1MB' },
          },
        },
      },
    }),
  ],
  User: [
    ...passwords.map((password) => () => ({ nkey: undefined, password })),
    () => ({ certificate: 'none', permissions, connectionTypes: 'any' }),
    ...[
      { ...attribute('Acme'), C: 'DE' },
      { ...attribute(['Acme']), C: ['DE'] },
    ].map((subject) => () => ({
      certificate: { csr: CSR, subject },
    })),
  ],
  AuthCallout: [() => ({ allowedAccounts: '*' })],
  TlsSurface: foreign.map((tls) => () => ({ surface: 'client', ...only(tls) })),
  NatsCluster: ofServers((node) => ({ nodes: { nats1: node } })),
  LeafNode: [
    ...ofServers((address) => ({ address })),
    ...foreign.map((tls) => (around: Surroundings) => ({ remotes: [{ ...remote(around), tls }] })),
    (around) => ({ remotes: [{ ...remote(around), tags: { owner: 'x' }, permissions }] }),
  ],
  LeafRemote: [...foreign.map((tls) => () => ({ tls })), () => ({ permissions })],
}

/** Nothing of what the case has beside `props`. */
const only = (props: AnyProps): AnyProps => ({
  ...Object.fromEntries(FIELDS_OF_ISSUED.map((field) => [field, undefined])),
  ...props,
})

const FIELDS_OF_ISSUED = ['issuer', 'keyAlgorithm', 'validity', 'dnsNames', 'ipAddresses']

/** Where a prop of the case hides another one. */
const SIMPLER: Readonly<Partial<Record<Kind, AnyProps>>> = { LeafNode: { address: 'nats1.internal' } }

/** All props that together hold every string which `one` declares, each of which can be rendered. */
export function variantsOf(one: Case, around: Surroundings): readonly AnyProps[] {
  const full = one.full(around)
  const patched = (PATCHES[one.kind] ?? []).map((patch) => ({ ...full, ...patch(around) }))
  return [{ ...full, ...SIMPLER[one.kind] }, ...patched, full].map((props) => separate(props) as AnyProps)
}

/** A list of all kinds of authorities cannot be rendered: a file on the node stands in for all others. */
function separate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(separate)
  if (!isPlainObject(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, separate(inner)] as const)
  const { trust } = value
  return {
    ...Object.fromEntries(entries),
    ...(Array.isArray(trust) && trust.length > 1 && { trust: trust.slice(0, 1) }),
  }
}
