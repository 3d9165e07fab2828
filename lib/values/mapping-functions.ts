// ONE table of the functions that a mapping's destination may hold. In: a token of a destination. Out: what it stands for, or
// undefined where nats-server knows no such thing. Source: nats-server server/subject_transform.go indexPlaceHolders, and
// server/sublist.go ValidateMapping at the tags of the releases.
import type { Since } from './server-version'

/** `*` is the number of a wildcard of the source, counted from 1; `n` a number; `text` a separator. */
interface MappingFunction {
  readonly takes: readonly ('*' | 'n' | 'text')[]
  /** Takes further wildcards after these. */
  readonly more?: true
  /** Where it is newer than 2.10.0. */
  readonly since?: Since
}

const LEFT_RIGHT: Since = ['2.14.7']
const WITHOUT_WILDCARDS: Since = ['2.12.0']

/** The releases that brought functions, newest first. */
export const MAPPING_RELEASES: readonly Since[] = [LEFT_RIGHT, WITHOUT_WILDCARDS]

const FUNCTIONS: Readonly<Record<string, MappingFunction>> = {
  wildcard: { takes: ['*'] },
  partition: { takes: ['n', '*'], more: true },
  split: { takes: ['*', 'text'] },
  splitFromLeft: { takes: ['*', 'n'] },
  splitFromRight: { takes: ['*', 'n'] },
  sliceFromLeft: { takes: ['*', 'n'] },
  sliceFromRight: { takes: ['*', 'n'] },
  left: { takes: ['*', 'n'], since: LEFT_RIGHT },
  right: { takes: ['*', 'n'], since: LEFT_RIGHT },
  random: { takes: ['n'], since: WITHOUT_WILDCARDS },
}

/** A hash of the whole subject, and not of some of its wildcards. */
const WHOLE_PARTITION: MappingFunction = { takes: ['n'], since: WITHOUT_WILDCARDS }

/** What may stand in a destination, for messages. */
export const MAPPING_FUNCTIONS =
  '$1 or {{wildcard(1)}}, {{partition(10,1,2)}}, {{partition(10)}}, {{split(1,-)}}, {{splitFromLeft(1,3)}}, ' +
  '{{splitFromRight(1,3)}}, {{sliceFromLeft(1,3)}}, {{sliceFromRight(1,3)}}, {{left(1,3)}}, {{right(1,3)}}, {{random(10)}}'

/** A token of a destination that is no plain text. */
export interface Placeholder {
  /** `wildcard` also for `$1`. */
  readonly name: string
  /** The numbers of the wildcards that it uses. */
  readonly wildcards: readonly number[]
  /** All that it is given, as it stands there: numbers of wildcards, numbers, separators. */
  readonly given: readonly string[]
  readonly since: Since | undefined
}

/** True for a token that nats-server takes, or would take, for more than plain text. */
export const isPlaceholder = (token: string): boolean =>
  /^\$[-+]?\d+$/.test(token) || token.includes('{{') || token.includes('}}')

/** What `token` stands for; undefined: it is no call of a function that there is, with arguments that it takes. */
export function parsePlaceholder(token: string): Placeholder | undefined {
  const [, dollar] = /^\$(\d+)$/.exec(token) ?? []
  if (dollar !== undefined)
    return { name: 'wildcard', wildcards: [Number(dollar)], given: [dollar], since: undefined }
  const [, called = '', text = ''] = /^\{\{ *([A-Za-z]+) *\((.*)\) *\}\}$/.exec(token) ?? []
  const name = Object.keys(FUNCTIONS).find((known) => isNamed(known, called))
  const known = name === undefined ? undefined : FUNCTIONS[name]
  if (name === undefined || known === undefined) return undefined
  const given = text.split(/, */)
  const { takes, more, since } = name === 'partition' && given.length === 1 ? WHOLE_PARTITION : known
  if (given.length < takes.length || (given.length > takes.length && more !== true)) return undefined
  const kinds = given.map((_, i) => takes[i] ?? '*')
  if (!given.every((argument, i) => (kinds[i] === 'text' ? isSeparator(argument) : isNumber(argument))))
    return undefined
  return { name, wildcards: given.filter((_, i) => kinds[i] === '*').map(Number), given, since }
}

/** nats-server reads the letter at the start of a word in the name as a capital or not. */
const isNamed = (known: string, called: string): boolean =>
  known.toLowerCase() === called.toLowerCase() &&
  Array.from(known).every((letter, i) => letter === called[i] || i === 0 || /[A-Z]/.test(letter))

const isSeparator = (argument: string): boolean => argument !== '' && !/[ .(){}]/.test(argument)

/** 32 bits; a wildcard's number is smaller anyhow. */
const isNumber = (argument: string): boolean =>
  /^ *\d+ *$/.test(argument) && Number(argument) >= 1 && Number(argument) < 2 ** 31

/** True when a function in `destination` came with `since`, one of `MAPPING_RELEASES`. */
export const needsRelease = (destination: string, since: Since): boolean =>
  destination.split('.').some((token) => parsePlaceholder(token)?.since === since)

/** Functions that may make several tokens of one. */
const SEVERAL_TOKENS = /^(split|slice)/

/** A subject, with wildcards, that matches whatever `destination` may come to. */
export function destinationSubject(destination: string): string {
  const tokens: string[] = []
  for (const token of destination.split('.')) {
    const placeholder = isPlaceholder(token) ? parsePlaceholder(token) : undefined
    if (placeholder !== undefined && SEVERAL_TOKENS.test(placeholder.name)) return [...tokens, '>'].join('.')
    tokens.push(placeholder === undefined ? token : '*')
  }
  return tokens.join('.')
}
