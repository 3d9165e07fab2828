// Commands that have nothing left to do say so at once, the next time. In: a session that has begun. Out: what was kept of the last
// synthesis, if this one would come to the same.
import { inputsOf, type UpToDate } from '../lib/up-to-date'
import { build, recallUpToDate } from '../lib/workspace/up-to-date-file'
import type { Begun } from './session'

/** Undefined where the program has to be synthesized; throws what opening the key store throws, as far as it is looked at. */
export function recalled(begun: Begun): UpToDate | undefined {
  const { recordText } = begun
  return recallUpToDate(
    begun,
    inputsOf({ resolved: begun.resolved(), build: build(), recordText }),
    begun.now,
  )
}
