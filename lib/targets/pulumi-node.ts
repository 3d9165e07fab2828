// A node as a resource of Pulumi. In: a hosted node. Out: the resource's inputs, which hold places, digests and public data
// only; and, from those and the staged files, the assembly that natsmith's own engine deploys. Pure but for reading staged files.
import type { Assembly } from '../assembly/assembly'
import { MANIFEST_SCHEMA, type Manifest, type ManifestFile, type ManifestNode } from '../assembly/manifest'
import { sortBy } from '../values/sort'
import type { HostedNode } from './host'
import { staged } from './staging'

/** What a node's resource is given. */
export interface NodeInputs {
  /** Version of natsmith: another one may keep other state. */
  readonly natsmith: string
  readonly deployment: string
  /** Id of the key store. */
  readonly keyStore: string
  /** For keys that only tests may use; no engine deploys them. */
  readonly testOnly?: true
  /** Folder of all nodes. */
  readonly out: string
  /** Folder of staged files. */
  readonly staging: string
  /** Takes over files that are there and not ours. */
  readonly adopt: boolean
  readonly node: Omit<ManifestNode, 'files'>
  /** By surface and purpose, which stay when a new certificate changes a path: `client certificate`. */
  readonly files: Readonly<Record<string, ManifestFile>>
  /** What each is called in the staging folder. */
  readonly staged: Readonly<Record<string, string>>
}

/** What all nodes of a deployment have in common. */
export type NodeSetting = Pick<NodeInputs, 'natsmith' | 'out' | 'staging' | 'adopt'>

export function nodeInputs(
  { deployment, keyStore, testOnly }: Manifest,
  { node: { files: listed, ...node }, files }: HostedNode,
  setting: NodeSetting,
): NodeInputs {
  const names = new Map(files.map((file) => [file.path, file.staged]))
  return {
    ...setting,
    deployment,
    keyStore,
    ...(testOnly && { testOnly }),
    node,
    files: Object.fromEntries(listed.map((file) => [fileKey(file), file])),
    staged: Object.fromEntries(listed.map((file) => [fileKey(file), names.get(file.path) ?? ''])),
  }
}

/** No node has two files of one purpose on one surface. */
export const fileKey = ({ detail, purpose }: Pick<ManifestFile, 'detail' | 'purpose'>): string =>
  `${detail} ${purpose}`

/** Staged files are read when their content is asked for: only those that are written are needed. */
export function assemblyOf(inputs: NodeInputs): Assembly {
  const { deployment, keyStore, testOnly, staging, node, files } = inputs
  const artifacts = Object.entries(files).map(
    ([key, { path, mode, sensitive, purpose, detail, digest }]) => ({
      node: node.node,
      path,
      mode: Number.parseInt(mode, 8),
      sensitive,
      purpose,
      detail,
      identities: [],
      get content() {
        return staged(staging, inputs.staged[key] ?? '', digest)
      },
    }),
  )
  const listed = sortBy(Object.values(files), ({ path }) => path)
  const nodes = [{ ...node, files: listed }]
  return {
    manifest: {
      schema: MANIFEST_SCHEMA,
      deployment,
      keyStore,
      ...(testOnly && { testOnly }),
      nodes,
      accepted: [],
    },
    artifacts: sortBy(artifacts, ({ path }) => path),
  }
}

/** An assembly without the node: what is deployed of it goes. */
export function withoutNode(inputs: NodeInputs): Assembly {
  const { manifest } = assemblyOf(inputs)
  return { manifest: { ...manifest, nodes: [] }, artifacts: [] }
}
