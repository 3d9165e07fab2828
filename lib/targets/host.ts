// What every engine that hosts a deployment does. In: a construct tree, and where its key store is. Out: findings, or the
// files to place, each with its staged copy. The key store is written only when an issue was asked for.
import { appendFileSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Construct } from 'constructs'
import { modeText } from '../assembly/assemble'
import { MANIFEST_SCHEMA, type Manifest, type ManifestNode, type NodeManifest } from '../assembly/manifest'
import { nodeManifestText } from '../assembly/read'
import type { DeployRecord } from '../diff/record'
import { manifestPath } from '../engine/observe'
import { keyedDigest } from '../keys/digest'
import { commitChanges } from '../keys/commit'
import { issueSteps, type SaidStep } from '../keys/step'
import type { Purpose } from '../render/artifact'
import { resolve as resolveTree } from '../model/resolve'
import { synthesizeResolved, type IssueMode, type Synthesis } from '../synth'
import { blocks, type Finding } from '../values/finding'
import { Secret } from '../values/secret'
import { sortBy } from '../values/sort'
import { commandLine } from '../values/words'
import { issueFindings, obstacleFindings, passwordIdentity, type NextCommand } from '../workspace/obstacles'
import { DEFAULT_STORE } from '../workspace/place'
import { openWorkspace, recordOf, type Complete, type Workspace } from '../workspace/workspace'
import { systemRandom } from '../x509/random'
import { DEFAULT_STAGING, stage } from './staging'

export interface HostOptions {
  /** Folder of key stores and records, as `natsmith --store`. @defaultValue `natsmith`, below the working directory */
  readonly store?: string
  /** Folder of staged files. @defaultValue `.natsmith/staged`, below the working directory */
  readonly staging?: string
}

export interface HostInput extends HostOptions {
  readonly name: string
  readonly root: Construct
  readonly mode: IssueMode
  /** Passwords given for this run, by identity. @defaultValue none */
  readonly given?: ReadonlyMap<string, Secret>
  /** Whether to ask the tree's own validations, which some engines do themselves. @defaultValue true */
  readonly validate?: boolean
  /** The command that runs the program, where `natsmith issue` runs it, too. @defaultValue none: natsmith loads a program */
  readonly app?: string | undefined
  /** Issues anew what was deployed and is lost. @defaultValue false */
  readonly replaceLost?: boolean
  /** Of every password, for a preview: hashes that nobody keeps need not be slow. @defaultValue what each password asks for */
  readonly bcryptCost?: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A synthesis in an engine: `complete` unless a finding blocks. */
export interface Hosted {
  readonly workspace: Workspace
  readonly synthesis: Synthesis
  /** Sorted, what cannot be had included. */
  readonly findings: readonly Finding[]
  readonly complete: Complete | undefined
}

/** Synthesizes the tree below `root` with the key store that is there; writes nothing. */
export function host({
  name,
  root,
  mode,
  given,
  validate = true,
  app,
  replaceLost,
  bcryptCost,
  now,
  store = DEFAULT_STORE,
}: HostInput): Hosted {
  const asked = askedByIssue()
  const workspace = openWorkspace(store, name, 'needed')
  const synthesis = synthesizeResolved(resolveTree(root, name, validate), {
    store: workspace.store,
    record: workspace.record,
    now,
    random: systemRandom(),
    mode: asked === undefined ? mode : 'issue',
    ...((asked?.replaceLost ?? replaceLost) && { replaceLost: true }),
    ...(given && { given }),
    ...(asked?.passwordOf !== undefined &&
      isAsked(asked, name) && { given: passwordOnStdin(asked.passwordOf) }),
    ...(bcryptCost !== undefined && { bcryptCost }),
  })
  if (asked !== undefined) return answer(asked, workspace, synthesis)
  const { findings, obstacles, output } = synthesis
  const missing = findings.some(blocks)
    ? []
    : obstacleFindings(root.node.path || name, nextCommand(name, store, app), obstacles, 'error')
  const complete = missing.length === 0 && output !== undefined ? { ...synthesis, ...output } : undefined
  return { workspace, synthesis, findings: [...missing, ...findings], complete }
}

// ------------------------------------------------------------------------------------------------- natsmith issue --app

/** The environment variable by which `natsmith issue --app` asks the programs that it starts. */
export const ISSUE_REQUEST = 'NATSMITH_ISSUE'

/** `preview` says what would be issued, `commit` issues it; both say so in a line of `report`, and place nothing. */
export interface IssueRequest {
  readonly act: 'preview' | 'commit'
  /** A file, to which every deployment adds a line of JSON. */
  readonly report: string
  /** Of this name alone. @defaultValue all */
  readonly deployment?: string
  /** The command that runs the program. */
  readonly app: string
  /** As `natsmith issue --replace-lost`. */
  readonly replaceLost?: true
  /** Whose password is on stdin. */
  readonly passwordOf?: string
}

export interface IssueReport {
  readonly deployment: string
  /** Where the key store is. */
  readonly store: string
  /** What blocks is not committed. */
  readonly findings: readonly Finding[]
  readonly issued: readonly SaidStep[]
  readonly warnings: Synthesis['plan']['warnings']
}

function askedByIssue(): IssueRequest | undefined {
  const text = process.env[ISSUE_REQUEST]
  return text === undefined ? undefined : (JSON.parse(text) as IssueRequest)
}

const isAsked = ({ deployment }: IssueRequest, name: string): boolean =>
  deployment === undefined || deployment === name

const passwordOnStdin = (of: string): ReadonlyMap<string, Secret> =>
  new Map([[passwordIdentity(of), Secret.of(readFileSync(0, 'utf8'))]])

function answer(asked: IssueRequest, workspace: Workspace, synthesis: Synthesis): Hosted {
  const { act, report, app, passwordOf } = asked
  const { name, keys } = workspace
  const { plan, changes } = synthesis
  const nothing = { workspace, synthesis, findings: [], complete: undefined }
  if (!isAsked(asked, name)) return nothing
  const findings = issueFindings(name, nextCommand(name, DEFAULT_STORE, app), synthesis, passwordOf)
  if (act === 'commit' && !findings.some(blocks)) commitChanges(keys, changes)
  const line: IssueReport = {
    deployment: name,
    store: keys,
    findings,
    issued: issueSteps(plan),
    warnings: plan.warnings,
  }
  appendFileSync(report, `${JSON.stringify(line)}\n`, { mode: 0o600 })
  return nothing
}

/** Commands as they are given beside a program of an engine; the app knows where its key store is. */
const nextCommand =
  (name: string, store: string, app?: string): NextCommand =>
  (command, ...words) => {
    const where = store === DEFAULT_STORE ? [] : ['--store', store]
    const how = app !== undefined && command === 'issue' ? ['--app', app] : where
    return commandLine('natsmith', command, name, ...how, ...words)
  }

// --------------------------------------------------------------------------------------------------------------- files

/** A file of a node, staged. */
export interface HostedFile {
  readonly node: string
  /** As the node sees it. */
  readonly path: string
  /** `0600`. */
  readonly mode: string
  readonly sensitive: boolean
  readonly purpose: Purpose | 'manifest'
  readonly detail: string
  readonly content: string
  /** Its name in the staging folder. */
  readonly staged: string
}

export interface HostedNode {
  readonly node: ManifestNode
  /** Sorted by path; the manifest last. */
  readonly files: readonly HostedFile[]
}

/** A synthesis that nothing stands in the way of, and where its key store is. */
export interface CompleteHost {
  readonly workspace: Workspace
  readonly complete: Complete
}

/** Everything that the nodes' folders hold, staged. */
export function stageNodes(hosted: CompleteHost, staging = DEFAULT_STAGING): readonly HostedNode[] {
  const nodes = hostedNodes(hosted)
  stage(
    resolve(staging),
    nodes.flatMap(({ files }) => files),
  )
  return nodes
}

/** Everything that the nodes' folders hold, under the names that it has once it is staged. */
export function hostedNodes({ complete }: Pick<CompleteHost, 'complete'>): readonly HostedNode[] {
  const staged = stagedName(complete)
  return complete.assembly.manifest.nodes.map((node) => {
    const artifacts = complete.assembly.artifacts.filter((artifact) => artifact.node === node.node)
    const files = sortBy(artifacts, ({ path }) => path).map(
      ({ path, mode, sensitive, purpose, detail, content }): HostedFile => ({
        node: node.node,
        path,
        mode: modeText(mode),
        sensitive,
        purpose,
        detail,
        content,
        staged: staged(content),
      }),
    )
    const content = nodeManifestText(manifestOf(complete.assembly.manifest, node))
    const manifest: HostedFile = {
      node: node.node,
      path: manifestPath(node.configDir),
      mode: '0600',
      sensitive: false,
      purpose: 'manifest',
      detail: 'natsmith',
      content,
      staged: staged(content),
    }
    return { node, files: [...files, manifest] }
  })
}

/** What `content` is called once it is staged. */
export function stagedName({ changes }: Pick<Complete, 'changes'>): (content: string) => string {
  const keyed = keyedDigest(changes.after)
  return (content) => keyed(`staged\0${content}`)
}

const manifestOf = ({ deployment, keyStore }: Manifest, node: ManifestNode): NodeManifest => ({
  schema: MANIFEST_SCHEMA,
  deployment,
  keyStore,
  ...node,
  superseded: [],
})

/** The record once every node is deployed. */
export const recordAfter = ({ workspace, complete }: CompleteHost): DeployRecord =>
  recordOf(
    workspace,
    complete,
    new Set(
      [...complete.assembly.manifest.nodes, ...(workspace.record?.nodes ?? [])].map(({ node }) => node),
    ),
  )
