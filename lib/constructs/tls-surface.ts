// A `tls` block as a construct, for one listener surface of one cluster or leaf node.
import type { Construct } from 'constructs'
import { show } from '../values/finding'
import type { SurfaceName } from '../values/surfaces'
import { SURFACE_NAMES } from '../values/surfaces'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, finish } from './construct'
import { isKind, kindOf } from './kinds'
import type { LeafNode } from './leaf-node'
import type { NatsCluster } from './nats-cluster'
import { oneOf } from './parsers'
import type { PropOf } from './props'
import { Props } from './props'
import type { DeclaredTls } from './read-tls'
import { readTls } from './read-tls'
import type { SurfaceTlsProps, TlsProps, TlsSurfaceFields } from './tls-props'

export type {
  ForeignCertificate,
  GivenCertificate,
  PinSource,
  SurfaceTlsProps,
  TlsProps,
  TlsSurfaceFields,
  TrustSource,
} from './tls-props'

/** The surfaces that have a `tls` block of their own in a cluster. */
export type ListenerSurface = Exclude<SurfaceName, 'leaf-remote' | 'monitoring'>

const LISTENER_SURFACES = SURFACE_NAMES.filter(
  (name): name is ListenerSurface => name !== 'leaf-remote' && name !== 'monitoring',
)

export type TlsSurfaceProps = NatsConstructProps &
  {
    [S in ListenerSurface]: {
      /** The listener that it is for. */
      readonly surface: S
    } & SurfaceTlsProps<S>
  }[ListenerSurface]

/**
 * The `tls` block of one listener surface of the cluster or leaf node it stands in; it takes the place of what the
 * cluster's own `tls` prop would say there.
 * @throws FindingsError `invalid-scope`, `invalid-choice`, `field-ignored-on-surface`,
 * `invalid-construct`, `invalid-name`, `invalid-pem`, `invalid-path`, `invalid-host`, `invalid-duration`, `invalid-number`, `invalid-pin`,
 * `empty-list`, and those of {@link NatsConstruct}
 */
export class TlsSurface extends NatsConstruct {
  readonly tls: DeclaredTls
  /** The cluster or leaf node it belongs to. */
  readonly servers: NatsCluster | LeafNode

  constructor(scope: Construct, id: string, props: TlsSurfaceProps) {
    const read = new Props<'surface' | PropOf<NatsConstructProps & TlsProps & TlsSurfaceFields>>(props)
    super(scope, id, 'TlsSurface', read)
    this.servers = parentServers(read, scope)
    const surface = read.value('surface', oneOf(...LISTENER_SURFACES)) as ListenerSurface | undefined
    this.tls = readTls(read, surface)
    finish(this, read)
  }
}

/** What a construct that belongs to servers is declared in. Adds the problem `invalid-scope`. */
export function parentServers(read: Props<never>, scope: Construct): NatsCluster | LeafNode {
  if (!isKind(scope, 'NatsCluster', 'LeafNode'))
    read.problem(
      'scope',
      'invalid-scope',
      `${kindOf(scope) ?? show(scope.node.id)} is neither a NatsCluster nor a LeafNode`,
      'declare it directly below the servers that it is for',
    )
  return scope as NatsCluster | LeafNode
}
