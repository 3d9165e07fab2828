// In: a model and what was issued for it. Out: for every node its conf, the digest of it, and all of its files.
import type { Materials } from '../model/materials'
import type { Cluster, LeafRemote, Model, Node, Tls } from '../model/model'
import { listenersOf, nodesOf } from '../model/query'
import type { ConfMap } from '../values/conf'
import { NatsmithError } from '../values/finding'
import { sortBy } from '../values/sort'
import type { Artifact } from './artifact'
import type { Confs, NodeConf } from './conf/conf'
import { confsOf } from './conf/conf'
import { confDigester } from './conf/digest'
import { confEmitter } from './conf/emit'
import { confPath } from './paths'

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
 * @throws NatsmithError `conf-value-not-representable`, `mixed-trust`, and what `confs` throws
 */
export function render(
  model: Model,
  materials: Materials,
  confs: Confs = confsOf(model, materials),
): readonly RenderedNode[] {
  const [emit, digest] = [confEmitter(), confDigester()]
  return nodesOf(model).map(({ cluster, node }) => {
    const { conf, identities, filesOf, operatorFiles } = confs(cluster, node)
    const file: Artifact = {
      node: node.name,
      path: confPath(cluster.configDir),
      mode: 0o600,
      sensitive: true,
      purpose: 'conf',
      detail: 'nats-server',
      content: emit(conf, comment(model, cluster, node)),
      identities,
    }
    const beside = operatorFiles.map((one) => ({ ...one, node: node.name }))
    const artifacts = [...tlsArtifacts(cluster, node, filesOf), ...beside, file]
    return { cluster, node, conf, configDigest: digest(conf), artifacts }
  })
}

function comment(model: Model, cluster: Cluster, node: Node): readonly string[] {
  const servers = cluster.kind === 'cluster' ? `cluster ${cluster.name}` : `leaf node ${cluster.name}`
  return [
    `Made by natsmith for node ${node.name} of ${servers}, deployment ${model.deployment}, nats-server ${cluster.serverVersion.text}.`,
    'Change the program, not this file: the next deploy replaces it.',
  ]
}

type FilesOf = NodeConf['filesOf']

/** The files of every `tls` block of the node; those that several blocks share, once. */
function tlsArtifacts(cluster: Cluster, node: Node, filesOf: FilesOf): readonly Artifact[] {
  const listeners = listenersOf(cluster).flatMap((surface) => cluster.tls[surface] ?? [])
  const artifacts = [
    ...listeners.flatMap((tls) => blockArtifacts(node, tls, filesOf)),
    ...cluster.remotes.flatMap((remote) =>
      remote.tls ? blockArtifacts(node, remote.tls, filesOf, remote) : [],
    ),
  ]
  return sortBy(new Map(artifacts.map((artifact) => [artifact.path, artifact])).values(), (a) => a.path)
}

function blockArtifacts(node: Node, tls: Tls, filesOf: FilesOf, remote?: LeafRemote): readonly Artifact[] {
  // A tls block has one ca_file, and a file that is on the node is not ours to add to.
  if (tls.trust.length > 1 && tls.trust.some((source) => source.kind === 'on-node'))
    throw new NatsmithError(
      'mixed-trust',
      `${tls.path}: trust: has a file on the node beside other sources`,
      'trust the one file alone, or give its certificates as PEM: { certificates }',
    )
  const { certificate, key, ca } = filesOf(tls, remote)
  const detail = remote ? `${tls.surface} ${remote.name}` : tls.surface
  return [certificate, key, ca].flatMap((file) =>
    file?.written ? [{ node: node.name, path: file.path, detail, ...file.written }] : [],
  )
}
