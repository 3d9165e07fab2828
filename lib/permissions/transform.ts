// In: the mappings of an account, and the subject of a message. Out: what the subject may become before permissions are looked at.
// Source: nats-server server/accounts.go selectMappedSubject, AddWeightedMappings; server/subject_transform.go
// TransformTokenizedSubject.
import type { Mapping } from '../model/model'
import { isPlaceholder, parsePlaceholder, type Placeholder } from '../values/mapping-functions'
import { covers, isLiteral, type Subject } from '../values/subject'

/** One thing that may become of a message. */
export interface Outcome {
  /** Undefined: it is lost. */
  readonly subject: Subject | undefined
  /** The mapping that did it; undefined: none matches. */
  readonly mapping?: Mapping
  /** Of the messages that this mapping takes. */
  readonly percent: number
}

/** Each value of `random(N)` is another outcome, as far as there are so many. */
const MOST_VALUES = 100

/** @param cluster - where the message is published; undefined: on a server that has no cluster */
export function outcomesOf(
  mappings: readonly Mapping[],
  subject: Subject,
  cluster: string | undefined,
): readonly Outcome[] {
  // Which of several comes first is another matter at every start of a server, unless one is the subject itself.
  const matching = mappings.filter(({ source }) => covers(source, subject))
  if (matching.length === 0) return [{ subject, percent: 100 }]
  return matching.flatMap((mapping) => {
    const { destinations, rest, isLossy } = sharesOf(mapping, cluster)
    const taken = destinations.flatMap(({ destination, percent }) => {
      const subjects = transformed(mapping.source, destination, subject)
      return subjects.map((to) => ({ subject: to, mapping, percent: percent / subjects.length }))
    })
    return [...taken, { subject: isLossy ? undefined : subject, mapping, percent: rest }].filter(
      ({ percent }) => percent > 0,
    )
  })
}

/** How messages are shared out. */
export interface Shares {
  readonly destinations: readonly { readonly destination: string; readonly percent: number }[]
  /** The percentage that goes to none of them. */
  readonly rest: number
  /** Whether that is lost, or else keeps its subject. */
  readonly isLossy: boolean
}

/** @param cluster - where they are published; undefined: in one that the mapping does not name */
export function sharesOf({ source, destinations }: Mapping, cluster: string | undefined): Shares {
  const inCluster = destinations.filter((one) => one.cluster !== undefined && one.cluster === cluster)
  const taken = (inCluster.length > 0 ? inCluster : destinations.filter((one) => !one.cluster)).map(
    ({ destination, weight = 100 }) => ({ destination, percent: weight }),
  )
  return {
    destinations: taken,
    rest: 100 - taken.reduce((sum, { percent }) => sum + percent, 0),
    isLossy: destinations.some(({ destination }) => destination === source),
  }
}

/** What `destination` makes of `subject`, which `source` matches: one subject, or as many as chance may choose from. */
export function transformed(source: Subject, destination: string, subject: Subject): readonly Subject[] {
  const tokens = subject.split('.')
  const from = source.split('.')
  const wildcards = from.flatMap((token, at) => (token === '*' ? [tokens[at] ?? ''] : []))
  const rest = from.at(-1) === '>' ? tokens.slice(from.length - 1) : []
  return destination
    .split('.')
    .reduce<readonly (readonly string[])[]>(
      (made, token) => {
        if (token === '>') return made.map((before) => [...before, ...rest])
        const placeholder = isPlaceholder(token) ? parsePlaceholder(token) : undefined
        const values = placeholder === undefined ? [token] : valuesOf(placeholder, wildcards, source, subject)
        return made.flatMap((before) => values.map((value) => [...before, value]))
      },
      [[]],
    )
    .map((made) => made.join('.'))
}

function valuesOf(
  { name, wildcards, given }: Placeholder,
  values: readonly string[],
  source: Subject,
  subject: Subject,
): readonly string[] {
  const named = wildcards.map((n) => values[n - 1] ?? '')
  const [first = '', second = ''] = given
  if (name === 'random') return numbersBelow(Number(first))
  if (name === 'partition') {
    // Of a source without wildcards, servers hash the tokens only if they had to look at them before.
    if (named.length === 0 && isLiteral(source)) return numbersBelow(Number(first))
    const key = named.length === 0 ? subject : named.join('')
    return [String(fnv1a(Buffer.from(key)) % Number(first))]
  }
  const [token = ''] = named
  if (name === 'wildcard') return [token]
  if (name === 'split') return [splitBy(token, second)]
  return [inBytes(token, (bytes) => PARTS[name]?.(bytes, Number(second)) ?? bytes)]
}

/** As nats-server does it: of several separators at the start, a dot is left. */
const splitBy = (token: string, separator: string): string =>
  token
    .split(separator)
    .map((part, i, all) => {
      const isNext = (all[i + 1] ?? '') !== '' && (i > 0 || part !== '')
      return isNext ? `${part}.` : part
    })
    .join('')

const numbersBelow = (n: number): readonly string[] =>
  Array.from({ length: Math.min(n, MOST_VALUES) }, (_, i) => String(i))

/** What takes a token apart by the number of its bytes, where it has more than those. */
const PARTS: Readonly<Record<string, (token: string, size: number) => string>> = {
  splitFromLeft: (token, at) => parts(token.slice(0, at), token.slice(at)),
  splitFromRight: (token, at) => parts(token.slice(0, -at), token.slice(-at)),
  sliceFromLeft: (token, size) => parts(...slices(token, size)),
  sliceFromRight: (token, size) => {
    const rest = token.length % size
    return parts(token.slice(0, rest), ...slices(token.slice(rest), size))
  },
  left: (token, size) => token.slice(0, size),
  right: (token, size) => token.slice(-size),
}

const parts = (...all: readonly string[]): string => all.filter((part) => part !== '').join('.')

const slices = (token: string, size: number): readonly string[] =>
  Array.from({ length: Math.ceil(token.length / size) }, (_, i) => token.slice(i * size, (i + 1) * size))

function inBytes(token: string, take: (bytes: string) => string): string {
  const bytes = Buffer.from(token).toString('latin1')
  return Buffer.from(take(bytes), 'latin1').toString()
}

/** The hash of 32 bits that nats-server takes (FNV-1a). */
function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}
