// In: a deployment with the values that a run of a Pulumi program knows. Out: what its resources are to be given; in a preview
// without what only the run that issues keys will know. Only a run that is no preview writes: keys, then staged files.
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { digestOf } from '../values/content'
import { placeUnder } from '../assembly/paths'
import { buildTree, type Deployment } from '../constructs/deployment'
import { readRecord, recordText } from '../diff/record-file'
import { planDeploy } from '../engine/plan'
import { makeFolder } from '../files/folders'
import { withLock } from '../files/lock'
import { commitChanges } from '../keys/commit'
import { issueSteps, type SaidStep } from '../keys/step'
import { blocks, FindingsError, NatsmithError, type Finding } from '../values/finding'
import { isPassword, NO_PASSWORD } from '../values/password'
import { Secret } from '../values/secret'
import { notAsked, passwordIdentity, passwordsAsked } from '../workspace/obstacles'
import type { Workspace } from '../workspace/workspace'
import { claimFolders, claimKeyStore, type Owner } from './claims'
import { realPlace } from './place'
import { withoutSecrets } from '../keys/errors'
import { artifactsOf, factsOf, type NodeArtifacts, type NodeFacts } from './artifacts'
import {
  host,
  hostedNodes,
  ISSUE_REQUEST,
  recordAfter,
  stagedName,
  type CompleteHost,
  type Hosted,
} from './host'
import { fileKey, nodeInputs, type NodeInputs } from './pulumi-node'
import type { RecordInputs } from './pulumi-record'
import { stage, type StagedFile } from './staging'
import { ownVersion } from './version'

/** What a run knows. */
export interface Run {
  /** What all deployments of the run have in common. */
  readonly program: object
  /** The component that hosts the deployment. */
  readonly owner: Owner
  readonly deployment: Deployment
  /** By owner: `ORDERS/alice`. */
  readonly passwords: Readonly<Record<string, string>>
  readonly store: string
  readonly staging: string
  /** Undefined in a preview that does not know it. */
  readonly out: string | undefined
  readonly adopt: boolean
  readonly replaceLost: boolean
  readonly isPreview: boolean
  /** Whether placeholders stand in the deployment, so that nothing is known but its nodes. */
  readonly isBlind: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

export interface PreparedNode {
  readonly inputs: NodeInputs
  /** Keys of `inputs.files` of which nothing is known in this preview. */
  readonly unknown: ReadonlySet<string>
  readonly facts: NodeFacts
  readonly artifacts: NodeArtifacts
}

export interface Prepared {
  readonly nodes: readonly PreparedNode[]
  /** As in the run. */
  readonly isBlind: boolean
  readonly record: RecordInputs
  /** Whether this preview issues what the next run issues anew, so that of what holds it nothing is known. */
  readonly isProvisional: boolean
  /** Whether there is no key store yet. */
  readonly isFirst: boolean
  readonly issued: readonly SaidStep[]
  /** None that blocks. */
  readonly findings: readonly Finding[]
}

/** @throws FindingsError every finding that blocks; NatsmithError for what is wrong with the key store or the record */
export function prepare(run: Run): Prepared {
  const { deployment, store, isPreview, now } = run
  if (process.env[ISSUE_REQUEST] !== undefined)
    throw new NatsmithError(
      'issue-in-pulumi',
      'natsmith issue --app runs apps of cdktf and cdktn; this is a program of Pulumi',
      'run pulumi up, which issues what is missing',
    )
  const shared = claimKeyStore(run.program, run.owner, join(resolve(store), deployment.name, 'keys'))
  if (shared.length > 0) throw new FindingsError(shared)
  const given = Object.entries(run.passwords).map(
    ([owner, text]) => [passwordIdentity(owner), Secret.of(text)] as const,
  )
  const hosted = host({
    name: deployment.name,
    root: buildTree(deployment),
    mode: 'issue',
    given: new Map(given),
    ...(isPreview && { bcryptCost: 4 }),
    ...(run.replaceLost && { replaceLost: true }),
    store,
    now,
  })
  const findings = [...passwordFindings(run, hosted), ...hosted.findings]
  if (findings.some(blocks)) throw new FindingsError(findings.filter(blocks))
  const { workspace, complete } = hosted
  if (complete === undefined) throw withoutSecrets()
  refuseObstacles(run, { workspace, complete })
  if (!isPreview) commitIssued(workspace, { workspace, complete })
  return prepared(run, { workspace, complete }, findings)
}

/** What is wrong with the passwords that the program gives. */
function passwordFindings(
  { deployment: { name }, passwords }: Run,
  { synthesis }: Hosted,
): readonly Finding[] {
  const asked = passwordsAsked(synthesis.plan)
  return Object.entries(passwords).flatMap(([owner, text]): readonly Finding[] => {
    if (!asked.includes(owner)) return [notAsked(name, owner, asked)]
    if (isPassword(text)) return []
    const message = `passwords["${owner}"]: ${NO_PASSWORD}`
    return [
      { code: 'invalid-password', severity: 'error', path: name, message, change: 'give 1 to 72 bytes' },
    ]
  })
}

/** What a deploy would refuse is refused before any resource is registered. */
function refuseObstacles({ program, owner, out, adopt }: Run, { workspace, complete }: CompleteHost): void {
  if (out === undefined) return
  const { nodes } = complete.assembly.manifest
  const folders = nodes.map(({ node }) => join(realPlace(out), node))
  const shared = claimFolders(program, owner, folders)
  if (shared.length > 0) throw new FindingsError(shared)
  const previous = workspace.record?.nodes ?? []
  const { findings } = planDeploy(complete.assembly, { kind: 'out', dir: out }, { previous, adopt })
  if (findings.some(blocks)) throw new FindingsError(findings.filter(blocks))
}

/** Under the lock that natsmith deploy takes. */
function commitIssued(
  { name, folder, keys, recordFile, record }: Workspace,
  { complete }: CompleteHost,
): void {
  makeFolder(folder, 0o700)
  withLock(join(folder, '.natsmith.lock'), `issuing for ${name}`, () => {
    if (!isDeepStrictEqual(readRecord(recordFile, name), record))
      throw new NatsmithError(
        'plan-stale',
        `${recordFile} has changed since the program started`,
        'run pulumi up again',
      )
    commitChanges(keys, complete.changes)
  })
}

function prepared(run: Run, hosted: CompleteHost, findings: readonly Finding[]): Prepared {
  const { workspace, complete } = hosted
  const { out = 'out', staging, adopt, isPreview, isBlind } = run
  const fresh = new Set(complete.plan.steps.filter((step) => step.fresh).map(({ identity }) => identity))
  const isFirst = isPreview && workspace.store.key === undefined
  const isProvisional = isPreview && (isBlind || fresh.size > 0)
  const setting = { natsmith: ownVersion(), out, staging, adopt }
  const all = hostedNodes(hosted)
  const nodes = all.map((node): PreparedNode => {
    const own = complete.assembly.artifacts.filter((artifact) => artifact.node === node.node.node)
    const touched = own.filter(
      ({ identities }) => isBlind || isFirst || identities.some((id) => fresh.has(id)),
    )
    // The conf names the files, and files are named by what they hold.
    const unknown = touched.length > 0 ? [...touched, ...own.filter(({ purpose }) => purpose === 'conf')] : []
    return {
      inputs: nodeInputs(complete.assembly.manifest, node, setting),
      unknown: new Set(isPreview ? unknown.map(fileKey) : []),
      facts: factsOf(node),
      artifacts: artifactsOf(node, ({ path }) => placeUnder(join(out, node.node.node), path)),
    }
  })
  const record = recordFile(hosted)
  if (!isPreview)
    stage(resolve(staging), [
      ...all.flatMap(({ files }) => files.filter(({ purpose }) => purpose !== 'manifest')),
      record,
    ])
  return {
    nodes,
    isBlind,
    record: recordInputs(run, record),
    isProvisional,
    isFirst,
    issued: issueSteps(complete.plan),
    findings,
  }
}

function recordFile(hosted: CompleteHost): StagedFile {
  const content = recordText(recordAfter(hosted))
  return { content, staged: stagedName(hosted.complete)(content) }
}

const recordInputs = (
  { deployment, store, staging }: Run,
  { content, staged }: StagedFile,
): RecordInputs => ({
  natsmith: ownVersion(),
  deployment: deployment.name,
  record: join(store, deployment.name, 'record.json'),
  digest: digestOf(content),
  staging,
  staged,
})
