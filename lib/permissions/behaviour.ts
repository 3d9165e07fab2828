// In: a release of nats-server. Out: in what it decides about permissions otherwise than others. Source: server/client.go
// canSubscribe, checkDenySub, loadMsgDenyFilter, deliverMsg, server/sublist.go matchLevelForAny, and server/auth.go processUserPermissionsTemplate, at the tags of the releases.
import { atLeast, type ParsedVersion, type Since } from '../values/server-version'

export interface Behaviour {
  /** Where messages are looked up, a subject in the list hides the `*` beside it: in `["*", "b.*"]` is no `b`. */
  readonly literalHidesWildcard: boolean
  /** What a list says of a queue decides alone, although it denies the subject, too. */
  readonly queueDenyDecides: boolean
  /** Denies filter deliveries only once a subscription is wider than one of them, and not when they merely overlap. */
  readonly filterNeedsWider: boolean
  /** Denies of a queue filter what is delivered to it, and a queue's subscription without wildcard may begin that. */
  readonly filterKnowsQueues: boolean
  /** No client but those of the system account publishes below `$NRG.`. */
  readonly refusesRaft: boolean
  /** Of the templates in a scope, those are filled in that are a whole token, and others are text. */
  readonly fillsWholeTokens: boolean
  /** What a hub sends a leaf node of an imported stream is held against the exporter's subject, and not against its own. */
  readonly leafHeldToExported: boolean
}

const LOOKUP_BROKEN: Since = ['2.10.22']
const LOOKUP_MENDED: Since = ['2.11.12', '2.12.4']
const OVERLAP: Since = ['2.11.16', '2.12.7']
const QUEUES: Since = ['2.12.14', '2.14.4']
const RAFT: Since = ['2.11.0']
const PARTS_FILLED: Since = ['2.11.0']
const LEAF_HELD_TO_OWN: Since = ['2.15.1']

export const behaviourOf = (version: ParsedVersion): Behaviour => ({
  literalHidesWildcard: atLeast(version, LOOKUP_BROKEN) && !atLeast(version, LOOKUP_MENDED),
  queueDenyDecides: !atLeast(version, OVERLAP),
  filterNeedsWider: !atLeast(version, OVERLAP),
  filterKnowsQueues: atLeast(version, QUEUES),
  refusesRaft: atLeast(version, RAFT),
  fillsWholeTokens: !atLeast(version, PARTS_FILLED),
  leafHeldToExported: !atLeast(version, LEAF_HELD_TO_OWN),
})
