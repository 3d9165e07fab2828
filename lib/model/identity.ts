// Identities: the names under which keys and documents stand in the key store. They are made of NATS's names, not of
// places in the construct tree, so wrapping a construct in another reissues nothing.
import type { AccountRef, AuthCallout, Cluster, Import, LeafRemote, Node, Operator, User } from './model'
import type { SurfaceName } from '../values/surfaces'

export type Identity = string

export const authorityIdentity = (name: string): Identity => `ca/${name}`

export const intermediateIdentity = (name: string): Identity => `ca/${name}/intermediate`

/** The certificate and key of one node on one surface; a leaf remote's surface is told apart by the remote's name. */
export function tlsIdentity(
  cluster: Pick<Cluster, 'name'>,
  node: Pick<Node, 'name'>,
  surface: SurfaceName,
  remote?: Pick<LeafRemote, 'name'>,
): Identity {
  const base = `tls/${cluster.name}/${node.name}/${surface}`
  return remote === undefined ? base : `${base}/${remote.name}`
}

export const accountIdentity = (account: AccountRef): Identity => `account/${accountName(account)}`

export const operatorIdentity = ({ system, name }: Pick<Operator, 'system' | 'name'>): Identity =>
  `operator/${system === '' ? name : `${system}/${name}`}`

/** The nkey of what `owner` is, operator, account or user. */
export const nkeyIdentity = (owner: Identity): Identity => `${owner}/nkey`

/** The JWT of what `owner` is. */
export const jwtIdentity = (owner: Identity): Identity => `${owner}/jwt`

/** The nkey that signs in the name of an operator or an account. */
export const signingIdentity = (owner: Identity, key: string): Identity => `${owner}/signing/${key}`

/** `callout/NAME`; the nkey that signs its answers, and its curve key, stand below it. */
export const calloutIdentity = ({ account, name }: Pick<AuthCallout, 'account' | 'name'>): Identity =>
  `callout/${account.system === '' ? name : `${account.system}/${name}`}`

/** The curve key to which is encrypted what `owner` receives. */
export const curveKeyIdentity = (owner: Identity): Identity => `${owner}/xkey`

/** Leave for an account to import what another exports. */
export const activationIdentity = (
  importer: AccountRef,
  { from, kind, subject }: Pick<Import, 'from' | 'kind' | 'subject'>,
): Identity => `${accountIdentity(from)}/activation/${accountName(importer)}/${kind}/${subject}`

/** How people name an account: `ORDERS`, or `edge/ORDERS` in a system with a name. */
export const accountName = ({ system, account }: AccountRef): string =>
  system === '' ? account : `${system}/${account}`

/** `user/ORDERS/alice`; its nkey, password and certificate stand below it. */
export const userIdentity = (user: Pick<User, 'account' | 'name'>): Identity => `user/${userName(user)}`

/** How people name a user: `ORDERS/alice`, or `edge/ORDERS/alice` in a system with a name. */
export const userName = ({ account, name }: Pick<User, 'account' | 'name'>): string =>
  `${accountName(account)}/${name}`

export const leafIdentity = (cluster: string, remote: string): Identity => `leaf/${cluster}/${remote}`

export const tokenIdentity = (cluster: Pick<Cluster, 'name'>): Identity => `token/${cluster.name}`

export const jetstreamIdentity = (cluster: Pick<Cluster, 'name'>, node: Pick<Node, 'name'>): Identity =>
  `jetstream/${cluster.name}/${node.name}`
