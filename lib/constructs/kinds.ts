// The constructs of natsmith by kind, and how they are told apart: by a registered symbol, so that the constructs of two
// copies of natsmith in one program are recognised alike.
import { ValueError, show } from '../values/finding'
import type { Account } from './account'
import type { AuthCallout } from './auth-callout'
import type { CertificateAuthority } from './certificate-authority'
import type { LeafNode } from './leaf-node'
import type { LeafRemote } from './leaf-remote'
import type { NatsCluster } from './nats-cluster'
import type { NatsSystem } from './nats-system'
import type { Operator } from './operator'
import type { TlsSurface } from './tls-surface'
import type { User } from './user'

export interface Kinds {
  readonly NatsSystem: NatsSystem
  readonly Operator: Operator
  readonly CertificateAuthority: CertificateAuthority
  readonly TlsSurface: TlsSurface
  readonly NatsCluster: NatsCluster
  readonly LeafNode: LeafNode
  readonly LeafRemote: LeafRemote
  readonly Account: Account
  readonly User: User
  readonly AuthCallout: AuthCallout
}

export type Kind = keyof Kinds

export const KIND = Symbol.for('natsmith.kind')

/** The kind of a construct of natsmith, of this or of another copy; undefined for everything else. */
export function kindOf(value: unknown): Kind | undefined {
  return typeof value === 'object' && value !== null ? (value as { [KIND]?: Kind })[KIND] : undefined
}

/** True for a construct of one of `kinds`. */
export function isKind<K extends Kind>(value: unknown, ...kinds: readonly K[]): value is Kinds[K] {
  return kinds.some((kind) => kind === kindOf(value))
}

/** A parser for a construct of one of `kinds`; it throws ValueError `invalid-construct`. */
export function construct<K extends Kind>(...kinds: readonly K[]): (value: unknown) => Kinds[K] {
  return (value) => {
    if (isKind(value, ...kinds)) return value
    const wanted = kinds.join(' or ')
    throw new ValueError(
      'invalid-construct',
      `${kindOf(value) ?? show(value)} is no ${wanted}`,
      `give the ${wanted} itself, as its constructor made it`,
    )
  }
}
