// What the cases of constructors are made of: surroundings for a construct, and the shape of a case.
import type { Construct } from 'constructs'
import { RootConstruct } from 'constructs'
import { Account } from '../../../lib/constructs/account'
import { CertificateAuthority } from '../../../lib/constructs/certificate-authority'
import type { Kind } from '../../../lib/constructs/kinds'
import { LeafNode } from '../../../lib/constructs/leaf-node'
import { NatsCluster } from '../../../lib/constructs/nats-cluster'
import { User } from '../../../lib/constructs/user'
import { encodePublic } from '../../../lib/values/nkey'
import { Secret } from '../../../lib/values/secret'
import { privateKeyPem } from '../../../lib/x509/key-pair'
import { pairOf, requestOf, rootOf } from '../../support/certificates'

export type AnyProps = Readonly<Record<string, unknown>>

/** What other constructs a construct may be given. */
export interface Surroundings {
  readonly scope: Construct
  readonly ca: CertificateAuthority
  readonly account: Account
  readonly hub: NatsCluster
  readonly leaf: LeafNode
  readonly user: User
}

export interface Case {
  readonly kind: Kind
  /** Makes one, of props that types have not seen. */
  readonly make: (around: Surroundings, id: string, props?: unknown) => Construct
  /** Every prop that it takes. */
  readonly full: (around: Surroundings) => AnyProps
  /** Props that replace those of `full`, and the problem they are: its code and the prop to blame. */
  readonly refused: readonly (readonly [AnyProps | ((around: Surroundings) => AnyProps), string, string])[]
}

export const CERTIFICATE = rootOf('P-256').certificate.pem
export const BCRYPT = `$2a$11$${'x'.repeat(53)}`
export const KEY = Secret.of(privateKeyPem(pairOf('P-256', 'root')))
export const CSR = requestOf(pairOf('P-256'))
export const PUBLIC_KEY = encodePublic('U', new Uint8Array(32))
export const ACCOUNT_KEY = encodePublic('A', new Uint8Array(32))

export const onNode = { certFile: '/etc/ssl/nats.crt', keyFile: '/etc/ssl/nats.key' }
export const bcrypt = Secret.of(BCRYPT)

export function surroundings(): Surroundings {
  const scope = new RootConstruct('prod')
  const ca = new CertificateAuthority(scope, 'ca')
  const account = new Account(scope, 'ORDERS')
  const hub = new NatsCluster(scope, 'hub', {
    nodes: { nats1: {} },
    serverVersion: '2.12',
    tls: { issuer: ca },
  })
  const leaf = new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: account, account }] })
  return { scope, ca, account, hub, leaf, user: new User(account, 'alice') }
}

export const make =
  (constructor: unknown, scopeOf: (around: Surroundings) => Construct = ({ scope }) => scope): Case['make'] =>
  (around, id, props) =>
    new (constructor as new (scope: Construct, id: string, props?: unknown) => Construct)(
      scopeOf(around),
      id,
      props,
    )
