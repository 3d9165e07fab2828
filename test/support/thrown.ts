// What an action throws, as tests compare it: codes, and for a constructor the props that are to blame.
import { FindingsError, NatsmithError, ValueError } from '../../lib/values/finding'

/** What `action` throws; undefined: nothing. */
export function thrown(action: () => unknown): unknown {
  try {
    action()
    return undefined
  } catch (error) {
    return error
  }
}

/** The code of what `action` throws; undefined: nothing. What has no code is no error of ours, and thrown on. */
export function codeOf(action: () => unknown): string | undefined {
  const error = thrown(action)
  if (error === undefined) return undefined
  if (error instanceof NatsmithError || error instanceof ValueError) return error.code
  throw error as Error
}

/** `code prop` of every finding that `action` throws, sorted. What is no FindingsError is thrown on. */
export function problemsOf(action: () => unknown): readonly string[] {
  const error = thrown(action)
  if (error === undefined) return []
  if (!(error instanceof FindingsError)) throw error as Error
  return error.findings.map(({ code, message }) => `${code} ${message.replace(/: .*$/s, '')}`).sort()
}
