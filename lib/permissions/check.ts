// In: what a user may do, and a release of nats-server. Out: whether it lets a subject pass, and the entry that says so. The answer is
// the server's. Source: nats-server server/client.go canSubscribe, pubAllowedFullCheck, checkDenySub, processInboundClientMsg.
import type { Permissions } from '../model/model'
import { covers, isSubject, overlaps, splitSubscription, type Subject } from '../values/subject'
import type { Behaviour } from './behaviour'
import {
  matchList,
  plainList,
  plainMatch,
  plainMatchHidden,
  queueMatches,
  tokensOf,
  type Entry,
  type MatchList,
} from './match-list'

/** What decides, and what it says. */
export interface Ruling {
  readonly allowed: boolean
  /**
   * `unlimited`: nothing is said; `allow`, `deny`: the entry says it; `not-allowed`: no entry of the allow list matches;
   * `reserved`: servers keep such subjects, or such a queue, to themselves; `invalid`: no subject; `lost`: a mapping drops it;
   * `disabled`: the account is.
   */
  readonly because:
    'unlimited' | 'allow' | 'deny' | 'not-allowed' | 'reserved' | 'invalid' | 'lost' | 'disabled'
  /** As the permissions have it. */
  readonly entry?: string
}

interface Lists {
  readonly allow: MatchList | undefined
  readonly deny: MatchList | undefined
}

/** Permissions made ready to be asked, as one release of nats-server understands them. */
export interface Checker {
  readonly behaviour: Behaviour
  readonly publish: Lists
  readonly subscribe: Lists
  /** Denies as deliveries are held against them, and as subscriptions are that may begin that. */
  readonly filter: MatchList | undefined
  readonly denied: readonly string[]
  /** What may be subscribed to, as it was given; undefined: everything. */
  readonly allowed: readonly string[] | undefined
  /** Whether replies to what it receives may be published, whatever the lists say; as often, and as long, as the permissions have it. */
  readonly allowsResponses: boolean
  readonly inSystemAccount: boolean
}

/** @param inSystemAccount - of the system account, which may do more @defaultValue false */
export function checkerOf(
  permissions: Permissions | undefined,
  behaviour: Behaviour,
  inSystemAccount = false,
): Checker {
  const { publish = {}, subscribe = {}, allowResponses } = permissions ?? {}
  const allowed = publish.allow ?? (allowResponses === undefined ? undefined : [])
  const list = (entries: readonly string[] | undefined): MatchList | undefined =>
    entries && matchList(entries)
  const { deny } = subscribe
  return {
    behaviour,
    publish: { allow: list(allowed), deny: list(publish.deny) },
    subscribe: { allow: list(subscribe.allow), deny: list(deny) },
    filter: deny && (behaviour.filterKnowsQueues ? matchList(deny) : plainList(deny)),
    denied: deny ?? [],
    allowed: subscribe.allow,
    allowsResponses: allowResponses !== undefined,
    inSystemAccount,
  }
}

const UNLIMITED: Ruling = { allowed: true, because: 'unlimited' }
const NOT_ALLOWED: Ruling = { allowed: false, because: 'not-allowed' }
const RESERVED: Ruling = { allowed: false, because: 'reserved' }
const INVALID: Ruling = { allowed: false, because: 'invalid' }

const allowedBy = ({ text }: Entry): Ruling => ({ allowed: true, because: 'allow', entry: text })
const deniedBy = ({ text }: Entry): Ruling => ({ allowed: false, because: 'deny', entry: text })

/** Whether a message on `subject`, after the mappings of the account, may be published; replies that were asked for apart. */
export function mayPublish(checker: Checker, subject: Subject): Ruling {
  const { behaviour, publish, inSystemAccount } = checker
  if (subject.startsWith('_GR_.')) return RESERVED
  if (behaviour.refusesRaft && !inSystemAccount && subject.startsWith('$NRG.')) return RESERVED
  if (publish.allow === undefined && publish.deny === undefined) return UNLIMITED
  const tokens = tokensOf(subject)
  const match = behaviour.literalHidesWildcard ? plainMatchHidden : plainMatch
  const allowed = publish.allow && match(publish.allow, tokens)
  if (publish.allow !== undefined && allowed === undefined) return NOT_ALLOWED
  const denied = publish.deny && match(publish.deny, tokens)
  if (denied !== undefined) return deniedBy(denied)
  return allowed === undefined ? UNLIMITED : allowedBy(allowed)
}

/** Whether the server takes a subscription to `subject`, perhaps with wildcards, in a queue or none. */
export function maySubscribe(checker: Checker, subject: Subject, queue?: string): Ruling {
  const { allow, deny } = checker.subscribe
  const tokens = tokensOf(subject)
  const allowed = allow === undefined ? UNLIMITED : allowedSubscription(allow, tokens, queue)
  const denied = allowed.allowed && deny !== undefined && deniedSubscription(checker, deny, tokens, queue)
  if (denied) return deniedBy(denied)
  if (!allowed.allowed) return allowed
  // The server looks at permissions first.
  if (!isSubject(subject)) return INVALID
  return queue === '_sys_' ? RESERVED : allowed
}

function allowedSubscription(allow: MatchList, tokens: readonly string[], queue: string | undefined): Ruling {
  const ofQueues = queue === undefined ? [] : queueMatches(allow, tokens)
  const entry = ofQueues.length > 0 ? ofQueue(ofQueues, queue) : plainMatch(allow, tokens)
  return entry === undefined ? NOT_ALLOWED : allowedBy(entry)
}

function deniedSubscription(
  { behaviour }: Checker,
  deny: MatchList,
  tokens: readonly string[],
  queue: string | undefined,
): Entry | undefined {
  const plain = plainMatch(deny, tokens)
  if (queue === undefined || (plain !== undefined && !behaviour.queueDenyDecides)) return plain
  const ofQueues = queueMatches(deny, tokens)
  return ofQueues.length > 0 ? ofQueue(ofQueues, queue) : plain
}

/** The entry whose queue is `queue`, or has wildcards and covers it. */
const ofQueue = (entries: readonly Entry[], queue = ''): Entry | undefined =>
  entries.find(({ queue: named = '' }) => named === queue || (hasWildcard(named) && covers(named, queue)))

const hasWildcard = (subject: string): boolean => /(^|\.)(\*|>)(\.|$)/.test(subject)

/** Whether a subscription that the server has taken makes it hold all deliveries of the connection, from then on, against the denies. */
export function beginsFilter({ behaviour, denied }: Checker, subject: Subject, queue?: string): boolean {
  if (!hasWildcard(subject) && (queue === undefined || !behaviour.filterKnowsQueues)) return false
  return denied.some((entry) => {
    if (behaviour.filterNeedsWider) return covers(subject, entry)
    return overlaps(behaviour.filterKnowsQueues ? splitSubscription(entry).subject : entry, subject)
  })
}

/** The entry of the denies that keeps a message from a connection that {@link beginsFilter}. */
export function filteredBy(
  { behaviour, filter }: Checker,
  subject: Subject,
  queue?: string,
): string | undefined {
  if (filter === undefined) return undefined
  const tokens = tokensOf(subject)
  if (!behaviour.filterKnowsQueues)
    return (behaviour.literalHidesWildcard ? plainMatchHidden : plainMatch)(filter, tokens)?.text
  const plain = plainMatch(filter, tokens)
  const entry = plain ?? (queue === undefined ? undefined : ofQueue(queueMatches(filter, tokens), queue))
  return entry?.text
}
