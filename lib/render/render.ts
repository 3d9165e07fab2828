// In: a model and what was issued for it. Out: for every node its conf, the digest of it, and all of its files.
import type { Identity } from '../model/identity'
import type { Materials } from '../model/materials'
import type { Cluster, LeafRemote, Model, Node, Tls } from '../model/model'
import { listenersOf, nodesOf } from '../model/query'
import type { ConfMap } from '../values/conf'
import { NatsmithError } from '../values/finding'
import { sortBy } from '../values/sort'
import type { Artifact } from './artifact'
import { confOf } from './conf/conf'
import { configDigest } from './conf/digest'
import { emitConf } from './conf/emit'
import { confPath } from './paths'
import { tlsFiles } from './tls-files'

export { confOf }

export interface RenderedNode {
  readonly cluster: Cluster
  readonly node: Node
  readonly conf: ConfMap
  /** nats-server's own digest of the conf. */
  readonly configDigest: string
  /** The conf last: it names the others. */
  readonly artifacts: readonly Artifact[]
}

/**
 * Every node, in the order of the model.
 * @throws NatsmithError `conf-value-not-representable`, `conf-override-not-applicable`,
 * `conf-override-other-spelling`, `mixed-trust`
 */
export function render(model: Model, materials: Materials): readonly RenderedNode[] {
  return nodesOf(model).map(({ cluster, node }) => renderNode(model, cluster, node, materials))
}

function renderNode(model: Model, cluster: Cluster, node: Node, materials: Materials): RenderedNode {
  const { recorded, identities } = recording(materials)
  const conf = confOf(model, cluster, node, recorded)
  const file: Artifact = {
    node: node.name,
    path: confPath(cluster.configDir),
    mode: 0o600,
    sensitive: true,
    purpose: 'conf',
    detail: 'nats-server',
    content: emitConf(conf, comment(model, cluster, node)),
    identities: sortBy(identities, (identity) => identity),
  }
  return {
    cluster,
    node,
    conf,
    configDigest: configDigest(conf),
    artifacts: [...tlsArtifacts(cluster, node, materials), file],
  }
}

function comment(model: Model, cluster: Cluster, node: Node): readonly string[] {
  const servers = cluster.kind === 'cluster' ? `cluster ${cluster.name}` : `leaf node ${cluster.name}`
  return [
    `Made by natsmith for node ${node.name} of ${servers}, deployment ${model.deployment}, nats-server ${cluster.serverVersion.text}.`,
    'Change the program, not this file: the next deploy replaces it.',
  ]
}

/** The files of every `tls` block of the node; those that several blocks share, once. */
function tlsArtifacts(cluster: Cluster, node: Node, materials: Materials): readonly Artifact[] {
  const listeners = listenersOf(cluster).flatMap((surface) => cluster.tls[surface] ?? [])
  const artifacts = [
    ...listeners.flatMap((tls) => blockArtifacts(cluster, node, tls, materials)),
    ...cluster.remotes.flatMap((remote) =>
      remote.tls ? blockArtifacts(cluster, node, remote.tls, materials, remote) : [],
    ),
  ]
  return sortBy(new Map(artifacts.map((artifact) => [artifact.path, artifact])).values(), (a) => a.path)
}

function blockArtifacts(
  cluster: Cluster,
  node: Node,
  tls: Tls,
  materials: Materials,
  remote?: LeafRemote,
): readonly Artifact[] {
  // A tls block has one ca_file, and a file that is on the node is not ours to add to.
  if (tls.trust.length > 1 && tls.trust.some((source) => source.kind === 'on-node'))
    throw new NatsmithError(
      'mixed-trust',
      `${tls.path}: trust: has a file on the node beside other sources`,
      'trust the one file alone, or give its certificates as PEM: { certificates }',
    )
  const { certificate, key, ca } = tlsFiles(cluster, node, tls, materials, remote)
  const detail = remote ? `${tls.surface} ${remote.name}` : tls.surface
  return [certificate, key, ca].flatMap((file) =>
    file?.written ? [{ ...file.written, node: node.name, path: file.path, detail }] : [],
  )
}

/** `materials`, and the identities of which something was put into a conf. */
function recording(materials: Materials): { recorded: Materials; identities: ReadonlySet<Identity> } {
  const identities = new Set<Identity>()
  const record = <T>(look: (identity: Identity) => T): ((identity: Identity) => T) => {
    return (identity) => {
      identities.add(identity)
      return look(identity)
    }
  }
  const recorded: Materials = {
    certificate: (identity) => materials.certificate(identity),
    authority: (name) => materials.authority(name),
    nkey: record((identity) => materials.nkey(identity)),
    password: record((identity) => materials.password(identity)),
    encryptionKey: record((identity) => materials.encryptionKey(identity)),
  }
  return { recorded, identities }
}
