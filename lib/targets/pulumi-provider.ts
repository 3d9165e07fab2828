// `natsmith/pulumi-provider`: what Pulumi's dynamic provider calls for natsmith's resources. In: inputs of a resource, or what
// its state holds. Out: natsmith's own engine has made the disk so, or what is on it is said. State holds no content.
import { join } from 'node:path'
import { modeText } from '../assembly/assemble'
import type { Assembly } from '../assembly/assembly'
import { placeUnder } from '../assembly/paths'
import { applyDeploy } from '../engine/apply'
import { manifestPath } from '../engine/observe'
import { lookAt, planDeploy } from '../engine/plan'
import type { Target } from '../engine/target'
import { HERE } from '../files/folders'
import type { Observed } from '../files/observe'
import { canonicalJson, type Json } from '../values/canonical-json'
import { FindingsError } from '../values/finding'
import { errorText } from './pulumi-errors'
import { assemblyOf, withoutNode, type NodeInputs } from './pulumi-node'
import { emptyRecord, placeRecord, recordOnDisk, type RecordInputs } from './pulumi-record'
import { realPlace } from './place'
import { ownVersion } from './version'

/** What is in the place of a file. */
export interface FoundFile {
  /** `file`, `link`, `folder`, … */
  readonly type: string
  /** Of a file that can be read. */
  readonly digest?: string
  readonly mode: string
  /** `uid:gid`. */
  readonly owner: string
}

/** What the state of a node's resource holds. */
export interface NodeState extends NodeInputs {
  /** By the keys of `files`, and `manifest`; what is missing is not in it. */
  readonly found: Readonly<Record<string, FoundFile>>
  /** True when what is there is not what was deployed. */
  readonly drifted: boolean
}

/** A resource's operations, as Pulumi's dynamic provider calls them. */
export interface Provider<Inputs, State extends Inputs = Inputs> {
  check(olds: unknown, news: Inputs): Promise<{ inputs: Inputs; failures: CheckFailure[] }>
  diff(id: string, olds: State, news: Inputs): Promise<{ changes: boolean; replaces: string[] }>
  create(inputs: Inputs): Promise<{ id: string; outs: State }>
  /** Nothing, where nothing is there any more. `inputs` are such as would have led to what is there. */
  read(id: string, state: State): Promise<{ id?: string; props?: State; inputs?: Inputs }>
  update(id: string, olds: State, news: Inputs): Promise<{ outs: State }>
  delete(id: string, state: State): Promise<void>
}

interface CheckFailure {
  readonly property: string
  readonly reason: string
}

// --------------------------------------------------------------------------------------------------------------- nodes

export const nodeProvider: Provider<NodeInputs, NodeState> = {
  check: (_olds, inputs) => answer(() => checked(inputs)),
  diff: (_id, olds, news) =>
    answer(() => ({
      changes: olds.drifted || wantedText(olds) !== wantedText(news),
      replaces: isElsewhere(olds, news) ? ['out', 'node'] : [],
    })),
  create: (inputs) =>
    answer(() => {
      apply(assemblyOf(inputs), inputs)
      hold(folderOf(inputs))
      return { id: `${inputs.deployment}/${inputs.node.node}`, outs: stateOf(inputs) }
    }),
  update: (_id, olds, news) =>
    answer(() => {
      apply(assemblyOf(news), news, olds)
      hold(folderOf(news))
      return { outs: stateOf(news) }
    }),
  read: (id, state) =>
    answer(() => {
      const props = stateOf(state)
      return Object.keys(props.found).length === 0 ? {} : { id, props, inputs: asFound(props) }
    }),
  delete: (_id, state) =>
    answer(() => {
      if (!isHeld(folderOf(state))) apply(withoutNode(state), state, state)
    }),
}

/**
 * Places that this run has written. When a resource gets another name or parent, Pulumi creates it under that name and then deletes
 * the one of the old name, which is in the same place.
 */
const HELD = new Set<string>()
const hold = (path: string): void => void HELD.add(realPlace(path))
const isHeld = (path: string): boolean => HELD.has(realPlace(path))

const folderOf = ({ out, node }: NodeInputs): string => placeUnder(join(out, node.node), node.configDir)

/** What makes a difference when it changes. In a preview, what is not known yet comes as some text. */
const wantedText = ({ natsmith, deployment, keyStore, out, node, files }: NodeInputs): string =>
  canonicalJson({ natsmith, deployment, keyStore, out, node, files } as unknown as Json)

const isElsewhere = (olds: NodeInputs, news: NodeInputs): boolean =>
  realPlace(olds.out) !== realPlace(news.out) ||
  olds.deployment !== news.deployment ||
  olds.node.node !== news.node.node

function apply(assembly: Assembly, { out, adopt }: NodeInputs, olds?: NodeInputs): void {
  const previous = olds === undefined ? [] : [olds.node]
  applyDeploy(planDeploy(assembly, target(out), { previous, adopt }), assembly)
}

const target = (dir: string): Target => ({ kind: 'out', dir })

/** `inputs`, and what is on the disk, as natsmith's own engine sees it. */
function stateOf(inputs: NodeInputs): NodeState {
  const { natsmith, deployment, keyStore, out, staging, adopt, node, files, staged } = inputs
  const looked = lookAt(assemblyOf(inputs).manifest, target(out), node, true)
  if (looked?.observed === undefined) throw new FindingsError(looked?.plan.findings ?? [])
  const keys = new Map(Object.entries(files).map(([key, { path }]) => [path, key]))
  keys.set(manifestPath(node.configDir), 'manifest')
  const found = [...looked.observed.files].flatMap(([path, file]) => {
    const key = keys.get(path)
    return key === undefined ? [] : [[key, foundFile(file)] as const]
  })
  return {
    ...{ natsmith, deployment, keyStore, out, staging, adopt, node, files, staged },
    found: Object.fromEntries(found),
    drifted: looked.plan.hasChanges,
  }
}

const foundFile = ({ type, mode, uid, gid, content }: Observed): FoundFile => ({
  type,
  ...(content && { digest: content.digest }),
  mode: modeText(mode),
  owner: `${String(uid)}:${String(gid)}`,
})

/** The inputs, with what drifted as it was found, so that Pulumi shows what a repair changes. */
function asFound({ found, drifted, ...inputs }: NodeState): NodeInputs {
  if (!drifted) return inputs
  const { uid, gid } = HERE.user()
  const files = Object.entries(inputs.files).flatMap(([key, file]) => {
    const there = found[key]
    if (there === undefined) return []
    const { type, digest = type, mode, owner } = there
    const other = { ...(owner !== `${String(uid)}:${String(gid)}` && { owner }) }
    return [[key, { ...file, digest, mode, ...other }] as const]
  })
  return { ...inputs, files: Object.fromEntries(files) }
}

// -------------------------------------------------------------------------------------------------------------- record

export const recordProvider: Provider<RecordInputs> = {
  check: (_olds, inputs) => answer(() => checked(inputs)),
  diff: (_id, olds, news) => answer(() => ({ changes: recordText(olds) !== recordText(news), replaces: [] })),
  create: (inputs) =>
    answer(() => {
      placeRecord(inputs)
      hold(inputs.record)
      return { id: `${inputs.deployment}/record`, outs: inputs }
    }),
  update: (_id, _olds, news) =>
    answer(() => {
      placeRecord(news)
      hold(news.record)
      return { outs: news }
    }),
  read: (id, state) =>
    answer(() => {
      const digest = recordOnDisk(state)
      const props = { ...state, digest: digest ?? '' }
      return digest === undefined ? {} : { id, props, inputs: props }
    }),
  delete: (_id, state) =>
    answer(() => {
      if (!isHeld(state.record)) emptyRecord(state)
    }),
}

const recordText = ({ natsmith, deployment, record, digest }: RecordInputs): string =>
  canonicalJson({ natsmith, deployment, record, digest })

// ---------------------------------------------------------------------------------------------------------------- both

/** The program and Pulumi's provider must have the same natsmith, or one does not know what the other means. */
function checked<T extends { readonly natsmith: string }>(
  inputs: T,
): { inputs: T; failures: CheckFailure[] } {
  const own = ownVersion()
  const reason = `the program has natsmith ${inputs.natsmith}, Pulumi's dynamic provider finds natsmith ${own} from ${process.cwd()}; change: install one natsmith for both`
  return { inputs, failures: inputs.natsmith === own ? [] : [{ property: 'natsmith', reason }] }
}

/** Pulumi shows the message of an error, and of some operations also the stack, which says nothing to a user. */
const answer = <T>(operation: () => T): Promise<T> =>
  new Promise<T>((resolve) => {
    resolve(operation())
  }).catch((error: unknown) => {
    const text = errorText(error)
    throw text === undefined ? error : Object.assign(new Error(text), { stack: '' })
  })
