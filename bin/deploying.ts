// In: a plan of a deploy, and what was synthesized. Out: what it comes to; and, when it is carried out, keys, files and record,
// in that order, so that whatever happens in between, running it again finishes it.
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { compare, effectsOf, greatest, type Change } from '../lib/diff/compare'
import { compareAccess } from '../lib/diff/gains'
import { withPending, type DeployRecord, type Effect } from '../lib/diff/record'
import { readRecord, writeRecord } from '../lib/diff/record-file'
import { applyInThreads } from '../lib/engine/apply-threads'
import type { DeployPlan } from '../lib/engine/plan'
import { makeFolder } from '../lib/files/folders'
import { withLock, withLockMeanwhile } from '../lib/files/lock'
import { commitChanges } from '../lib/keys/commit'
import { applyToHosts, type SeenHosts } from '../lib/remote/hosts'
import { NatsmithError } from '../lib/values/finding'
import { withOutlivedCreds } from '../lib/workspace/outlived'
import { recordOf, type Complete } from '../lib/workspace/workspace'
import { sidesOf } from './against'
import type { AgainstFlags } from './against-flag'
import { hostOptions } from './hosts'
import type { SaidPlan } from './plan-text'
import { activityMeanwhile } from './print'
import type { Session } from './session'
import { keepIfUpToDate } from './settling'
import type { TargetFlags } from './target-flags'

export interface Work {
  readonly synthesis: Complete
  /** Its plan, with what is to be said of those who lose something. */
  readonly said: SaidPlan
  readonly plan: DeployPlan
  /** With --via: the plan's target. */
  readonly hosts: SeenHosts | undefined
  /** On the nodes that the deploy reaches. */
  readonly changes: readonly Change[]
  /** What the server of each node needs when it is done, what the last deploy left to be seen to included. */
  readonly effects: ReadonlyMap<string, Effect>
  /** What the last deploy left to be seen to. */
  readonly pending: ReadonlyMap<string, Effect>
  /** When all goes well. */
  readonly record: DeployRecord
  /** False when key store, files and record are as they should be. */
  readonly isNeeded: boolean
}

export function workOf(
  session: Session,
  synthesis: Complete,
  plan: DeployPlan,
  flags: AgainstFlags,
  hosts?: SeenHosts,
): Work {
  const { was, now } = sidesOf(session, synthesis, flags)
  const reached = new Set(plan.nodes.map(({ node }) => node))
  const changes = compare(was, now).flatMap((change) => {
    const nodes = change.nodes.filter((node) => reached.has(node))
    return nodes.length > 0 ? [{ ...change, nodes }] : []
  })
  const said = withOutlivedCreds(synthesis, () => compareAccess(was, now, synthesis.model.moves))
  const record = recordOf(session, synthesis, reached)
  const isNeeded = plan.hasChanges || synthesis.changes.touched.size > 0 || record !== session.record
  const pending = new Map(pendingOf(session.record).filter(([node]) => reached.has(node)))
  const effects = greatest([...withRepairs(changes, plan), ...pending])
  return { synthesis, said, plan, hosts, changes, effects, pending, record, isNeeded }
}

type Effects = readonly (readonly [node: string, effect: Effect])[]

const pendingOf = (record: DeployRecord | undefined): Effects =>
  Object.entries(record?.pending ?? {}).flatMap(([node, effect]) => (effect ? [[node, effect] as const] : []))

/** A server whose files are repaired is to read them again; where a JWT is pushed, that it stands in the conf is for the next start. */
function withRepairs(changes: readonly Change[], { nodes }: DeployPlan): ReadonlyMap<string, Effect> {
  const effects = effectsOf(changes)
  const pushed = new Set(changes.flatMap((change) => (change.effect === 'push' ? change.nodes : [])))
  const repaired = nodes.filter(
    ({ node, files }) =>
      !effects.has(node) &&
      files.some(
        ({ purpose, bytes, action }) =>
          purpose !== 'manifest' && bytes > 0 && !(pushed.has(node) && action === 'replace'),
      ),
  )
  return new Map([...effects, ...repaired.map(({ node }) => [node, 'reload'] as const)])
}

export type Failures = ReadonlyMap<string, NatsmithError>

export interface Done {
  /** Why, of each node on a host of its own that could not be done; the record says of it what it said before. */
  readonly failed: Failures
  /** What is on the other nodes, and their servers need. */
  readonly effects: ReadonlyMap<string, Effect>
  /** As it was written. */
  readonly record: DeployRecord
}

const lockOf = ({ folder }: Session): string => join(folder, '.natsmith.lock')

/** @param isSeenTo - whether somebody is going to do what servers need; if not, whoever reads what was printed does it */
export async function carryOut(
  session: Session,
  work: Work,
  flags: TargetFlags,
  isSeenTo: boolean,
): Promise<Done> {
  const { folder, keys, recordFile, deployment, record } = session
  const { synthesis } = work
  makeFolder(folder, 0o700)
  return withLockMeanwhile(lockOf(session), `deploying ${deployment.name}`, async (check) => {
    if (!isDeepStrictEqual(readRecord(recordFile, deployment.name), record))
      throw new NatsmithError(
        'plan-stale',
        `${recordFile} has changed since the deploy was planned`,
        'run the same command again, and look at the new plan',
      )
    let { revision } = session.store
    commitChanges(keys, synthesis.changes, (committed) => {
      revision = committed
    })
    check()
    const failed = await placeFiles(work, flags)
    check()
    const done = work.plan.nodes.map(({ node }) => node).filter((node) => !failed.has(node))
    const effects = new Map([...work.effects].filter(([node]) => !failed.has(node)))
    const placed = failed.size === 0 ? work.record : recordOf(session, synthesis, new Set(done))
    const next = isSeenTo ? withPending(placed, [...pendingOf(placed), ...remembered(effects)]) : placed
    const recordText = next === record ? session.recordText : writeRecord(recordFile, next)
    const plan = failed.size === 0 ? { plan: work.plan } : {}
    keepIfUpToDate(session, { synthesis, revision, record: next, recordText, ...plan })
    return { failed, effects, record: next }
  })
}

/** A node that is gone is not in the next plan. */
const remembered = (effects: ReadonlyMap<string, Effect>): Effects =>
  [...effects].filter(([, effect]) => effect !== 'stop')

/** Records what is left of the effects that `done` was to see to, unless somebody has deployed meanwhile. */
export function recordLeft(
  session: Session,
  { record, effects }: Done,
  left: ReadonlyMap<string, Effect>,
): void {
  const { deployment, recordFile } = session
  withLock(lockOf(session), `deploying ${deployment.name}`, () => {
    if (!isDeepStrictEqual(readRecord(recordFile, deployment.name), record)) return
    const others = pendingOf(record).filter(([node]) => !effects.has(node))
    const next = withPending(record, [...others, ...remembered(left)])
    if (next !== record) writeRecord(recordFile, next)
  })
}

const placeFiles = ({ plan, hosts, synthesis }: Work, flags: TargetFlags): Promise<Failures> =>
  activityMeanwhile('deploying', async (progress) => {
    if (hosts !== undefined)
      return applyToHosts(plan, synthesis.assembly, hosts, { ...hostOptions(flags), progress })
    await applyInThreads(plan, synthesis.assembly, {
      progress: (_node, done, total) => {
        progress(done, total)
      },
    })
    return new Map()
  })
