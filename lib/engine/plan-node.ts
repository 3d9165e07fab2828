// In: what a node is to have, and what was observed in its folder. Out: what is to be done with each file, and what forbids
// it. Pure.
import { differences, type Difference } from '../assembly/difference'
import {
  MANIFEST_SCHEMA,
  type ManifestFile,
  type ManifestNode,
  type NodeManifest,
} from '../assembly/manifest'
import { nodeManifestText } from '../assembly/read'
import type { Owner } from '../files/observe'
import type { Purpose } from '../render/artifact'
import { digestOf } from '../values/content'
import type { Finding } from '../values/finding'
import { sameData } from '../values/same'
import { sortBy } from '../values/sort'
import { manifestPath, type NodeObservation } from './observe'
import type { NodePlace } from './target'

/**
 * `create`: nothing is there. `replace`: the program wants something else than was deployed. `repair`: something else is
 * there than was deployed. `adopt`: it was not ours. `supersede`: it stays for servers that have not reloaded yet, until a
 * later deploy. `remove`: nothing needs it any more.
 */
export type Action = 'create' | 'replace' | 'repair' | 'adopt' | 'keep' | 'supersede' | 'remove'

export interface FilePlan {
  /** As the node sees it. */
  readonly path: string
  readonly purpose: Purpose | 'manifest'
  /** Octal text, `"0600"`. */
  readonly mode: string
  readonly action: Action
  /** How what is there differs from what is wanted. */
  readonly differences: readonly Difference[]
  /** Bytes to write; 0 for a file that is not written. */
  readonly bytes: number
}

export interface NodePlan extends NodePlace {
  /** Sorted by path. */
  readonly files: readonly FilePlan[]
  /** The manifest that the node is to have; undefined when the node goes. */
  readonly manifest: NodeManifest | undefined
  /** An interrupted deploy left something to finish or to tidy up. */
  readonly isUnfinished: boolean
  /** Whether anything is to be written or removed. */
  readonly hasChanges: boolean
  /** What forbids it. */
  readonly findings: readonly Finding[]
}

/**
 * Whether to take over what is there and not ours: `same`, only what is as it is to be anyway; of a set of digests, what has one of them,
 * too.
 */
export type Adopt = boolean | 'same' | ReadonlySet<string>

export interface PlanInput {
  readonly deployment: string
  /** Id of the key store that what is wanted is from. */
  readonly keyStore: string
  readonly place: NodePlace
  /** Undefined for a node, or a place of a node, that the program no longer has. */
  readonly wanted: ManifestNode | undefined
  readonly owner: Owner
  readonly observed: NodeObservation
  readonly adopt: Adopt
}

/** A file as far as a plan compares it. */
type Wanted = Pick<ManifestFile, 'path' | 'mode' | 'digest' | 'size'> & Pick<FilePlan, 'purpose'>

export function planNode(input: PlanInput): NodePlan {
  const { place, wanted, observed } = input
  const last = observed.manifest
  const next = wanted && nextManifest(input, wanted)
  const isNewGeneration = next !== last
  const deployed = last === undefined ? [] : filesOf(last)
  const current = next === undefined ? [] : isNewGeneration ? filesOf(next) : deployed
  const currentPaths = new Set(current.map(({ path }) => path))
  const earlier = last?.superseded ?? []
  const recorded = new Map([...deployed, ...earlier].map((file) => [file.path, file]))
  const removed = isNewGeneration ? [...(next === undefined ? deployed : []), ...earlier] : []
  const files = [
    ...current.map((file) => planFile(input, file, recorded.get(file.path))),
    ...(isNewGeneration ? (next?.superseded ?? []) : []).map((file) => untouched(file, 'supersede')),
    ...removed
      .filter(({ path }) => !currentPaths.has(path) && observed.files.has(path))
      .map((file) => untouched(file, 'remove')),
  ]
  return {
    ...place,
    files: sortBy(files, ({ path }) => path),
    manifest: next,
    isUnfinished: observed.isUnfinished,
    hasChanges: observed.isUnfinished || files.some(({ action, bytes }) => bytes > 0 || action === 'remove'),
    findings: [...otherStore(input), ...files.flatMap((file) => obstacle(input, file))],
  }
}

/** The last manifest itself, when nothing in it changes; else one with the files that are no longer wanted as superseded. */
function nextManifest(
  { deployment, keyStore, owner, observed }: PlanInput,
  wanted: ManifestNode,
): NodeManifest {
  const last = observed.manifest
  const next = { schema: MANIFEST_SCHEMA, deployment, keyStore, ...wanted, owner } as const
  if (last !== undefined) {
    const same = { ...next, superseded: last.superseded }
    if (sameData()(same, last) || nodeManifestText(same) === nodeManifestText(last)) return last
  }
  const paths = new Set(wanted.files.map(({ path }) => path))
  const superseded = (last?.files ?? []).filter(({ path }) => !paths.has(path) && observed.files.has(path))
  return { ...next, superseded }
}

/** Those of a manifest, and the manifest. */
function filesOf(manifest: NodeManifest): readonly Wanted[] {
  const text = nodeManifestText(manifest)
  const path = manifestPath(manifest.configDir)
  const itself = { path, mode: '0600', digest: digestOf(text), size: Buffer.byteLength(text) }
  return [...manifest.files, { ...itself, purpose: 'manifest' }]
}

function planFile({ observed, owner }: PlanInput, wanted: Wanted, recorded: Wanted | undefined): FilePlan {
  const { path, purpose, mode, size } = wanted
  const found = observed.files.get(path)
  if (found === undefined) return { path, purpose, mode, action: 'create', differences: [], bytes: size }
  const different = differences(wanted, owner, found)
  const isSame = different.length === 0 && found.content !== undefined
  const asRecorded = recorded?.digest === wanted.digest && recorded.mode === wanted.mode
  const action = recorded === undefined ? 'adopt' : isSame ? 'keep' : asRecorded ? 'repair' : 'replace'
  return { path, purpose, mode, action, differences: different, bytes: isSame ? 0 : size }
}

const untouched = ({ path, purpose, mode }: Wanted, action: Action): FilePlan => ({
  path,
  purpose,
  mode,
  action,
  differences: [],
  bytes: 0,
})

/** Whoever has a key of the other store would be locked out: a store is lost, or the command runs in the wrong folder. */
function otherStore({ deployment, keyStore, place, observed, adopt }: PlanInput): readonly Finding[] {
  if (observed.manifest === undefined || observed.manifest.keyStore === keyStore || adopt === true) return []
  return [
    {
      code: 'other-key-store',
      severity: 'error',
      path: `${deployment}/${place.node}`,
      message: `${place.configDir}: was deployed with keys from another key store`,
      change:
        'name the folder of that key store with --store; or, to replace every key, the same command with --adopt',
    },
  ]
}

function obstacle({ deployment, place, observed, adopt }: PlanInput, file: FilePlan): readonly Finding[] {
  const at = { severity: 'error', path: `${deployment}/${place.node}` } as const
  const type = observed.files.get(file.path)?.type ?? 'file'
  if (type !== 'file' && type !== 'link' && file.action !== 'supersede')
    return [
      {
        ...at,
        code: 'not-a-file',
        message: `${file.path}: there is a ${type} in the place of a file`,
        change: 'look at what it is, then move it away',
      },
    ]
  const isSame = file.differences.every(({ cause }) => cause === 'mode' || cause === 'owner')
  const isKnown = typeof adopt === 'object' && adopt.has(observed.files.get(file.path)?.content?.digest ?? '')
  if (file.action !== 'adopt' || adopt === true || (adopt !== false && isSame) || isKnown) return []
  const { other } = observed
  const [message, change] =
    other === undefined
      ? [
          `is there already, and no deploy of ${place.node} wrote it`,
          'move it away; or take it over, after a look at the plan',
        ]
      : [
          `is in the folder of ${other}`,
          `place the two in different folders; or take it over, if ${other} is gone for good`,
        ]
  return [
    {
      ...at,
      code: 'not-owned',
      message: `${file.path}: ${message}`,
      change: `${change}: the same command with --adopt`,
    },
  ]
}
