// In: the props a user gave. Out: parsed values, or one FindingsError with everything that is wrong with them.
import type { Finding } from '../values/finding'
import { FindingsError, ValueError, show } from '../values/finding'

/**
 * Reads the props of one construct. Problems are collected; `done()` throws them together, so a value that `read`
 * returned may be used only after `done()`.
 */
export class Props {
  readonly #path: string
  readonly #findings: Finding[] = []

  constructor(path: string) {
    this.#path = path
  }

  /** `value` as `parse` understands it. */
  read<T>(prop: string, value: unknown, parse: (value: unknown) => T): T {
    try {
      return parse(refuseEngineValue(value))
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      this.problem(prop, error.code, error.message, error.change)
      // Never used: done() throws before anybody can look.
      return undefined as T
    }
  }

  /** As `read`; undefined stays undefined. */
  optional<T>(prop: string, value: unknown, parse: (value: unknown) => T): T | undefined {
    return value === undefined ? undefined : this.read(prop, value, parse)
  }

  /** Every element of a list, each with its position in the message; undefined is an empty list. */
  list<T>(prop: string, values: readonly unknown[] | undefined, parse: (value: unknown) => T): readonly T[] {
    return (values ?? []).map((value, i) => this.read(`${prop}[${String(i)}]`, value, parse))
  }

  problem(prop: string, code: string, message: string, change: string): void {
    this.#findings.push({ code, severity: 'error', path: this.#path, message: `${prop}: ${message}`, change })
  }

  /** @throws FindingsError with every problem met so far, if there is one. */
  done(): void {
    if (this.#findings.length > 0) throw new FindingsError(this.#findings)
  }
}

// cdktf's tokens: `${TfToken[…]}` or `${Token[…]}` in text, `#{Token[…]}` in lists, huge negative numbers.
// Pulumi's outputs: objects with a brand, and the sentence that their toString() gives.
const TOKEN = /[$#]\{(?:Tf)?Token\[/i
const OUTPUT = /Calling \[toString\] on an \[Output<T>\]/i
const SMALLEST_TOKEN_NUMBER = -1e288

function refuseEngineValue(value: unknown): unknown {
  const isToken =
    typeof value === 'string' ? TOKEN.test(value) : typeof value === 'number' && value < SMALLEST_TOKEN_NUMBER
  if (isToken)
    throw new ValueError(
      'engine-value',
      'got a Terraform token, whose value is not known when files are made',
      "give a plain value; values that only the engine knows cannot end in a node's file",
    )
  const isOutput =
    typeof value === 'string'
      ? OUTPUT.test(value)
      : typeof value === 'object' && value !== null && '__pulumiOutput' in value
  if (isOutput)
    throw new ValueError(
      'engine-value',
      'got a Pulumi Output, whose value is not known when files are made',
      'give a plain value, or pass the Output to a prop that takes a pulumi.Input',
    )
  return value
}

/** A parser for one of a few words. */
export function oneOf<T extends string>(...words: readonly T[]): (value: unknown) => T {
  return (value) => {
    const word = words.find((w) => w === value)
    if (word === undefined)
      throw new ValueError(
        'invalid-choice',
        `${show(value)} is none of the choices`,
        `give one of ${words.join(', ')}`,
      )
    return word
  }
}

/** A parser for a whole number between two bounds. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): (value: unknown) => number {
  return (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value
    const range =
      most === Number.MAX_SAFE_INTEGER
        ? `of at least ${String(least)}`
        : `from ${String(least)} to ${String(most)}`
    throw new ValueError('invalid-number', `${show(value)} is out of range`, `give a whole number ${range}`)
  }
}

/** A parser for true and false. */
export function boolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new ValueError('invalid-choice', `${show(value)} is not a boolean`, 'give true or false')
}
