// A remote: how servers dial a hub as a leaf node, for one account on each side.
import type { Construct } from 'constructs'
import type { Compression, Permissions as ModelPermissions } from '../model/model'
import { parseName } from '../values/names'
import { parseSubject } from '../values/subject'
import type { Account } from './account'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, finish } from './construct'
import { construct } from './kinds'
import type { LeafNode } from './leaf-node'
import type { NatsCluster } from './nats-cluster'
import type { Permissions } from './permissions'
import { readPermissions } from './permissions'
import { Props } from './props'
import type { DeclaredTls, TlsReader } from './read-tls'
import { readTls } from './read-tls'
import { parseCompression } from './server-options'
import type { SurfaceTlsProps } from './tls-props'
import { parentServers } from './tls-surface'

export interface LeafRemoteProps extends NatsConstructProps {
  /** @defaultValue the construct's id; in the `remotes` of a leaf node, `<hub>-<hub account>` */
  readonly name?: string
  /** The cluster that is dialled; it must have a `leafnodes` listener. */
  readonly hub: NatsCluster
  /** The account that the leaf node joins on the hub. */
  readonly hubAccount: Account
  /** The account of its own servers that is joined to it. */
  readonly account: Account
  /** TLS of the dialling side; each field that is left out is taken from the hub. @defaultValue all taken from the hub */
  readonly tls?: SurfaceTlsProps<'leaf-remote'>
  /** What the leaf node's login may do on the hub. @defaultValue everything in the account */
  readonly permissions?: Permissions
  /** Subjects that do not come in from the hub. @defaultValue none */
  readonly denyImports?: readonly string[]
  /** Subjects that do not go out to the hub. @defaultValue none */
  readonly denyExports?: readonly string[]
  /** @defaultValue `'s2_auto'` */
  readonly compression?: Compression
}

/**
 * A leaf node connection from the servers it is declared below to a hub. It logs in as an nkey user of `hubAccount` that
 * natsmith generates and that can make leaf connections only; its seed stands in the conf of the dialling servers.
 * @throws FindingsError `invalid-name`, `invalid-subject`, `empty-list`, `invalid-choice`, `invalid-construct`, `invalid-number`,
 * `invalid-duration`, `field-ignored-on-surface`, `invalid-host`, `invalid-path`, `invalid-pem`, and those of
 * {@link NatsConstruct}
 */
export class LeafRemote extends NatsConstruct {
  readonly remoteName: string
  readonly servers: NatsCluster | LeafNode
  readonly hub: NatsCluster
  readonly hubAccount: Account
  readonly account: Account
  readonly tls: DeclaredTls | undefined
  readonly permissions: ModelPermissions | undefined
  readonly denyImports: readonly string[]
  readonly denyExports: readonly string[]
  readonly compression: Compression | undefined

  constructor(scope: Construct, id: string, props: LeafRemoteProps) {
    const read = new Props<keyof LeafRemoteProps>(props)
    super(scope, id, 'LeafRemote', read)
    this.servers = parentServers(read, scope)
    this.remoteName = read.value('name', parseName, id)
    this.hub = read.value('hub', construct('NatsCluster'))
    this.hubAccount = read.value('hubAccount', construct('Account'))
    this.account = read.value('account', construct('Account'))
    this.tls = read.object('tls', (inner: TlsReader) => readTls(inner, 'leaf-remote'))
    this.permissions = read.object('permissions', readPermissions)
    this.denyImports = read.list('denyImports', parseSubject) ?? []
    this.denyExports = read.list('denyExports', parseSubject) ?? []
    this.compression = read.optional('compression', parseCompression)
    finish(this, read)
  }
}
