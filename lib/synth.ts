// Synthesis: the stages in order. In: a construct tree, a key store, the clock. Out: what is wrong, what is to be issued,
// and the assembly. Pure: what it issues exists in memory until somebody commits `changes`.
import type { Construct } from 'constructs'
import { assemble } from './assembly/assemble'
import type { Assembly } from './assembly/assembly'
import { recordedConfs } from './diff/jwt-accounts'
import { loginNames } from './diff/names'
import type { Comparable, DeployRecord, Digest } from './diff/record'
import { comparable } from './diff/record'
import { revokedIn } from './diff/revoked'
import { keyedDigest } from './keys/digest'
import type { Changes, IssueMeans } from './keys/issue'
import { issue } from './keys/issue'
import { issuedView } from './keys/issued-view'
import { materialsOf } from './keys/materials'
import type { IssuePlan } from './keys/plan'
import { planIssue, withoutIssuing } from './keys/plan'
import { isBlocked } from './keys/step'
import type { IssueStep } from './keys/step'
import { ledgerDigest } from './keys/published'
import { standInSigner, withStandIns } from './keys/stand-ins'
import { begun, type KeyStore } from './keys/store'
import type { Materials } from './model/materials'
import type { Model } from './model/model'
import type { Request } from './model/request'
import { requestsOf } from './model/requests'
import { resolve, type Resolved } from './model/resolve'
import type { RuleContext } from './model/rule'
import { confsOf } from './render/conf/conf'
import { render } from './render/render'
import { judge } from './rules/judge'
import type { Finding } from './values/finding'
import { blocks } from './values/finding'
import type { Secret } from './values/secret'

/**
 * `issue`: everything that is missing or due is issued in memory, so that the assembly is what a deploy would place.
 * `stored`: only what the key store holds already; what is due for renewal keeps its old document.
 */
export type IssueMode = 'issue' | 'stored'

export interface SynthesisContext extends IssueMeans {
  /** Of one whose secrets were not read, the result is for show. */
  readonly store: KeyStore
  /** What was deployed last, which tells a lost key from a new one. */
  readonly record: DeployRecord | undefined
  /** Milliseconds since 1970. */
  readonly now: number
  readonly mode: IssueMode
  /** Passwords and, of what is in `rotate`, keys that are given for this run, by identity. @defaultValue none */
  readonly given?: ReadonlyMap<string, Secret>
  /** Issues anew what was deployed and is lost. @defaultValue false */
  readonly replaceLost?: boolean
  /** Identities that get a new key, whatever there is. @defaultValue none */
  readonly rotate?: ReadonlySet<string>
}

export interface Synthesis {
  readonly resolved: Resolved
  readonly model: Model
  readonly requests: readonly Request[]
  /** The conf of a node, as rules see it. */
  readonly conf: RuleContext['conf']
  /** Sorted; those that block leave `shown` undefined. */
  readonly findings: readonly Finding[]
  readonly plan: IssuePlan
  /** Steps without which the assembly cannot be made; they leave `shown` undefined, too. */
  readonly obstacles: readonly IssueStep[]
  /** What to commit to the key store so that this assembly can be made again. */
  readonly changes: Changes
  /** What is shown of it; made with stand-ins where no secret was read. */
  readonly shown: Output | undefined
  /** The same, to be placed; undefined where no secret was read. */
  readonly output: Output | undefined
}

/** What there is when nothing stands in the way. */
export interface Output {
  readonly materials: Materials
  readonly assembly: Assembly
  /** The deployment as diff compares it with the record. */
  readonly comparable: Comparable
  /** What is said there of a secret. */
  readonly digest: Digest
}

/** Synthesizes the tree below `root` as deployment `name`. */
export const synthesize = (root: Construct, name: string, context: SynthesisContext): Synthesis =>
  synthesizeResolved(resolve(root, name), context)

/** The same of a tree that was resolved. */
export function synthesizeResolved(resolved: Resolved, context: SynthesisContext): Synthesis {
  const { record, now, mode } = context
  const { hasSecrets } = context.store
  const store = hasSecrets ? context.store : withStandIns(context.store)
  const { model } = resolved
  const name = model.deployment
  const requests = requestsOf(model)
  const deployed = new Set(record?.identities)
  const plan = planIssue({
    requests,
    store,
    moves: model.moves,
    now,
    ...(context.given && { given: context.given }),
    ...(context.replaceLost && { replaceLost: true }),
    ...(context.rotate && { rotate: context.rotate }),
    deployed,
  })
  const obstacles =
    mode === 'stored' && requests.length === 0 && store.id === ''
      ? [NOT_BEGUN]
      : plan.steps.filter((step) => isBlocked(step) || (mode === 'stored' && isStale(step)))
  const issued = issue(mode === 'issue' ? plan : withoutIssuing(plan), {
    ...context,
    ...(!hasSecrets && { sign: standInSigner }),
  })
  // Also where there is nothing to issue: its id is in every manifest.
  const changes = mode === 'issue' ? { ...issued, after: begun(issued.after, context.random) } : issued
  const { materials, complete } = materialsOf(changes.after, requests)
  const confs = confsOf(model, materials)
  const conf: RuleContext['conf'] = (cluster, node) => confs(cluster, node).conf
  const issuedDocuments = issuedView(store, changes.after, deployed, revokedIn(record))
  const findings = judge(resolved, { model, issued: issuedDocuments, now, conf })
  const base = { resolved, model, requests, conf, findings, plan, obstacles, changes }
  if (findings.some(blocks) || obstacles.length > 0 || !complete)
    return { ...base, shown: undefined, output: undefined }

  const rendered = render(model, materials, confs)
  const testOnly = changes.after.kind === 'test'
  const assembly = assemble({
    deployment: name,
    keyStore: changes.after.id,
    nodes: rendered,
    findings,
    testOnly,
  })
  const digest = digestOf(changes.after)
  const names = loginNames(model, materials, digest)
  const recorded = recordedConfs(model, materials)
  const confsSaid = rendered.map((one) => ({ ...one, conf: recorded(one.cluster, one.conf) }))
  const compared = comparable(confsSaid, assembly.manifest, names, digest)
  const shown = { materials, assembly, comparable: compared, digest }
  return { ...base, shown, output: hasSecrets ? shown : undefined }
}

function digestOf(store: KeyStore): Digest {
  if (!store.hasSecrets) return ledgerDigest(store)
  // Where nothing was ever issued there is no key for digests, and no secret of ours to tell from another.
  return store.key === undefined ? () => '' : keyedDigest(store)
}

/** A key store that nothing is to be put into, and that is not there yet. */
const NOT_BEGUN: IssueStep = {
  ...{ identity: 'key store', verb: 'issue', reason: 'is not there yet', fresh: true },
  ...{ request: undefined, entry: undefined, signer: undefined },
}

/** True for a document that is missing or out of date, not for one that is only due for renewal. */
const isStale = ({ verb, fresh }: IssueStep): boolean => fresh && verb !== 'renew'
