// In: what is wrong, where, and what to change. Out: the one shape that every check reports in, and the errors
// that carry it. Text for people is made in bin/; programs match on `code`.

/** Errors block every write; warnings are shown and never block. */
export type Severity = 'error' | 'warning'

/** One thing found wrong, in the form every command prints. */
export interface Finding {
  /** Stable and kebab-case, with a namespace for rules of others: `plaintext-listener`, `acme/has-owner`. */
  readonly code: string
  readonly severity: Severity
  /** Path of the construct in the tree, `prod/hub/leaf-tls`. */
  readonly path: string
  /** The prop and the value got: `remotes[0]: got … without tls`. Lower case, no final period, never a secret. */
  readonly message: string
  /** What the user should change. */
  readonly change: string
  /** The reason given to `acknowledge`; a finding that has one does not block. */
  readonly acknowledged?: string
}

/** True when `finding` stops a write: an error that nobody acknowledged. */
export function blocks(finding: Finding): boolean {
  return finding.severity === 'error' && finding.acknowledged === undefined
}

/** Errors first, then by path, code and message: the order in which findings are printed. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const rank = (f: Finding): string =>
    [f.severity === 'error' ? '0' : '1', f.path, f.code, f.message].join('\u0000')
  return [...findings].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0))
}

/**
 * Every error that natsmith throws for something the user can mend. `code` is stable; `next` is the command to run.
 * Anything else that is thrown is a defect of natsmith.
 */
export class NatsmithError extends Error {
  readonly code: string
  /** What to do about it: a change, or a command. */
  readonly change: string

  constructor(code: string, message: string, change: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
    this.change = change
  }
}

/** Findings that block: thrown once, with all of them. `code` is that of the first. */
export class FindingsError extends NatsmithError {
  readonly findings: readonly Finding[]

  constructor(findings: readonly Finding[]) {
    const sorted = sortFindings(findings)
    const first = sorted[0]
    super(
      first?.code ?? 'findings',
      sorted.map((f) => `[${f.code}] ${f.path}: ${f.message}; change: ${f.change}`).join('\n'),
      first?.change ?? 'natsmith check',
    )
    this.findings = sorted
  }
}

/** Thrown by a value's parser; the construct that reads it adds its path and the prop's name. */
export class ValueError extends Error {
  readonly code: string
  readonly change: string

  /** @param got - what is wrong with the value, in words, never a secret. */
  constructor(code: string, got: string, change: string, options?: ErrorOptions) {
    super(got, options)
    this.name = 'ValueError'
    this.code = code
    this.change = change
  }
}

/** `value` as it may be shown in a message: quoted, one line, cut short. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  const visible = text.replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    escapeCharacter,
  )
  return visible.length > 120 ? `${visible.slice(0, 100)}… (${String(visible.length)} characters)` : visible
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
