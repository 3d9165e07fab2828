// What stands in the way of taking a store of nsc over: findings, so that all of it is said at once.
import { NatsmithError, ValueError, type Finding } from '../values/finding'

/** @param path - the file, below the folder of stores or of keys; or the operator, account or user */
export const refuse = (code: string, path: string, message: string, change: string): Finding => ({
  code,
  severity: 'error',
  path,
  message,
  change,
})

/** Calls `read`; what the user can mend becomes a finding at `path`. */
export function attempt<T>(findings: Finding[], path: string, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof NatsmithError) && !(error instanceof ValueError)) throw error
    findings.push(refuse(error.code, path, error.message, error.change))
    return undefined
  }
}
