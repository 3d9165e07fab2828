// What a user may publish and subscribe to: one type for users, account defaults and leaf remotes.
import type { AllowDeny, Permissions as ModelPermissions } from '../model/model'
import { defined } from '../values/defined'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { parseSubject, parseSubscription } from '../values/subject'
import { integer } from './parsers'
import type { Parse, Props, PropsOf } from './props'

/** A list of subjects that are allowed, or both lists. Deny wins over allow. */
export type SubjectRules =
  | readonly string[]
  | {
      /** @defaultValue everything */
      readonly allow?: readonly string[]
      /** @defaultValue nothing */
      readonly deny?: readonly string[]
    }

/**
 * Permissions as nats-server evaluates them: a side that is left out allows everything; a side with an `allow` list
 * allows nothing else. To allow nothing, deny `>`.
 */
export interface Permissions {
  /** Subjects that may be published to. @defaultValue everything */
  readonly publish?: SubjectRules
  /** Subjects that may be subscribed to, each perhaps with a queue: `'orders.> workers'`. @defaultValue everything */
  readonly subscribe?: SubjectRules
  /**
   * Leave to answer requests on their reply subjects; with it, nothing else may be published unless `publish` allows it.
   * @defaultValue none
   */
  readonly allowResponses?: true | AllowResponses
}

export interface AllowResponses {
  /** Replies to one request; -1 is no limit. @defaultValue 1 */
  readonly max?: number
  /** How long after the request. @defaultValue 2 minutes */
  readonly expires?: Duration
}

/** Adds the problems `invalid-subject`, `empty-list`, `invalid-number` and `invalid-duration`. */
export function readPermissions(read: PropsOf<Permissions>): ModelPermissions {
  return defined({
    publish: readSide(read, 'publish', parseSubject),
    subscribe: readSide(read, 'subscribe', parseSubscription),
    allowResponses: read.objectOrTrue('allowResponses', (inner: PropsOf<AllowResponses>) =>
      defined({ max: inner.optional('max', integer(-1)), expires: inner.optional('expires', parseDuration) }),
    ),
  })
}

function readSide(
  read: PropsOf<Permissions>,
  prop: 'publish' | 'subscribe',
  parse: Parse<string>,
): AllowDeny | undefined {
  if (Array.isArray(read.raw(prop))) return defined({ allow: subjects(read, prop, parse) })
  return read.object(prop, (inner: PropsOf<AllowDeny>) =>
    defined({ allow: subjects(inner, 'allow', parse), deny: subjects(inner, 'deny', parse) }),
  )
}

// nats-server reads an empty list as no list, which allows everything (server/opts.go parsePermSubjects).
function subjects<P extends string>(
  read: Props<P>,
  prop: P,
  parse: Parse<string>,
): readonly string[] | undefined {
  read.refuseEmpty(
    prop,
    'which nats-server reads as "everything"',
    "leave it out to allow everything, or give deny: ['>'] to allow nothing",
  )
  return read.list(prop, parse)
}
