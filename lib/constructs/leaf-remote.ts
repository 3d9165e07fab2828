// A remote: how servers dial a hub as a leaf node, for one account on each side.
import type { Construct } from 'constructs'
import type { Compression, Permissions as ModelPermissions } from '../model/model'
import { ValueError } from '../values/finding'
import { parseName } from '../values/names'
import { parseSubject } from '../values/subject'
import type { Account } from './account'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, kindOf } from './construct'
import type { LeafNode } from './leaf-node'
import type { NatsCluster } from './nats-cluster'
import type { Permissions } from './permissions'
import { readPermissions } from './permissions'
import { Props } from './props'
import { parseCompression } from './servers'
import type { DeclaredTls, SurfaceTlsProps } from './tls-surface'
import { readTls } from './tls-surface'

export interface LeafRemoteProps extends NatsConstructProps {
  /** @defaultValue `<hub>-<hub account>` */
  readonly name?: string
  /** The cluster that is dialled; it must have a `leafnodes` listener. */
  readonly hub: NatsCluster
  /** The account that the leaf node joins on the hub. */
  readonly hubAccount: Account
  /** The account of its own servers that is joined to it. */
  readonly account: Account
  /** TLS of the dialling side. @defaultValue taken from the hub: its authority, and `handshakeFirst` */
  readonly tls?: SurfaceTlsProps<'leaf-remote'>
  /** What the leaf node's login may do on the hub. @defaultValue everything in the account */
  readonly permissions?: Permissions
  /** Subjects that do not come in from the hub. */
  readonly denyImports?: readonly string[]
  /** Subjects that do not go out to the hub. */
  readonly denyExports?: readonly string[]
  readonly compression?: Compression
}

/** The id of a remote that is given as a prop of a leaf node. */
export const remoteId = (props: LeafRemoteProps): string =>
  props.name ?? `${props.hub.clusterName}-${props.hubAccount.accountName}`

/**
 * A leaf node connection from the servers it is declared below to a hub. It logs in as an nkey user of `hubAccount` that
 * natsmith generates and that can make leaf connections only; its seed stands in the conf of the dialling servers.
 * @throws FindingsError `invalid-scope`, `invalid-name`, `invalid-subject`, and those of `tls`
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
    super(scope, id, 'LeafRemote', props)
    const read = new Props(this.node.path)
    this.remoteName = read.read('name', props.name ?? remoteId(props), parseName)
    this.servers = read.read('scope', scope, (value) => {
      const kind = kindOf(value as Construct)
      if (kind === 'NatsCluster' || kind === 'LeafNode') return value as NatsCluster | LeafNode
      throw new ValueError(
        'invalid-scope',
        'is neither a NatsCluster nor a LeafNode',
        'declare a LeafRemote directly below the servers that dial',
      )
    })
    this.hub = props.hub
    this.hubAccount = props.hubAccount
    this.account = props.account
    this.tls = props.tls && readTls(read, 'tls.', 'leaf-remote', props.tls)
    this.permissions = props.permissions && readPermissions(read, 'permissions', props.permissions)
    this.denyImports = read.list('denyImports', props.denyImports, parseSubject)
    this.denyExports = read.list('denyExports', props.denyExports, parseSubject)
    this.compression = read.optional('compression', props.compression, parseCompression)
    read.done()
  }
}
