// In: a cursor before a text, a number or a word of a conf. Out: the value that nats-server reads there (conf/lex.go), or the
// name of a variable; an error where it would read something that nobody meant.
import { isNext, take, unreadable, type Cursor } from './cursor'

export type Scalar =
  | { readonly kind: 'value'; readonly value: string | number | bigint | boolean }
  | { readonly kind: 'variable'; readonly name: string }

const value = (of: string | number | bigint | boolean): Scalar => ({ kind: 'value', value: of })

/** What ends a number; a `]` does not: nats-server takes it for a part of a text. */
const END = String.raw`(?=[ \t\r\n};,]|$)`
const INTEGER = new RegExp(String.raw`(-?\d+)([kmgtpe])?([bi]*)${END}`, 'iy')
const DATE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/y
const FLOAT = /-?\d+\.\d+(?![\d.])/y
const ADDRESS = /\d+\.\d+\.[\d.:-]*/y

export function readScalar(cursor: Cursor): Scalar {
  if (isNext(cursor, '"')) return value(doubleQuoted(cursor))
  if (isNext(cursor, "'")) return value(singleQuoted(cursor))
  if (isNext(cursor, '(')) return value(block(cursor))
  if (take(cursor, /(?=-?\d|-)/y)) return number(cursor)
  if (isNext(cursor, '.')) throw unreadable(cursor, 'a number begins with a digit')
  return word(cursor)
}

function doubleQuoted(cursor: Cursor): string {
  const [, inner] = take(cursor, /"((?:[^"\\]|\\[^])*)"/y) ?? []
  if (inner === undefined) throw unreadable(cursor, 'a text in quotes that does not end')
  return unescaped(cursor, inner)
}

function singleQuoted(cursor: Cursor): string {
  const [, inner] = take(cursor, /'([^']*)'/y) ?? []
  if (inner === undefined) throw unreadable(cursor, 'a text in quotes that does not end')
  return inner
}

/** Ends at a line that is nothing but `)`. */
function block(cursor: Cursor): string {
  const [, inner] = take(cursor, /\(([^]*?\n)\)(?=\n|$)/y) ?? []
  if (inner === undefined) throw unreadable(cursor, 'a block of text that does not end')
  return inner
}

const ESCAPED: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '"': '"', '\\': '\\' }

function unescaped(cursor: Cursor, text: string): string {
  return text.replace(/(?:\\x[0-9A-Fa-f]{2})+|\\([^])/g, (run, character?: string) => {
    // Bytes, which may be parts of a character.
    if (character === undefined) return Buffer.from(run.replaceAll('\\x', ''), 'hex').toString('utf8')
    const plain = ESCAPED[character]
    if (plain === undefined) throw unreadable(cursor, 'an escape other than \\t \\n \\r \\" \\\\ \\xHH')
    return plain
  })
}

/** Powers of 1000 by letter, of 1024 where more letters follow. */
const POWERS = 'kmgtpe'

function number(cursor: Cursor): Scalar {
  const [date] = take(cursor, DATE) ?? []
  if (date !== undefined) return value(date)
  const [float] = take(cursor, FLOAT) ?? []
  if (float !== undefined) return value(Number(float))
  const [address] = take(cursor, ADDRESS) ?? []
  if (address !== undefined) return value(address)
  const [, digits, letter, unit] = take(cursor, INTEGER) ?? []
  if (digits !== undefined) return value(integer(cursor, digits, letter, unit?.toLowerCase()))
  // A text that begins with digits, `30s`; it ends at a bracket as well, but digits alone swallow one.
  const [, swallowed] = take(cursor, /(?=\d+(?:[kmgtpe][bi]*)?(\])?)/iy) ?? []
  if (swallowed !== undefined || isNext(cursor, '-') || take(cursor, /(?=\d{4}-|\d+\.)/y))
    throw unreadable(
      cursor,
      'a number that nats-server does not read; put text in quotes, and a blank before "]"',
    )
  return word(cursor)
}

function integer(cursor: Cursor, digits: string, letter = '', unit = ''): number | bigint {
  const power = letter === '' ? 0n : BigInt(POWERS.indexOf(letter.toLowerCase()) + 1)
  if (!['', 'b', 'i', 'ib'].includes(unit) || (letter === '' && unit !== ''))
    throw unreadable(cursor, 'a unit that nats-server does not know')
  if (BigInt.asIntN(64, BigInt(digits)) !== BigInt(digits))
    throw unreadable(cursor, 'a number of more than 64 bits')
  const whole = BigInt.asIntN(64, BigInt(digits) * (unit === '' ? 1000n : 1024n) ** power)
  const safe = Number(whole)
  return Number.isSafeInteger(safe) ? safe : whole
}

const WORDS: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, on: true },
  ...{ false: false, no: false, off: false },
}

function word(cursor: Cursor): Scalar {
  const [, raw = ''] = take(cursor, /((?:\\[^]|[^\s;,\]}'\\])*)'?/y) ?? []
  if (raw.includes('\\')) return value(unescaped(cursor, raw))
  const known = WORDS[raw.toLowerCase()]
  if (known !== undefined && Object.hasOwn(WORDS, raw.toLowerCase())) return value(known)
  // Only this kind of hash is no variable (conf/parse.go bcryptPrefix).
  if (raw.startsWith('$') && !raw.startsWith('$2a$')) return { kind: 'variable', name: raw.slice(1) }
  if (raw === '') throw unreadable(cursor, 'a value is missing')
  return value(raw)
}
