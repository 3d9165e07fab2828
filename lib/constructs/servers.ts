// What a NatsCluster and a LeafNode have in common: nats-server processes that share one set of options.
import type { Construct } from 'constructs'
import type {
  JetStream,
  Leafnodes,
  Limits,
  Logging,
  Monitoring,
  Node,
  Override,
  PasswordSource,
  Resolver,
} from '../model/model'
import type { ConfPath, ConfValue } from '../values/conf'
import { parseConfPath, parseConfValue } from '../values/conf'
import { parsePort } from '../values/hosts'
import { parseName } from '../values/names'
import type { ParsedVersion } from '../values/server-version'
import { SURFACES } from '../values/surfaces'
import type { Account } from './account'
import type { NodeArtifacts } from './artifacts'
import { artifactsOf } from './artifacts'
import { NatsConstruct } from './construct'
import { construct } from './kinds'
import { systemOf } from './nats-system'
import type { NodeDefaults } from './nodes'
import { parseConfigDir, refusePlainSecret } from './parsers'
import type { PropsOf } from './props'
import { Props } from './props'
import type { DeclaredTls, TlsReader } from './read-tls'
import { readTls } from './read-tls'
import { readResolver } from './resolver'
import {
  parseBindAddress,
  readAuthorization,
  readJetStream,
  readLeafnodes,
  readLimits,
  readLogging,
  readMonitoring,
} from './server-options'
import type { FileOwnerProps, ServersProps } from './servers-props'

import type { User } from './user'

export type { NodeProps } from './nodes'
export type { ServersProps } from './servers-props'

/** What the two kinds of servers read in their own ways. */
export interface OwnProps {
  readonly serverVersion: ParsedVersion
  /** Reads the nodes of the servers called `name`; undefined: something is wrong with that. */
  readonly nodes: (name: string | undefined, defaults: NodeDefaults) => readonly Node[]
  readonly routesPort: number | undefined
}

/**
 * Base of {@link NatsCluster} and {@link LeafNode}.
 * @throws FindingsError `invalid-name`, `invalid-host`, `invalid-port`, `invalid-size`, `invalid-number`, `invalid-duration`,
 * `invalid-choice`, `invalid-path`, `invalid-password`, `invalid-construct`, and those of {@link TlsSurface} for `tls`
 */
export abstract class Servers extends NatsConstruct {
  readonly clusterName: string
  readonly system: string
  readonly serverVersion: ParsedVersion
  readonly nodes: readonly Node[]
  /** The construct's own `tls` prop, as declared for the client listener. */
  readonly tls: DeclaredTls | undefined
  readonly token: PasswordSource | undefined
  readonly authTimeout: number | undefined
  readonly noAuthUser: User | undefined
  readonly leafnodes: Leafnodes | undefined
  readonly monitoring: Monitoring | undefined
  readonly logging: Logging
  readonly limits: Limits
  readonly jetstream: JetStream | undefined
  readonly systemAccount: Account | undefined
  readonly resolver: Resolver
  readonly configDir: string
  readonly fileOwner: { readonly user: string; readonly group: string } | undefined
  readonly #overrides: Override[] = []

  constructor(
    scope: Construct,
    id: string,
    kind: 'NatsCluster' | 'LeafNode',
    read: PropsOf<ServersProps>,
    own: OwnProps,
  ) {
    super(scope, id, kind, read)
    this.clusterName = read.value('name', parseName, id)
    this.system = systemOf(this)
    this.serverVersion = own.serverVersion
    this.tls = read.object('tls', (inner: TlsReader) => readTls(inner, 'client'))
    const authorization = read.object('authorization', readAuthorization)
    this.token = authorization?.token
    this.authTimeout = authorization?.timeout
    this.noAuthUser = read.optional('noAuthUser', construct('User'))
    const leafnodes = read.object('leafnodes', readLeafnodes)
    this.leafnodes = leafnodes?.options
    const monitoring = read.object('monitoring', readMonitoring)
    this.monitoring = monitoring?.options
    this.logging = read.object('logging', readLogging) ?? {}
    this.limits = read.object('limits', readLimits) ?? {}
    this.jetstream = read.object('jetstream', readJetStream)
    this.systemAccount = read.optional('systemAccount', construct('Account'))
    this.resolver = read.object('resolver', readResolver) ?? { type: 'memory' }
    this.configDir = read.value('configDir', parseConfigDir, '/etc/nats')
    this.fileOwner = read.object('fileOwner', (inner: PropsOf<FileOwnerProps>) => ({
      user: inner.value('user', parseName),
      group: inner.value('group', parseName),
    }))
    this.nodes = own.nodes(this.clusterName, {
      path: this.node.path,
      host: read.value('host', parseBindAddress, '0.0.0.0'),
      ports: {
        client: read.value('port', parsePort, SURFACES.client.port),
        cluster: own.routesPort ?? SURFACES.cluster.port,
        leafnodes: leafnodes?.port ?? SURFACES.leafnodes.port,
        monitoring: monitoring?.port ?? SURFACES.monitoring.port,
      },
    })
  }

  /** A copy of the overrides declared so far. */
  get overrides(): readonly Override[] {
    return [...this.#overrides]
  }

  /**
   * The files of `node`, for other resources of the same engine's program: what is public as content, all others as the
   * paths to which the engine places them. Known when the engine makes its plan.
   *
   * @example hub.artifacts('nats1').client.certificate.content
   * @throws NatsmithError `not-hosted` outside of a `NatsStack`, `unknown-node`
   */
  artifacts(node: string): NodeArtifacts {
    return artifactsOf(
      this,
      this.nodes.map(({ name }) => name),
      node,
    )
  }

  /**
   * Sets any option of every node's conf, for what natsmith has no prop for; it is in the digest, and warned about
   * (`conf-override`). Strings are always quoted, durations are strings.
   *
   * @example hub.addConfOverride(['lame_duck_duration'], '30s')
   * @throws FindingsError `invalid-conf-override`; `plain-secret` for a secret that is no `Secret`
   */
  addConfOverride(conf: ConfPath, value: ConfValue): void {
    const read = new Props<'conf' | 'value'>({ conf, value }, 'addConfOverride')
    const override = { conf: read.value('conf', parseConfPath), value: read.value('value', parseConfValue) }
    read.done(this.node.path)
    read.check('value', override.value, (given) => {
      refusePlainSecret(override.conf, given as ConfValue)
    })
    read.done(this.node.path)
    this.#overrides.push({ path: this.node.path, ...override })
  }
}
