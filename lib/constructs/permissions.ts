// What a user may publish and subscribe to: one type for users, account defaults and leaf remotes.
import type { AllowDeny, Permissions as ModelPermissions } from '../model/model'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { ValueError } from '../values/finding'
import { parseSubject, parseSubscription } from '../values/subject'
import type { Props } from './props'
import { integer } from './props'

/** A list of subjects that are allowed, or both lists. Deny wins over allow. */
export type SubjectRules =
  readonly string[] | { readonly allow?: readonly string[]; readonly deny?: readonly string[] }

/**
 * Permissions as nats-server evaluates them: a side that is left out allows everything; a side with an `allow` list
 * allows nothing else. To allow nothing, deny `>`.
 */
export interface Permissions {
  /** Subjects that may be published to. */
  readonly publish?: SubjectRules
  /** Subjects that may be subscribed to, each perhaps with a queue: `'orders.> workers'`. */
  readonly subscribe?: SubjectRules
  /** Leave to answer requests on their reply subjects; `true` is one reply within two minutes. */
  readonly allowResponses?: true | { readonly max?: number; readonly expires?: Duration }
}

export function readPermissions(read: Props, prop: string, given: Permissions): ModelPermissions {
  const publish = given.publish && side(read, `${prop}.publish`, given.publish, parseSubject)
  const subscribe = given.subscribe && side(read, `${prop}.subscribe`, given.subscribe, parseSubscription)
  const responses = given.allowResponses === true ? {} : given.allowResponses
  const max = read.optional(`${prop}.allowResponses.max`, responses?.max, integer(-1))
  const expires = read.optional(`${prop}.allowResponses.expires`, responses?.expires, parseDuration)
  return {
    ...(publish && { publish }),
    ...(subscribe && { subscribe }),
    ...(responses && {
      allowResponses: { ...(max !== undefined && { max }), ...(expires !== undefined && { expires }) },
    }),
  }
}

function side(read: Props, prop: string, given: SubjectRules, parse: (entry: unknown) => string): AllowDeny {
  const { allow, deny } = isList(given) ? { allow: given, deny: undefined } : given
  return {
    ...(allow && { allow: list(read, isList(given) ? prop : `${prop}.allow`, allow, parse) }),
    ...(deny && { deny: list(read, `${prop}.deny`, deny, parse) }),
  }
}

const isList = (given: SubjectRules): given is readonly string[] => Array.isArray(given)

function list(
  read: Props,
  prop: string,
  entries: readonly string[],
  parse: (entry: unknown) => string,
): readonly string[] {
  // nats-server reads an empty list as no list, which allows everything (server/opts.go parsePermSubjects).
  if (entries.length === 0)
    read.read(prop, entries, () => {
      throw new ValueError(
        'empty-subject-list',
        'is an empty list, which nats-server reads as "everything"',
        "leave it out to allow everything, or give deny: ['>'] to allow nothing",
      )
    })
  return read.list(prop, entries, parse)
}
