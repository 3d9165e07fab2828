// In: a synthesis whose changes are committed. Out: what saves the next command from synthesizing is kept, if there is nothing left to do.
import { nodeManifestText } from '../lib/assembly/read'
import type { DeployRecord } from '../lib/diff/record'
import { upToDate } from '../lib/settle'
import type { DeployPlan } from '../lib/engine/plan'
import type { NodePlace } from '../lib/engine/target'
import { inputsOf } from '../lib/up-to-date'
import { digestOf } from '../lib/values/content'
import { build, keepUpToDate } from '../lib/workspace/up-to-date-file'
import { recordOf, type Complete } from '../lib/workspace/workspace'
import type { Session } from './session'

/** A synthesis, and what is beside the program now. */
export interface Committed {
  readonly synthesis: Complete
  /** Of the key store. */
  readonly revision: string
  readonly record: DeployRecord | undefined
  readonly recordText: string | undefined
  /** Of the deploy. @defaultValue there was none */
  readonly plan?: DeployPlan
}

export function keepIfUpToDate(
  session: Session,
  { synthesis, revision, record, recordText, plan }: Committed,
): void {
  const { resolved, changes } = synthesis
  const { key, sealing } = changes.after
  // Where it is encrypted, it is not at hand the next time.
  const inputs = inputsOf({
    resolved,
    build: build(),
    recordText,
    key: sealing === undefined ? key : undefined,
  })
  if (inputs === undefined) return
  const { nodes } = synthesis.assembly.manifest
  const places = [...nodes, ...(record?.nodes ?? [])]
  const placed = plan && manifestsOf(plan, nodes)
  const all = new Set(places.map(({ node }) => node))
  const kept = upToDate({
    ...{ synthesis, revision, record, inputs, now: session.now },
    ...(placed && { placed }),
    isUnchanged: revision === session.store.revision && record === session.record,
    isRecorded: record?.pending === undefined && recordOf({ record }, synthesis, all) === record,
  })
  if (kept !== undefined) keepUpToDate(session, kept)
}

/** The same, where nothing was committed. */
export const keepAsItIs = (session: Session, synthesis: Complete, plan?: DeployPlan): void => {
  const { record, recordText, store } = session
  keepIfUpToDate(session, {
    ...{ synthesis, revision: store.revision, record, recordText },
    ...(plan && { plan }),
  })
}

/** Digests of those that `plan` has for `nodes`; undefined where it is not for all of them. */
function manifestsOf(plan: DeployPlan, nodes: readonly NodePlace[]): readonly string[] | undefined {
  const manifests = new Map(
    plan.nodes.map(({ node, configDir, manifest }) => [`${node} ${configDir}`, manifest]),
  )
  const digests = nodes.flatMap(({ node, configDir }) => {
    const manifest = manifests.get(`${node} ${configDir}`)
    return manifest === undefined ? [] : [digestOf(nodeManifestText(manifest))]
  })
  return digests.length === nodes.length ? digests : undefined
}
