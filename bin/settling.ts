// In: a synthesis whose changes are committed. Out: what saves the next command from synthesizing is kept, if there is nothing left to do.
import type { DeployRecord } from '../lib/diff/record'
import { upToDate } from '../lib/settle'
import { inputsOf } from '../lib/up-to-date'
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
}

export function keepIfUpToDate(
  session: Session,
  { synthesis, revision, record, recordText }: Committed,
): void {
  const inputs = inputsOf({ resolved: synthesis.resolved, build: build(), recordText })
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
  const { record, recordText, store } = session
  keepIfUpToDate(session, { synthesis, revision: store.revision, record, recordText })
}
