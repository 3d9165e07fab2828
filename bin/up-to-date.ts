// Commands that have nothing left to do say so at once, the next time. In: a session that has begun, or a synthesis in it. Out: what
// was kept of one that had nothing left to do.
import type { DeployRecord } from '../lib/diff/record'
import { inputsOf, upToDate, type UpToDate } from '../lib/up-to-date'
import { build, keepUpToDate, recallUpToDate } from '../lib/workspace/up-to-date-file'
import { recordOf, type Complete } from '../lib/workspace/workspace'
import type { Begun, Session } from './session'

/** Undefined where the program has to be synthesized; throws what opening the key store throws, as far as it is looked at. */
export function recalled(begun: Begun): UpToDate | undefined {
  const inputs = inputsOf({ resolved: begun.resolved(), build: build(), recordDigest: begun.recordDigest })
  return recallUpToDate(begun, inputs, begun.now)
}

/** A synthesis, and what is beside the program now that its changes are committed. */
export interface Committed {
  readonly synthesis: Complete
  /** Of the key store. */
  readonly revision: string
  readonly record: DeployRecord | undefined
  readonly recordDigest: string
}

/** Keeps of it what saves the next command from synthesizing, if there is nothing left to do. */
export function keepIfUpToDate(
  session: Session,
  { synthesis, revision, record, recordDigest }: Committed,
): void {
  const inputs = inputsOf({ resolved: synthesis.resolved, build: build(), recordDigest })
  if (inputs === undefined) return
  const places = [...synthesis.assembly.manifest.nodes, ...(record?.nodes ?? [])]
  const all = new Set(places.map(({ node }) => node))
  const kept = upToDate({
    ...{ synthesis, revision, record, inputs, now: session.now },
    isUnchanged: revision === session.store.revision && record === session.record,
    isRecorded: record?.pending === undefined && recordOf({ record }, synthesis, all) === record,
  })
  if (kept !== undefined) keepUpToDate(session, kept)
}

/** The same, where nothing was committed. */
export const keepAsItIs = (session: Session, synthesis: Complete): void => {
  const { record, recordDigest } = session
  keepIfUpToDate(session, { synthesis, revision: session.store.revision, record, recordDigest })
}
