// In: subjects that may be published and subscribed to. Out: permissions that allow these and nothing else.
import { NatsmithError, show } from '../values/finding'
import type { Permissions } from './permissions'

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
export const all = (...several: readonly Grant[]): Grant =>
  grant(
    several.flatMap(({ publish }) => listOf(publish)),
    several.flatMap(({ subscribe }) => listOf(subscribe)),
    several.some(({ allowResponses }) => allowResponses),
  )

const sideOf = (subjects: readonly string[]): GrantedSubjects =>
  subjects.length === 0 ? NOTHING : [...new Set(subjects)]

const listOf = (side: GrantedSubjects): readonly string[] => ('deny' in side ? [] : side)

export const inQueue = (subject: string, queue: string | undefined): string =>
  queue === undefined ? subject : `${subject} ${queue}`

/** A name as one token of a subject, so that it grants nothing but itself. */
export function token(name: string): string {
  if (/^[^\s.*>]+$/.test(name)) return name
  throw new NatsmithError(
    'invalid-name',
    `${show(name)} is not one token of a subject`,
    'give a name without blanks, dots, * and >',
  )
}
