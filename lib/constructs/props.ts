// In: the props a user gave, whatever they are. Out: parsed values, or one FindingsError with everything that is wrong.
import { refuseEngineValue } from '../values/engine-value'
import type { Finding } from '../values/finding'
import { FindingsError, ValueError, show } from '../values/finding'
import { isPlainObject } from '../values/plain-object'
import { kindOf } from './kinds'

export type Parse<R> = (value: unknown) => R

/** A reader of the props that `T` has, or some member of the union `T`. */
export type PropsOf<T> = Props<PropOf<T>>

export type PropOf<T> = (T extends unknown ? keyof T : never) & string

/** What is read instead of something that is no object. */
const NO_OBJECT: Readonly<Record<string, unknown>> = {}

type Problem = Omit<Finding, 'path'> & { readonly path?: string }

/**
 * Reads an object of props, and the objects and lists in it. A prop is known by being read: what is left over is unknown.
 * Problems are collected, and `done()` throws them together; so what a method returns for a bad value, which is undefined,
 * is seen by nobody after `done()`.
 */
export class Props<P extends string> {
  readonly #given: Readonly<Record<string, unknown>>
  readonly #prefix: string
  readonly #problems: Problem[]
  /** Perhaps several times. */
  readonly #known: string[] = []

  /**
   * @param given - the props; undefined is an empty object.
   * @param prefix - goes before the names of the props in messages: `remotes[0]`.
   */
  constructor(given: unknown, prefix = '', problems: Problem[] = []) {
    this.#prefix = prefix
    this.#problems = problems
    this.#given = this.check('', given === undefined ? {} : given, parseRecord) ?? NO_OBJECT
  }

  /** The value of `prop`, or else `fallback`, as `parse` understands it. */
  value<R>(prop: P, parse: Parse<R>, fallback?: unknown): R {
    const given = this.raw(prop)
    return this.check(prop, given === undefined ? fallback : given, parse) as R
  }

  /** As `value`, and undefined where the prop is. */
  optional<R>(prop: P, parse: Parse<R>): R | undefined {
    const given = this.raw(prop)
    return given === undefined ? undefined : this.check(prop, given, parse)
  }

  /** Every element of a list; undefined where the prop is. */
  list<R>(prop: P, parse: Parse<R>): readonly R[] | undefined {
    const given = this.raw(prop)
    if (given === undefined) return undefined
    const list = this.check(prop, given, parseList) ?? []
    return list.map((element, i) => this.#checkElement(prop, i, element, parse) as R)
  }

  /** Every element of a list; `read` is given the list, and a position in it. Undefined where the prop is. */
  each<R>(prop: P, read: (elements: Props<string>, position: string) => R): readonly R[] | undefined {
    const given = this.raw(prop)
    if (given === undefined) return undefined
    const list = this.check(prop, given, parseList) ?? []
    const elements = this.#inside<string>(prop, Object.fromEntries(list.entries()))
    return list.map((_, i) => read(elements, String(i)))
  }

  /** Adds the problem `empty-list` for an empty list, which `meaning` says would mean something else. */
  refuseEmpty(prop: P, meaning: string, change: string): void {
    const given = this.raw(prop)
    if (Array.isArray(given) && given.length === 0)
      this.problem(prop, 'empty-list', `is an empty list, ${meaning}`, change)
  }

  /** An object inside this one; undefined where the prop is. */
  object<I extends string, R>(prop: P, read: (inner: Props<I>) => R): R | undefined {
    const given = this.raw(prop)
    if (given === undefined) return undefined
    const inner = this.#inside<I>(prop, given)
    if (inner.#given === NO_OBJECT) return undefined
    const result = read(inner)
    inner.#refuseUnknown()
    return result
  }

  /** As `object`; `true` stands for an empty one. */
  objectOrTrue<I extends string, R>(prop: P, read: (inner: Props<I>) => R): R | undefined {
    return this.raw(prop) === true ? read(this.#inside(prop, {})) : this.object(prop, read)
  }

  /** Every object of a list; undefined where the prop is. */
  objects<I extends string, R>(prop: P, read: (inner: Props<I>) => R): readonly R[] | undefined {
    return this.each(prop, (elements, i) => elements.object(i, read))?.filter(
      (element) => element !== undefined,
    )
  }

  /**
   * Every entry of a record, whose keys are names: `read` is given the record, a key of it, and what `parse` made of it. What
   * stands under a name that is none is not looked at.
   */
  record<N, R>(
    prop: P,
    parse: Parse<N>,
    read: (entries: Props<string>, key: string, name: N) => R,
  ): readonly R[] | undefined {
    return this.object(prop, (entries) =>
      Object.keys(entries.#given).flatMap((key) => {
        if (entries.raw(key) === undefined) {
          entries.problem(key, 'undefined-entry', 'is undefined', 'give it a value, or leave the name out')
          return []
        }
        const name = entries.check(key, key, parse)
        return name === undefined ? [] : [read(entries, key, name)]
      }),
    )
  }

  /** True where the prop is given, be it as undefined. */
  has(prop: P): boolean {
    return Object.hasOwn(this.#given, prop)
  }

  /** The value as it was given, for a prop that takes several kinds of value, or none beside another. */
  raw(prop: P): unknown {
    this.#known.push(prop)
    return Object.hasOwn(this.#given, prop) ? this.#given[prop] : undefined
  }

  /** Runs what may throw a FindingsError of its own, such as another constructor, and takes its findings over. */
  absorb(run: () => void): void {
    try {
      run()
    } catch (error) {
      if (!(error instanceof FindingsError)) throw error
      this.#problems.push(...error.findings)
    }
  }

  problem(prop: string, code: string, message: string, change: string): void {
    this.#add(this.#name(prop), code, message, change)
  }

  #add(name: string, code: string, what: string, change: string): void {
    const message = [name, what].filter((part) => part !== '').join(': ')
    this.#problems.push({ code, severity: 'error', message, change })
  }

  /** @throws FindingsError with every problem met so far, if there is one, for the construct at `path`. */
  done(path: string | (() => string)): void {
    this.#refuseUnknown()
    if (this.#problems.length === 0) return
    const at = typeof path === 'string' ? path : path()
    throw new FindingsError(this.#problems.map((problem) => ({ path: at, ...problem })))
  }

  /** What `parse` makes of `value`, which stands for `prop`; undefined where it throws a ValueError, which is collected. */
  check<R>(prop: string, value: unknown, parse: Parse<R>): R | undefined {
    return this.#attempt(value, parse, () => this.#name(prop))
  }

  #checkElement<R>(prop: string, index: number, value: unknown, parse: Parse<R>): R | undefined {
    return this.#attempt(value, parse, () => `${this.#name(prop)}[${String(index)}]`)
  }

  #attempt<R>(value: unknown, parse: Parse<R>, name: () => string): R | undefined {
    try {
      refuseEngineValue(value)
      return parse(value)
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      this.#add(name(), error.code, error.message, error.change)
      return undefined
    }
  }

  #inside<I extends string>(prop: string, given: unknown): Props<I> {
    return new Props<I>(given, this.#name(prop), this.#problems)
  }

  #refuseUnknown(): void {
    const given = Object.keys(this.#given).filter((prop) => this.#given[prop] !== undefined)
    // Mostly few, and then a set takes longer to make than a list to look through.
    const known = given.length > 8 ? new Set(this.#known) : this.#known
    const unknown = given.filter((prop) => !(Array.isArray(known) ? known.includes(prop) : known.has(prop)))
    if (unknown.length === 0) return
    const change = `leave it out, or correct its name: ${[...new Set(known)].sort().join(', ')}`
    for (const prop of unknown)
      this.check(prop, prop, () => {
        throw new ValueError('unknown-prop', 'is no prop here, or means nothing beside the others', change)
      })
  }

  /** The prop as JavaScript writes it: `nodes.nats1.ports`, `remotes[0]`, `mappings["orders.>"]`. */
  #name(prop: string): string {
    if (prop === '') return this.#prefix
    if (/^\d{1,9}$/.test(prop)) return `${this.#prefix}[${prop}]`
    // What is longer is no name that a person gave: a key of a record may even be a seed.
    if (!/^[\w$]{1,48}(, \w+)*$/.test(prop)) return `${this.#prefix}[${show(prop)}]`
    return this.#prefix === '' ? prop : `${this.#prefix}.${prop}`
  }
}

function parseRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (isPlainObject(value)) return value
  throw new ValueError(
    'invalid-object',
    `${kindOf(value) ?? show(value)} is not a plain object`,
    'give an object of props: { … }',
  )
}

function parseList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value))
    throw new ValueError('invalid-list', `${show(value)} is not a list`, 'give a list: [ … ]')
  // An element that is undefined would pass for one that is not there.
  if (value.includes(undefined))
    throw new ValueError('invalid-list', 'holds something undefined', 'leave it out')
  return value
}
