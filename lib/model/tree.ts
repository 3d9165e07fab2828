// In: a construct tree. Out: its constructs by kind and by what they belong to, and where each piece of a model comes from.
// Only this file and resolve*.ts read the tree.
import type { Construct, IConstruct } from 'constructs'
import { attached } from '../constructs/construct'
import type { Kind, Kinds } from '../constructs/kinds'
import { kindOf } from '../constructs/kinds'
import type { CertificateAuthority } from '../constructs/certificate-authority'
import type { Account } from '../constructs/account'
import type { AuthCallout } from '../constructs/auth-callout'
import type { LeafNode } from '../constructs/leaf-node'
import type { LeafRemote } from '../constructs/leaf-remote'
import type { NatsCluster } from '../constructs/nats-cluster'
import type { NatsSystem } from '../constructs/nats-system'
import type { Operator } from '../constructs/operator'
import type { TlsSurface } from '../constructs/tls-surface'
import type { User } from '../constructs/user'
import { groupBy } from '../values/group'
import { sortBy } from '../values/sort'
import type { Origin } from './model'

export type Servers = NatsCluster | LeafNode

/** Every list in the order of paths, unless it says otherwise: the order of declarations changes nothing. */
export interface Tree {
  readonly root: Construct
  /** Every construct, of any kind. */
  readonly all: readonly IConstruct[]
  readonly systems: readonly NatsSystem[]
  readonly operators: readonly Operator[]
  readonly authorities: readonly CertificateAuthority[]
  /** The names of those that can issue. */
  readonly issuing: ReadonlySet<string>
  readonly accounts: readonly Account[]
  /** Clusters by name, then leaf nodes by name. */
  readonly servers: readonly Servers[]
  readonly surfaces: ReadonlyMap<Servers, readonly TlsSurface[]>
  /** By the servers that dial. */
  readonly remotes: ReadonlyMap<Servers, readonly LeafRemote[]>
  /** By the hub that is dialled. */
  readonly dialling: ReadonlyMap<NatsCluster, readonly LeafRemote[]>
  readonly users: ReadonlyMap<Account, readonly User[]>
  readonly callouts: ReadonlyMap<Account, readonly AuthCallout[]>
}

export function readTree(root: Construct): Tree {
  const all = sortBy(root.node.findAll(), (construct) => construct.node.path)
  const kinds = groupBy(all, kindOf)
  const ofKind = <K extends Kind>(kind: K) => (kinds.get(kind) ?? []) as readonly Kinds[K][]
  const byName = (servers: readonly Servers[]): readonly Servers[] => sortBy(servers, (s) => s.clusterName)
  const authorities = ofKind('CertificateAuthority')
  const remotes = ofKind('LeafRemote')
  return {
    root,
    all,
    systems: ofKind('NatsSystem'),
    operators: ofKind('Operator'),
    authorities,
    issuing: new Set(authorities.filter(canIssue).map((a) => a.authorityName)),
    accounts: ofKind('Account'),
    servers: [...byName(ofKind('NatsCluster')), ...byName(ofKind('LeafNode'))],
    surfaces: groupBy(ofKind('TlsSurface'), (s) => s.servers),
    remotes: groupBy(remotes, (r) => r.servers),
    dialling: groupBy(remotes, (r) => r.hub),
    users: groupBy(ofKind('User'), (u) => u.account),
    callouts: groupBy(ofKind('AuthCallout'), (c) => c.account),
  }
}

/** Those that put a system into operator mode, of which rule `several-operators` leaves one. */
export const operatorsIn = ({ operators }: Tree, system: string): readonly Operator[] =>
  operators.filter((operator) => operator.inUse && operator.system === system)

const canIssue = ({ source }: CertificateAuthority): boolean =>
  source.kind === 'issued' || source.key !== undefined

const NO_TAGS: Origin['tags'] = Object.freeze({})

/** The construct's path, and its tags with those of all that enclose it. */
export function originOf(construct: IConstruct): Origin {
  const { path, scopes } = construct.node
  const tags = scopes.flatMap((scope) => attached(scope, 'tags')).flatMap(Object.entries<string>)
  return {
    path,
    tags: tags.length === 0 ? NO_TAGS : Object.fromEntries(sortBy(new Map(tags), ([key]) => key)),
  }
}
