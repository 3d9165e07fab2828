// Matchers for jest and its kin: `expect.extend(matchers)`.
import type { Finding } from '../values/finding'
import type { FindingsError } from '../values/finding'

interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** Whatever carries findings: a synthesis, an error that was thrown, or a function that throws one. */
type WithFindings = { readonly findings: readonly Finding[] } | (() => unknown)

/** Where and how a finding is expected; what is left out does not matter. */
export type FindingPattern = Partial<Pick<Finding, 'path' | 'severity' | 'acknowledged'>>

export const matchers = {
  /** Passes when a finding has `code` and all that `pattern` says. Messages are for people, and not matched. */
  toHaveFinding(received: WithFindings, code: string, pattern: FindingPattern = {}): MatcherResult {
    const findings = findingsOf(received)
    const pass = findings.some(
      (finding) =>
        finding.code === code &&
        Object.entries(pattern).every(([key, value]) => finding[key as keyof FindingPattern] === value),
    )
    const seen = findings.map((f) => `  ${f.severity} [${f.code}] ${f.path}: ${f.message}`)
    return {
      pass,
      message: () =>
        `expected ${pass ? 'no ' : 'a '}finding [${code}] ${JSON.stringify(pattern)}; found:\n${seen.join('\n') || '  none'}`,
    }
  },
}

function findingsOf(received: WithFindings): readonly Finding[] {
  if (typeof received !== 'function') return received.findings
  try {
    received()
  } catch (error) {
    // By name: the error may come from another copy of natsmith.
    if (error instanceof Error && error.name === 'FindingsError') return (error as FindingsError).findings
    throw error
  }
  return []
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how jest's types are extended
  namespace jest {
    interface Matchers<R> {
      /** Passes when a finding has `code`, and all that `pattern` says of it. */
      toHaveFinding(code: string, pattern?: FindingPattern): R
    }
  }
}
