// What other resources of a stack may use of a node's files. In: the construct that has the node. Out: text that the engine
// which hosts the deployment fills in. The host is found by a registered symbol, so nothing here knows an engine.
import type { IConstruct } from 'constructs'
import { NatsmithError } from '../values/finding'
import type { SurfaceName } from '../values/surfaces'
import { SURFACE_NAMES } from '../values/surfaces'

/** The property by which an engine's host is found, on the scope that hosts. */
export const HOST = Symbol.for('natsmith.host')

type Purpose = WantedArtifact['purpose']

/** What hosts a deployment in an engine. */
export interface ArtifactHost {
  /** Text that the engine fills in when it makes its plan. */
  readonly text: (wanted: WantedArtifact) => string
}

/** A file of a node, and what of it is to be used. */
export interface WantedArtifact {
  /** Path of the construct that has the node. */
  readonly scope: string
  readonly node: string
  readonly purpose: 'conf' | 'certificate' | 'key' | 'ca' | 'jwt' | 'credentials'
  /** As artifacts have it: `nats-server`, `client`, `leaf-remote hub-ORDERS`. */
  readonly detail: string
  readonly part: 'path' | 'file' | 'content'
}

/** A file of which other resources may know where it is, and no more. */
export interface SensitiveFile {
  /** Where the node finds it. */
  readonly path: string
  /** Where the engine puts it; what uses it waits for that. */
  readonly file: string
}

/** A file that holds no secret. */
export interface PublicFile extends SensitiveFile {
  /** PEM. */
  readonly content: string
}

/** The files of one `tls` block. */
export interface TlsArtifacts {
  /** The certificate and its chain. */
  readonly certificate: PublicFile
  /** The certificates that it trusts. */
  readonly ca: PublicFile
  /** The private key. */
  readonly key: SensitiveFile
}

/** The files of a node: its conf, and those of each surface that has TLS. */
export interface NodeArtifacts extends Readonly<Record<Exclude<SurfaceName, 'leaf-remote'>, TlsArtifacts>> {
  /** `nats-server.conf`, which names the others. */
  readonly conf: SensitiveFile
  /** Those with which it dials a hub; `name` is that of the remote. */
  readonly remote: (name: string) => TlsArtifacts
}

/** Throws NatsmithError `not-hosted` where no engine hosts the construct, `unknown-node` for a node that it does not have. */
export function artifactsOf(construct: IConstruct, nodes: readonly string[], node: string): NodeArtifacts {
  const scope = construct.node.path
  const host = hostOf(construct)
  if (host === undefined)
    throw new NatsmithError(
      'not-hosted',
      `${scope}: no engine hosts it, so nothing can be said yet of where its files will be`,
      'declare it in a NatsStack, and use its files in resources of the same app',
    )
  if (!nodes.includes(node))
    throw new NatsmithError(
      'unknown-node',
      `${scope}: has no node "${node}"`,
      `name one of: ${nodes.join(', ')}`,
    )
  const sensitive = (detail: string, purpose: Purpose): SensitiveFile => ({
    path: host.text({ scope, node, purpose, detail, part: 'path' }),
    file: host.text({ scope, node, purpose, detail, part: 'file' }),
  })
  const open = (detail: string, purpose: Purpose): PublicFile => ({
    ...sensitive(detail, purpose),
    content: host.text({ scope, node, purpose, detail, part: 'content' }),
  })
  const tls = (detail: string): TlsArtifacts => ({
    certificate: open(detail, 'certificate'),
    ca: open(detail, 'ca'),
    key: sensitive(detail, 'key'),
  })
  const surfaces = Object.fromEntries(SURFACE_NAMES.map((surface) => [surface, tls(surface)]))
  return {
    ...(surfaces as Record<SurfaceName, TlsArtifacts>),
    conf: sensitive('nats-server', 'conf'),
    remote: (name) => tls(`leaf-remote ${name}`),
  }
}

function hostOf({ node }: IConstruct): ArtifactHost | undefined {
  const hosts = [...node.scopes].reverse() as readonly { readonly [HOST]?: ArtifactHost }[]
  return hosts.find((scope) => scope[HOST] !== undefined)?.[HOST]
}
