// In: text. Out: a NATS subject that nats-server accepts in permissions, exports and mappings, or a ValueError.
// Rules: nats-server server/sublist.go isValidSubject, subjectIsLiteral.
import { ValueError, show } from './finding'

/** A subject, `orders.created`, perhaps with the wildcards `*` (one token) and `>` (the rest). */
export type Subject = string

/** What Go takes for a blank (unicode.IsSpace): nats-server splits permissions there. */
const SPACE = /\p{White_Space}/u

/** Of visible ASCII alone, as most are. */
const PLAIN = /^[!-~]+$/

/** `subject` as nats-server accepts it in a permission. Throws ValueError `invalid-subject`. */
export function parseSubject(subject: unknown): Subject {
  if (typeof subject !== 'string') throw invalid(subject, 'is not text')
  if (subject.length === 0) throw invalid(subject, 'is empty')
  if (subject.length > 4096) throw invalid(subject, 'is longer than 4096 characters')
  const isPlain = PLAIN.test(subject)
  if (!isPlain && /[\0\p{Cs}]/u.test(subject))
    throw invalid(subject, 'holds a NUL character or what is no character')
  const tokens = subject.split('.')
  tokens.forEach((token, i) => {
    if (token.length === 0) throw invalid(subject, 'has an empty token')
    if (!isPlain && SPACE.test(token)) throw invalid(subject, 'holds white space')
    if (token === '>' && i < tokens.length - 1) throw invalid(subject, 'goes on after ">"')
  })
  return subject
}

/** True for what nats-server accepts in a subscription (server/sublist.go isValidSubject). */
export const isSubject = (subject: string): boolean => {
  const tokens = subject.split('.')
  return !tokens.includes('') && !/[ \t\n\f\r]/.test(subject) && !tokens.slice(0, -1).includes('>')
}

/** `subject` without wildcards. Throws ValueError `invalid-subject`. */
export function parseLiteralSubject(subject: unknown): Subject {
  const parsed = parseSubject(subject)
  if (!isLiteral(parsed)) throw invalid(parsed, 'has a wildcard where a plain subject is needed')
  return parsed
}

export function isLiteral(subject: Subject): boolean {
  return !subject.split('.').some((token) => token === '*' || token === '>')
}

/** A subject, or `subject queue` in subscribe permissions (server/client.go splitSubjectQueue). */
export function parseSubscription(entry: unknown): string {
  if (typeof entry !== 'string') return parseSubject(entry)
  const fields = entry.split(' ')
  if (fields.length > 2) throw invalid(entry, 'is not "subject" or "subject queue"')
  return fields.map(parseSubject).join(' ')
}

/** An entry of subscribe permissions, taken apart. */
export interface Subscription {
  readonly subject: Subject
  readonly queue: string | undefined
}

export function splitSubscription(entry: string): Subscription {
  const [subject = '', queue] = entry.split(' ')
  return { subject, queue }
}

/**
 * True when every subject that matches `inner` matches `outer` (server/sublist.go SubjectIsSubsetMatch), so that an
 * import of `inner` is covered by an export of `outer`.
 */
export function covers(outer: Subject, inner: Subject): boolean {
  const out = outer.split('.')
  const inn = inner.split('.')
  for (const [i, token] of out.entries()) {
    const other = inn[i]
    if (other === undefined) return false
    if (token === '>') return true
    if (other === '>') return false
    if (token !== '*' && token !== other) return false
  }
  return out.length === inn.length
}

/** True when some subject matches both (server/sublist.go SubjectsCollide). */
export function overlaps(a: Subject, b: Subject): boolean {
  const [left, right] = [a.split('.'), b.split('.')]
  for (const [i, token] of left.entries()) {
    const other = right[i]
    if (other === undefined) return false
    if (token === '>' || other === '>') return true
    if (token !== other && token !== '*' && other !== '*') return false
  }
  return left.length === right.length
}

function invalid(subject: unknown, why: string): ValueError {
  return new ValueError(
    'invalid-subject',
    `${show(subject)} ${why}`,
    'give dot-separated tokens without blanks, such as orders.created, orders.* or orders.>',
  )
}
