// In: what is wrong, where, and what to change. Out: the one shape that every check reports in, and the errors
// that carry it. Text for people is made in bin/; programs match on `code`.
import { sortBy } from './sort'

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
  return sortBy(findings, (f) => [f.severity, f.path, f.code, f.message].join('\0'))
}

/** What `Error` takes; TypeScript's own name for it is unknown to programs that are compiled for ES2021 or older. */
interface Cause {
  readonly cause?: unknown
}

/**
 * Every error that natsmith throws for something the user can mend. `code` is stable, the words are not. Anything else
 * that is thrown is a defect of natsmith. Its stack is one line, that of the program: where nobody catches it, Node, cdktf and
 * Pulumi print stacks.
 */
export class NatsmithError extends Error {
  declare readonly code: string
  /** What to do about it: a change, or a command. */
  declare readonly change: string

  constructor(code: string, message: string, change: string, options?: Cause) {
    super(message, options)
    hide(this, { name: new.target.name, code, change })
    const said = change === '' || message.includes(change) ? message : `${message}; change: ${change}`
    hide(this, { stack: [`${this.name}: ${said}`, ...placeIn(this.stack)].join('\n') })
  }
}

/** Sets properties that Node does not print beside a stack. */
function hide(error: Error, properties: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(properties))
    Object.defineProperty(error, name, { value, configurable: true, writable: true })
}

/** The innermost line of a stack that is neither natsmith's, nor of another package, nor Node's. */
function placeIn(stack = ''): readonly string[] {
  const frames = stack.split('\n').filter((line) => /^ +at /.test(line))
  const isOthers = (line: string): boolean =>
    OWN.some((folder) => line.includes(folder)) ||
    /[/\\]node_modules[/\\]|\bnode:|\(<anonymous>\)$/.test(line)
  return frames.filter((line) => !isOthers(line)).slice(0, 1)
}

/** Where natsmith's own code is. */
const OWN = ['lib', 'bin'].map((folder) => __dirname.replace(/lib([/\\])values$/, `${folder}$1`))

/** Findings that block: thrown once, with all of them. `code` is that of the first. */
export class FindingsError extends NatsmithError {
  declare readonly findings: readonly Finding[]

  constructor(findings: readonly Finding[]) {
    const sorted = sortFindings(findings)
    const first = sorted[0]
    super(
      first?.code ?? 'findings',
      sorted.map((f) => visible(`[${f.code}] ${placed(f)}; change: ${f.change}`)).join('\n'),
      first?.change ?? 'natsmith check',
    )
    hide(this, { findings: sorted })
  }
}

/** Where there is no construct yet, the message alone. */
const placed = ({ path, message }: Finding): string => (path === '' ? message : `${path}: ${message}`)

/** Thrown by a value's parser; the construct that reads it adds its path and the prop's name. */
export class ValueError extends Error {
  readonly code: string
  readonly change: string

  /** @param got - what is wrong with the value, in words, never a secret. */
  constructor(code: string, got: string, change: string, options?: Cause) {
    super(got, options)
    this.name = 'ValueError'
    this.code = code
    this.change = change
  }
}

/**
 * `value` as it may be shown in a message: text quoted, on one line, cut short; of anything else that can be long, the kind. A
 * private key or a seed that was given in the wrong place is not shown.
 */
export function show(value: unknown): string {
  if (typeof value === 'string' && isSecretText(value)) return '[secret]'
  if (typeof value === 'string')
    return value.length > MOST_SHOWN
      ? `${visible(JSON.stringify(value.slice(0, MOST_SHOWN)))}… (${String(value.length)} characters)`
      : visible(JSON.stringify(value))
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

const MOST_SHOWN = 100

/** True for text with PEM of a private key, a seed or a private key of an nkey, an age identity, wherever in it. */
export const isSecretText = (text: string): boolean => SECRET_TEXT.test(text)

// No public nkey is as long.
const SECRET_TEXT = /PRIVATE KEY-----|S[ACNOUX][A-Z2-7]{56}|P[A-Z2-7]{107}|AGE-SECRET-KEY-1/

/** `text` with every character escaped that shows as nothing, breaks the line or turns its direction round. */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`,
  )
}
