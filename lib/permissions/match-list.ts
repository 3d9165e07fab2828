// A list of permissions, as nats-server looks subjects up in it. In: its entries. Out: the entries that match a subject, whose
// tokens count as they stand: `*` in the list matches `*` and `>` in the subject, too. Source: nats-server server/sublist.go
// Insert, matchLevel, matchLevelForAny.
import { splitSubscription, type Subject } from '../values/subject'

/** An entry of a list: `orders.*`, or `orders.* workers` with a queue. */
export interface Entry {
  readonly text: string
  readonly queue?: string
}

interface Node {
  plain?: Entry
  readonly queues: Entry[]
  below?: Level
}

interface Level {
  readonly literals: Map<string, Node>
  star?: Node
  rest?: Node
}

export interface MatchList {
  readonly top: Level
  readonly hasQueues: boolean
}

/** A list in which `orders.* workers` is about that queue. */
export const matchList = (entries: readonly string[]): MatchList =>
  listOf(
    entries.map((text) => {
      const { subject, queue } = splitSubscription(text)
      return { text, subject, ...(queue !== undefined && { queue }) }
    }),
  )

/** A list in which every entry is a subject, and a blank one of its characters. */
export const plainList = (entries: readonly string[]): MatchList =>
  listOf(entries.map((text) => ({ text, subject: text })))

function listOf(entries: readonly (Entry & { readonly subject: Subject })[]): MatchList {
  const top: Level = { literals: new Map() }
  for (const { subject, text, queue } of entries) {
    let level = top
    let node: Node | undefined
    for (const token of subject.split('.')) {
      if (node !== undefined) level = node.below ??= { literals: new Map() }
      node = childFor(level, token)
    }
    if (queue !== undefined) node?.queues.push({ text, queue })
    else if (node !== undefined) node.plain ??= { text }
  }
  return { top, hasQueues: entries.some(({ queue }) => queue !== undefined) }
}

function childFor(level: Level, token: string): Node {
  if (token === '*') return (level.star ??= { queues: [] })
  if (token === '>') return (level.rest ??= { queues: [] })
  const found = level.literals.get(token) ?? { queues: [] }
  level.literals.set(token, found)
  return found
}

/** The tokens of a subject; none of one that has an empty token, which matches nothing. */
export function tokensOf(subject: Subject): readonly string[] {
  const tokens = subject.split('.')
  return tokens.includes('') ? [] : tokens
}

/** An entry without a queue that matches, as a subscription is looked up. */
export const plainMatch = ({ top }: MatchList, tokens: readonly string[]): Entry | undefined =>
  tokens.length === 0 ? undefined : findPlain(top, tokens, 0)

function findPlain(level: Level, tokens: readonly string[], at: number): Entry | undefined {
  const { rest, star, literals } = level
  if (rest?.plain !== undefined) return rest.plain
  const isLast = at === tokens.length - 1
  const literal = literals.get(tokens[at] ?? '')
  const found =
    literal && (isLast ? literal.plain : literal.below && findPlain(literal.below, tokens, at + 1))
  if (found !== undefined || star === undefined) return found
  return isLast ? star.plain : star.below && findPlain(star.below, tokens, at + 1)
}

/** The entries with a queue that match. */
export function queueMatches(list: MatchList, tokens: readonly string[]): readonly Entry[] {
  if (!list.hasQueues || tokens.length === 0) return []
  const found: Entry[] = []
  collectQueues(list.top, tokens, 0, found)
  return found
}

function collectQueues(
  { rest, star, literals }: Level,
  tokens: readonly string[],
  at: number,
  to: Entry[],
): void {
  if (rest !== undefined) to.push(...rest.queues)
  for (const node of [star, literals.get(tokens[at] ?? '')]) {
    if (node === undefined) continue
    if (at === tokens.length - 1) to.push(...node.queues)
    else if (node.below !== undefined) collectQueues(node.below, tokens, at + 1, to)
  }
}

/** As {@link plainMatch}, the way that some releases look messages up: a subject in the list hides the `*` beside it. */
export const plainMatchHidden = ({ top }: MatchList, tokens: readonly string[]): Entry | undefined =>
  tokens.length === 0 ? undefined : findHidden(top, tokens, 0)

function findHidden(top: Level, tokens: readonly string[], from: number): Entry | undefined {
  let level: Level | undefined = top
  let star: Node | undefined
  let literal: Node | undefined
  for (let at = from; at < tokens.length; at++) {
    if (level === undefined) return undefined
    if (level.rest !== undefined) return level.rest.plain
    star = level.star
    const below = star?.below && findHidden(star.below, tokens, at + 1)
    if (below !== undefined) return below
    literal = level.literals.get(tokens[at] ?? '')
    level = literal?.below
  }
  return literal === undefined ? star?.plain : literal.plain
}
