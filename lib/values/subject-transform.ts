// In: a subject, and the one that nats-server is to make of it. Out: the latter, or a ValueError where nats-server refuses the
// pair, or takes it and does something else. Rules: nats-server server/subject_transform.go NewSubjectTransformWithStrict,
// transformTokenize, transformUntokenize; server/accounts.go addServiceImport, addMappedStreamImportWithClaim.
import { ValueError, show } from './finding'
import { MAPPING_FUNCTIONS, isPlaceholder, parsePlaceholder } from './mapping-functions'
import { parseText } from './names'
import type { Subject } from './subject'
import { isLiteral, parseSubject } from './subject'

/** The source of a mapping. Throws ValueError `invalid-subject`, `invalid-mapping`. */
export function parseMappingSource(value: unknown): Subject {
  const source = parseSubject(value)
  if (source.split('.').some(isPlaceholder))
    throw invalid(source, 'has a placeholder, which only a destination may have', 'write * in its place')
  // It is a key of a conf, and those take no escapes (nats-server conf/lex.go lexDubQuotedKey).
  if (source.includes('"'))
    throw invalid(source, 'has a double quote, which no conf can hold there', 'map a subject without one')
  return source
}

/**
 * A parser of what a mapping makes of `source`: with `$1` or one of the mapping functions, it may hold blanks and commas.
 * Throws ValueError `invalid-text`, `invalid-mapping`.
 */
export function parseDestination(source: Subject): (value: unknown) => string {
  return (value) => {
    const destination = parseText(value)
    const placeholders = placeholdersOf(destination)
    refuseOutOfRange(destination, placeholders, source)
    refuseLostRest(destination, source)
    return destination
  }
}

/** What an import says of names, beside the account. */
interface ImportedSubject {
  readonly kind: 'stream' | 'service'
  readonly subject: Subject
  readonly to?: string
  readonly prefix?: string
}

/**
 * The subject under which an import is known in the importing account, with `*` where its wildcards are. It uses each wildcard
 * of the imported one once, so that nats-server can turn it round. Throws ValueError `invalid-mapping`.
 */
export function localSubject({ kind, subject, to, prefix }: ImportedSubject): Subject {
  const local = prefix === undefined ? (to ?? subject) : `${prefix}.${subject}`
  // Requests to whatever name or pattern may go to one subject; messages of one subject have one name.
  if (local === subject || (kind === 'service' && isLiteral(subject))) return local
  if (subject.split('.').some(isPlaceholder))
    throw invalid(subject, 'has a placeholder, which only the local subject may have', 'import it as it is')
  const numbered = numberWildcards(local)
  const placeholders = placeholdersOf(numbered)
  const change = `use each * of ${show(subject)} once, in its place or as $1, $2, …`
  if (placeholders.some(({ name }) => name !== 'wildcard') || /(^|\.)\$[1-9]\d*[^\d.]/.test(numbered))
    throw invalid(local, 'has something else than * or $1 for a wildcard', change)
  const used = placeholders.flatMap(({ wildcards }) => wildcards)
  const wanted = Array.from({ length: wildcardsIn(subject) }, (_, i) => i + 1)
  if (used.length !== wanted.length || !wanted.every((n) => used.includes(n)))
    throw invalid(local, `does not use each wildcard of ${show(subject)} once`, change)
  refuseLostRest(local, subject)
  return numbered
    .split('.')
    .map((token) => (isPlaceholder(token) ? '*' : token))
    .join('.')
}

/** `a.*.*` as `a.$1.$2`. */
function numberWildcards(subject: Subject): string {
  let wildcards = 0
  const numbered = (token: string): string => {
    if (token !== '*') return token
    wildcards += 1
    return `$${String(wildcards)}`
  }
  return subject.split('.').map(numbered).join('.')
}

const wildcardsIn = (subject: Subject): number => subject.split('.').filter((token) => token === '*').length

function placeholdersOf(destination: string) {
  const tokens = destination.split('.')
  return tokens.flatMap((token, i) => {
    if (token === '') throw invalid(destination, 'has an empty token')
    if (token === '*')
      throw invalid(destination, 'has a *, where a placeholder is needed', 'write $1 in its place')
    if (token === '>' && i < tokens.length - 1) throw invalid(destination, 'goes on after ">"')
    if (isPlaceholder(token)) {
      const placeholder = parsePlaceholder(token)
      if (placeholder === undefined)
        throw invalid(destination, `has ${show(token)}, which is no mapping function`)
      return [placeholder]
    }
    if (/\s/.test(token)) throw invalid(destination, 'holds white space outside of a mapping function')
    return []
  })
}

function refuseOutOfRange(
  destination: string,
  placeholders: ReturnType<typeof placeholdersOf>,
  source: Subject,
): void {
  const most = wildcardsIn(source)
  const wrong = placeholders.flatMap(({ wildcards }) => wildcards).find((n) => n < 1 || n > most)
  if (wrong === undefined) return
  const has = most === 0 ? 'no *' : most === 1 ? 'one *' : `${String(most)} *`
  throw invalid(destination, `uses wildcard ${String(wrong)}, but ${show(source)} has ${has}`)
}

function refuseLostRest(destination: string, source: Subject): void {
  const ends = (subject: string): boolean => subject.split('.').at(-1) === '>'
  if (ends(destination) === ends(source)) return
  const change = 'end both in ">", or neither'
  throw invalid(destination, `${ends(source) ? 'has no ">"' : 'ends in ">"'}, unlike ${show(source)}`, change)
}

function invalid(
  subject: string,
  why: string,
  change = `give a subject with, for wildcards of the source, ${MAPPING_FUNCTIONS}`,
): ValueError {
  return new ValueError('invalid-mapping', `${show(subject)} ${why}`, change)
}
