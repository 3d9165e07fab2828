// In: subjects that may be published and subscribed to. Out: permissions that allow these and nothing else.
import { show, ValueError } from '../values/finding'
import { isPlainObject } from '../values/plain-object'
import type { Permissions } from './permissions'
import { Props } from './props'

const NOTHING = { deny: ['>'] } as const

/** What is granted of one side: a list that allows no more than itself, or nothing. */
export type GrantedSubjects = readonly string[] | typeof NOTHING

/** Permissions that allow what they list and nothing else. */
export interface Grant extends Permissions {
  /** What may be published, and nothing else. */
  readonly publish: GrantedSubjects
  /** What may be subscribed to, and nothing else but the user's `inboxPrefix`. */
  readonly subscribe: GrantedSubjects
  /** Leave to answer each request once, within 2 minutes. @defaultValue no leave to answer */
  readonly allowResponses?: true
}

export function grant(publish: readonly string[], subscribe: readonly string[] = [], answers = false): Grant {
  return {
    publish: sideOf(publish),
    subscribe: sideOf(subscribe),
    ...(answers && { allowResponses: true }),
  }
}

/** All of several together. */
export function all(...several: readonly Grant[]): Grant {
  const read = readerOf<'grants'>('all', { grants: several })
  read.list('grants', parseGrant)
  read.done('')
  return grant(
    several.flatMap(({ publish }) => listOf(publish)),
    several.flatMap(({ subscribe }) => listOf(subscribe)),
    several.some(({ allowResponses }) => allowResponses),
  )
}

function parseGrant(value: unknown): void {
  const isGrant =
    isPlainObject(value) && ['publish', 'subscribe'].every((side) => typeof value[side] === 'object')
  if (isGrant) return
  throw new ValueError(
    'invalid-grant',
    `${show(value)} is no grant`,
    'give what the functions of grants return',
  )
}

/**
 * A reader of what a function of `grants` is given, since a wrong word would grant nothing, or everything. What stands in a place of its
 * own is read as a prop beside the others.
 */
export const readerOf = <P extends string>(
  name: string,
  placed: Readonly<Record<string, unknown>>,
  props: unknown = {},
): Props<P> => new Props<P>(isPlainObject(props) ? { ...props, ...placed } : props, `grants.${name}`)

const sideOf = (subjects: readonly string[]): GrantedSubjects =>
  subjects.length === 0 ? NOTHING : [...new Set(subjects)]

const listOf = (side: GrantedSubjects): readonly string[] => ('deny' in side ? [] : side)

export const inQueue = (subject: string, queue: string | undefined): string =>
  queue === undefined ? subject : `${subject} ${queue}`

/** A name as one token of a subject, so that it grants nothing but itself. Throws ValueError `invalid-name`. */
export function parseToken(name: unknown): string {
  if (typeof name === 'string' && /^[^\s.*>]+$/.test(name)) return name
  throw new ValueError(
    'invalid-name',
    `${show(name)} is not one token of a subject`,
    'give a name without blanks, dots, * and >',
  )
}
