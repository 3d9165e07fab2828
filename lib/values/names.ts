// In: text. Out: names that nats-server accepts for accounts, users, clusters and servers, other text that a conf or a
// certificate can hold, and the common names made of them.
import { createHash } from 'node:crypto'
import { ValueError, show } from './finding'

/**
 * A name of an account, user, cluster, node, certificate authority or deployment. It becomes part of file names, of
 * subjects and of identities in the key store, so: letters, digits and `_ - . @ +`, no blank, at most 128 characters,
 * not starting with a dot or a dash. nats-server itself forbids blanks in server and cluster names
 * (server/opts.go). Throws ValueError `invalid-name`.
 */
export function parseName(name: unknown): string {
  if (typeof name !== 'string') throw invalid(name, 'is not text')
  if (name.length === 0) throw invalid(name, 'is empty')
  if (name.length > 128) throw invalid(name, 'is longer than 128 characters')
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.@+-]*$/.test(name))
    throw invalid(
      name,
      'holds something else than letters, digits and _ - . @ +, or starts with one of - . @ +',
    )
  if (name.endsWith('.') || name.includes('..')) throw invalid(name, 'has an empty part between dots')
  if (name === '__proto__') throw invalid(name, 'cannot be a key of an object')
  return name
}

/** The name of an account: as {@link parseName}, or `$SYS`. `$G` is nats-server's own. Throws ValueError `invalid-name`. */
export function parseAccountName(name: unknown): string {
  return name === '$SYS' ? name : parseName(name)
}

/** Text on one line, of at most 1,024 characters. Throws ValueError `invalid-text`. */
export function parseText(text: unknown): string {
  if (typeof text !== 'string' || text.length === 0) throw invalidText(text, 'is empty or not text')
  if (text.length > 1024) throw invalidText(text, 'is longer than 1024 characters')
  if (/[\0-\x1f\x7f]/.test(text)) throw invalidText(text, 'holds a control character')
  if (/\p{Cs}/u.test(text)) throw invalidText(text, 'holds half of a surrogate pair, which is no character')
  return text
}

/** The most that a common name may have (RFC 5280 ub-common-name). */
const COMMON_NAME = 64

/** A common name as it was given. Throws ValueError `invalid-text`. */
export function parseCommonName(name: unknown): string {
  const text = parseText(name)
  if (text.length > COMMON_NAME) throw invalidText(text, 'is longer than the 64 characters of a common name')
  return text
}

/** A common name made of `text`. What is too long is cut and ends in a hash, so that different texts stay different names. */
export function commonNameOf(text: string): string {
  if (text.length <= COMMON_NAME) return text
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return `${text.slice(0, COMMON_NAME - hash.length - 1)}-${hash}`
}

function invalid(name: unknown, why: string): ValueError {
  return new ValueError(
    'invalid-name',
    `${show(name)} ${why}`,
    'give a name of letters, digits and _ - . @ +, at most 128, such as ORDERS or nats-1',
  )
}

function invalidText(text: unknown, why: string): ValueError {
  return new ValueError('invalid-text', `${show(text)} ${why}`, 'give text on one line, of a fitting length')
}
