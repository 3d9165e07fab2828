// In: the rendered nodes of a deployment, and its findings. Out: the assembly: all files, and the manifest about them.
import type { Cluster, Node } from '../model/model'
import type { Artifact } from '../render/artifact'
import { contentOf } from '../values/content'
import { NatsmithError, type Finding } from '../values/finding'
import { sortBy } from '../values/sort'
import type { Assembly } from './assembly'
import {
  MANIFEST_SCHEMA,
  type AcceptedFinding,
  type Manifest,
  type ManifestFile,
  type ManifestNode,
} from './manifest'
import { nameInside } from './paths'

/** What of a rendered node an assembly is made of. */
export interface AssembledNode {
  readonly cluster: Pick<Cluster, 'name' | 'serverVersion' | 'configDir' | 'fileOwner'>
  readonly node: Pick<Node, 'name'>
  /** `sha256:<hex>`: nats-server's own digest of the conf. */
  readonly configDigest: string
  readonly artifacts: readonly Artifact[]
}

export interface AssembleInput {
  readonly deployment: string
  /** Id of the key store. */
  readonly keyStore: string
  readonly nodes: readonly AssembledNode[]
  /** Those that somebody acknowledged stand in the manifest. */
  readonly findings: readonly Finding[]
  /** For keys that only tests may use. @defaultValue false */
  readonly testOnly?: boolean
}

/** Throws NatsmithError `duplicate-node` or `duplicate-file`: every node has a folder, every file a name of its own. */
export function assemble({
  deployment,
  keyStore,
  nodes,
  findings,
  testOnly = false,
}: AssembleInput): Assembly {
  refuseTwins(
    'duplicate-node',
    nodes.map(({ node }) => node.name),
  )
  const sorted = sortBy(nodes, ({ node }) => node.name).map((node) => ({
    ...node,
    artifacts: sortBy(node.artifacts, ({ path }) => path),
  }))
  const manifest: Manifest = {
    schema: MANIFEST_SCHEMA,
    deployment,
    keyStore,
    ...(testOnly && { testOnly }),
    nodes: sorted.map(manifestNode),
    accepted: acceptedIn(findings),
  }
  return { manifest, artifacts: sorted.flatMap(({ artifacts }) => artifacts) }
}

function manifestNode({ cluster, node, configDigest, artifacts }: AssembledNode): ManifestNode {
  refuseTwins(
    'duplicate-file',
    artifacts.map(({ path }) => nameInside(cluster.configDir, path)),
  )
  return {
    node: node.name,
    cluster: cluster.name,
    serverVersion: cluster.serverVersion.text,
    configDir: cluster.configDir,
    ...(cluster.fileOwner && { fileOwner: cluster.fileOwner }),
    configDigest,
    files: artifacts.map(manifestFile),
  }
}

function manifestFile(artifact: Artifact): ManifestFile {
  const { path, mode, sensitive, purpose, detail, content, notBefore, notAfter } = artifact
  const { digest, size, pemBlocks } = contentOf(content)
  return {
    path,
    mode: modeText(mode),
    digest,
    size,
    sensitive,
    purpose,
    detail,
    ...(purpose !== 'conf' && { pemBlocks }),
    ...(notBefore !== undefined && { notBefore: new Date(notBefore).toISOString() }),
    ...(notAfter !== undefined && { notAfter: new Date(notAfter).toISOString() }),
  }
}

/** Those of `findings` that somebody acknowledged, as manifests have them. */
export const acceptedIn = (findings: readonly Finding[]): readonly AcceptedFinding[] =>
  findings.flatMap(({ code, path, message, acknowledged }) =>
    acknowledged === undefined ? [] : [{ code, path, message, reason: acknowledged }],
  )

function refuseTwins(code: string, names: readonly string[]): void {
  const seen = new Set<string>()
  const twin = names.find((name) => seen.size === seen.add(name).size)
  if (twin !== undefined)
    throw new NatsmithError(code, `"${twin}" is there twice`, 'give each a name of its own')
}

/** `0600`, as manifests write it. */
export const modeText = (mode: number): string => mode.toString(8).padStart(4, '0')
