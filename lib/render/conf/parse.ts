// In: the text of a nats-server.conf, also one that people wrote: with comments, variables, includes and suffixes. Out: the
// map that nats-server reads from it (conf/lex.go, conf/parse.go), or an error with its line. Where nats-server's reading is
// one that nobody meant, it is an error here.
import { dirname, join } from 'node:path/posix'
import type { ConfMap, ConfPath, ConfValue } from '../../values/conf'
import { isAtEnd, isNext, take, unreadable, type Cursor } from './cursor'
import { readScalar } from './scalar'

/** What a conf may refer to. */
export interface ConfSurroundings {
  /** The text of an included file, by its path; undefined where there is none. */
  readonly read: (path: string) => string | undefined
  /** For variables that the conf does not define. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface ParsedConf {
  readonly conf: ConfMap
  /** Entries that others refer to as variables. */
  readonly variables: readonly ConfPath[]
}

/**
 * @param path - of the file, by which includes are found and errors say where they are
 * @throws NatsmithError `conf-unreadable`
 */
export function parseConf(text: string, path: string, surroundings: ConfSurroundings): ParsedConf {
  const variables: ConfPath[] = []
  const conf = readFile(text, path, { ...surroundings, variables, pending: [] })
  return { conf: Object.fromEntries(conf), variables }
}

type Entries = Map<string, ConfValue>

/** A map that is being read, and where it is. */
interface Scope {
  readonly path: ConfPath
  readonly entries: Entries
}

interface Context extends ConfSurroundings {
  readonly variables: ConfPath[]
  /** Files that are being read, and variables that are being looked up: none may need itself. */
  readonly pending: readonly string[]
}

function readFile(text: string, path: string, context: Context): Entries {
  const cursor: Cursor = { text, name: path, at: 0 }
  if (text.includes('\0')) throw unreadable({ ...cursor, at: text.indexOf('\0') }, 'a NUL character')
  const scope: Scope = { path: [], entries: new Map() }
  const isBraced = take(pastSpace(cursor), /\{/y) !== undefined
  readEntries(cursor, [scope], context, isBraced)
  if (!isAtEnd(pastSpace(cursor))) throw unreadable(cursor, 'something after the closing brace')
  return scope.entries
}

/** `cursor` past blanks, line ends and comments. */
function pastSpace(cursor: Cursor): Cursor {
  take(cursor, /(?:\s|#[^\r\n]*|\/\/[^\r\n]*)*/y)
  return cursor
}

/** The pairs of a map, up to its closing brace or the end of the file. */
function readEntries(cursor: Cursor, scopes: readonly Scope[], context: Context, isBraced: boolean): void {
  while (!isAtEnd(pastSpace(cursor))) {
    if (isBraced && take(cursor, /\}/y)) return
    const key = readKey(cursor)
    if (key === undefined) include(cursor, scopes, context)
    else {
      take(cursor, /\s*[:=]?[ \t]*/y)
      scopes.at(-1)?.entries.set(key, readValue(cursor, [...scopes], key, context))
    }
    take(cursor, /[ \t]*(?:#[^\r\n]*|\/\/[^\r\n]*)?/y)
    if (!isAtEnd(cursor) && !isNext(cursor, '}') && !take(cursor, /[\r\n,;]/y))
      throw unreadable(cursor, 'more than one value')
  }
  if (isBraced) throw unreadable(cursor, 'a closing brace is missing')
}

/** Undefined for the word that includes a file. */
function readKey(cursor: Cursor): string | undefined {
  if (take(cursor, /include(?=\s)/iy)) return undefined
  const [, double, single, bare] = take(cursor, /"([^"]*)"|'([^']*)'|([^\s:="'},;][^\s:=]*)/y) ?? []
  const key = double ?? single ?? bare
  if (key === undefined) throw unreadable(cursor, 'a key is missing')
  return key
}

function include(cursor: Cursor, scopes: readonly Scope[], context: Context): void {
  const [, double, single, bare] = take(cursor, /[ \t]+(?:"([^"]*)"|'([^']*)'|([^\s;}"'[{(\\]+))/y) ?? []
  const given = double ?? single ?? bare
  if (given === undefined) throw unreadable(cursor, 'an include without a file')
  const path = join(dirname(cursor.name), given)
  if (context.pending.includes(path)) throw unreadable(cursor, 'a file that includes itself')
  const text = context.read(path)
  if (text === undefined) throw unreadable(cursor, `there is no file ${path} to include`)
  // It does not see the variables of the file that includes it.
  const variables: ConfPath[] = []
  const found = readFile(text, path, { ...context, pending: [...context.pending, path], variables })
  const own = scopes.at(-1)?.path ?? []
  context.variables.push(...variables.map((variable) => [...own, ...variable]))
  for (const [key, value] of found) scopes.at(-1)?.entries.set(key, value)
}

function readValue(
  cursor: Cursor,
  scopes: readonly Scope[],
  key: string | number,
  context: Context,
): ConfValue {
  if (take(cursor, /\{/y)) {
    const scope: Scope = { path: [...(scopes.at(-1)?.path ?? []), key], entries: new Map() }
    readEntries(cursor, [...scopes, scope], context, true)
    return Object.fromEntries(scope.entries)
  }
  if (take(cursor, /\[/y)) return readElements(cursor, scopes, key, context)
  const scalar = readScalar(cursor)
  return scalar.kind === 'value' ? scalar.value : lookUp(cursor, scopes, scalar.name, context)
}

function readElements(
  cursor: Cursor,
  scopes: readonly Scope[],
  key: string | number,
  context: Context,
): ConfValue {
  const elements: ConfValue[] = []
  while (!take(pastSpace(cursor), /\]/y)) {
    if (isNext(cursor, '/')) throw unreadable(cursor, 'an element that begins with a slash, without quotes')
    const path = [...(scopes.at(-1)?.path ?? []), key]
    elements.push(readValue(cursor, [...scopes, { path, entries: new Map() }], elements.length, context))
    take(cursor, /(?:[ \t]|#[^\r\n]*|\/\/[^\r\n]*)*/y)
    if (!isNext(cursor, ']') && !take(cursor, /[\r\n,]/y))
      throw unreadable(cursor, 'a list goes on without a comma or a new line, or does not end')
  }
  return elements
}

/** The value of the innermost entry of that name before this one, else of the environment, read as a conf reads it. */
function lookUp(cursor: Cursor, scopes: readonly Scope[], name: string, context: Context): ConfValue {
  for (const { path, entries } of scopes.toReversed()) {
    const found = entries.get(name)
    if (found === undefined) continue
    context.variables.push([...path, name])
    return found
  }
  const text = context.environment[name]
  if (text === undefined) throw unreadable(cursor, `there is no variable ${name}`)
  const variable = `$${name}`
  if (context.pending.includes(variable)) throw unreadable(cursor, `variable ${name} refers to itself`)
  const inner = { text: `pk=${text}`, name: `${cursor.name}, in variable ${name}` }
  const value = readFile(inner.text, inner.name, { ...context, pending: [...context.pending, variable] }).get(
    'pk',
  )
  if (value === undefined) throw unreadable(cursor, `variable ${name} has no value`)
  return value
}
