// In: text. Out: names that nats-server accepts for accounts, users, clusters and servers, and the file-name and
// identity forms made of them.
import { ValueError, show } from './finding'

/**
 * A name of an account, user, cluster, node, certificate authority or deployment. It becomes part of file names, of
 * subjects and of identities in the key store, so: letters, digits and `_ - . @ +`, no blank, at most 128 characters,
 * not starting with a dot or a dash. nats-server itself forbids blanks in server and cluster names
 * (server/opts.go) and `$G` as an account. `$SYS` is allowed. Throws ValueError `invalid-name`.
 */
export function parseName(name: unknown): string {
  if (typeof name !== 'string') throw invalid(name, 'is not text')
  if (name === '$SYS') return name
  if (name.length === 0) throw invalid(name, 'is empty')
  if (name.length > 128) throw invalid(name, 'is longer than 128 characters')
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.@+-]*$/.test(name))
    throw invalid(name, 'holds something else than letters, digits and _ - . @ +')
  if (name.endsWith('.') || name.includes('..')) throw invalid(name, 'has an empty part between dots')
  return name
}

/** A user's name: as {@link parseName}, and additionally what a certificate may map to (e-mail, URI, DN). */
export function parseText(text: unknown): string {
  if (typeof text !== 'string' || text.length === 0) throw invalid(text, 'is empty or not text')
  if (text.length > 1024) throw invalid(text, 'is longer than 1024 characters')
  if (/[\0-\x1f\x7f]/.test(text)) throw invalid(text, 'holds a control character')
  return text
}

function invalid(name: unknown, why: string): ValueError {
  return new ValueError(
    'invalid-name',
    `${show(name)} ${why}`,
    'give a name of letters, digits and _ - . @ +, at most 128, such as ORDERS or nats-1',
  )
}
