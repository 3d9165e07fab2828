// In: a flag and the duration given to it. Out: milliseconds.
import { parseDuration } from '../lib/values/duration'
import { NatsmithError, ValueError } from '../lib/values/finding'

/** Throws NatsmithError `usage`. */
export function durationFlag(flag: string, text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw new NatsmithError('usage', `--${flag}: ${error.message}`, error.change)
  }
}
