// In: a ConfMap. Out: text that nats-server reads back as exactly that map, or an error; never text that means something
// else. nats-server's conf/lex.go knows many ways to write a value; only the one that means the same in every version
// is used here: strings always in double quotes, one element a line, no suffixes, variables or includes.
import type { ConfMap, ConfPath, ConfValue } from '../../values/conf'
import { isConfArray, isConfMap } from '../../values/conf'
import { NatsmithError } from '../../values/finding'
import { isPlainObject } from '../../values/plain-object'
import { recall } from '../../values/remember'
import { Secret } from '../../values/secret'

/**
 * `conf` as the text of a nats-server.conf, with its secrets in it, below `comment`.
 * @throws NatsmithError `conf-value-not-representable`
 */
export const emitConf = (conf: ConfMap, comment: readonly string[] = []): string =>
  confEmitter()(conf, comment)

/** The same for many confs: a block that several have in common, as servers have their accounts, is written once. */
export function confEmitter(): (conf: ConfMap, comment: readonly string[]) => string {
  const shared = new Map<ConfMap, string>()
  return (conf, comment) =>
    [...comment.map((line) => `# ${line}\n`), ...emitEntries(conf, { path: [], shared }, '')].join('')
}

interface Place {
  /** Grows and shrinks on the way through the conf. */
  readonly path: (string | number)[]
  /** The texts of blocks that stand in no other. */
  readonly shared: Map<ConfMap, string>
}

function emitEntries(map: ConfMap, place: Place, indent: string): readonly string[] {
  return Object.entries(map).map(([key, value]) => {
    place.path.push(key)
    const separator = isConfMap(value) ? '' : ':'
    const entry = `${indent}${emitKey(key, place.path)}${separator} ${emitValue(value, place, indent)}\n`
    place.path.pop()
    return entry
  })
}

function emitValue(value: ConfValue, place: Place, indent: string): string {
  if (isConfArray(value)) return emitArray(value, place, indent)
  if (!isConfMap(value)) return emitScalar(value, place.path)
  const emit = (): string => emitMap(value, place, indent)
  return place.path.length === 1 ? recall(place.shared, value, emit) : emit()
}

function emitArray(array: readonly ConfValue[], place: Place, indent: string): string {
  const inner = `${indent}  `
  const elements = array.map((element, i) => {
    place.path.push(i)
    const text = `${inner}${emitValue(element, place, inner)}\n`
    place.path.pop()
    return text
  })
  return elements.length === 0 ? '[]' : `[\n${elements.join('')}${indent}]`
}

function emitMap(map: ConfMap, place: Place, indent: string): string {
  // What a type takes for a map may be null, a Date or a Map.
  if (!isPlainObject(map)) throw notRepresentable(place.path, 'no plain object')
  const entries = emitEntries(map, place, `${indent}  `)
  return entries.length === 0 ? '{}' : `{\n${entries.join('')}${indent}}`
}

/** `value` is unknown because overrides come from a user's program, which types may not have checked. */
function emitScalar(value: unknown, path: ConfPath): string {
  if (Secret.isSecret(value)) return emitString(value.reveal(), path)
  if (typeof value === 'string') return emitString(value, path)
  if (typeof value === 'number') return emitNumber(value, path)
  if (typeof value === 'bigint') return emitInteger(value, path)
  if (typeof value === 'boolean') return String(value)
  throw notRepresentable(path, `a value of type ${typeof value}`)
}

// Quoted keys take no escapes: they end at the next quote (conf/lex.go lexDubQuotedKey). `include` is a keyword, in any case.
function emitKey(key: string, path: ConfPath): string {
  if (/^[A-Za-z0-9_.-]+$/.test(key) && !/^include$/i.test(key)) return key
  if (key.includes('"')) throw notRepresentable(path, 'a key with a double quote')
  if (key.includes('\0')) throw notRepresentable(path, 'a key with a NUL character')
  return `"${wellFormed(key, path)}"`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

function emitString(text: string, path: ConfPath): string {
  const escaped = wellFormed(text, path).replace(
    /[\\"\0-\x1f\x7f]/g,
    (c) => ESCAPES[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return `"${escaped}"`
}

function wellFormed(text: string, path: ConfPath): string {
  if (/[\ud800-\udfff]/u.test(text)) throw notRepresentable(path, 'half of a surrogate pair')
  return text
}

function emitNumber(value: number, path: ConfPath): string {
  if (Number.isInteger(value)) {
    if (!Number.isSafeInteger(value)) throw notRepresentable(path, 'an integer above 2^53 that is no bigint')
    return emitInteger(BigInt(value), path)
  }
  // The lexer knows no exponents (conf/lex.go lexFloat).
  if (!/^-?\d+\.\d+$/.test(String(value)))
    throw notRepresentable(path, 'a number without a plain decimal form')
  return String(value)
}

function emitInteger(value: bigint, path: ConfPath): string {
  if (BigInt.asIntN(64, value) !== value) throw notRepresentable(path, 'an integer of more than 64 bits')
  return String(value)
}

function notRepresentable(path: ConfPath, what: string): NatsmithError {
  return new NatsmithError(
    'conf-value-not-representable',
    `${path.join('.')}: ${what} cannot be written in a nats-server.conf`,
    'give text, whole numbers, true or false, lists or plain objects of these',
  )
}
