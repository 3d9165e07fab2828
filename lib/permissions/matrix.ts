// In: a model. Out: for each account, what each of its users can do with the subjects that the program names there, and which users
// of other accounts get what is published. What is received is said for servers of the newest line.
import type { Account, AccountRef, Model, Permissions, User } from '../model/model'
import { userName } from '../model/identity'
import { accountsOf } from '../model/query'
import { destinationSubject } from '../values/mapping-functions'
import { recall } from '../values/remember'
import { sortBy } from '../values/sort'
import { overlaps, splitSubscription, type Subject } from '../values/subject'
import { subjectsNamedIn } from './subjects-named'
import { effectiveOf, type Effective, type PublicKeys } from './effective'
import { received, widest } from './grants'
import { placesOn } from './mappings-on'
import { publishedBy, type PublishedIn } from './published'
import { arrivalsIn, type Arrival } from './reach'
import { NOTHING, subjectAlgebra, witness, type SubjectAlgebra, type SubjectSet } from './subject-set'

/** What a user can do with the subjects that a column stands for. */
export interface Standing {
  /** `partly`: with some of them, not always (weights of a mapping, clusters), or to subscribe, only in a queue. */
  readonly allowed: 'yes' | 'partly' | 'no'
  /** The entries of its lists that have to do with them, with public keys and names in the place of templates. */
  readonly allow: readonly string[]
  readonly deny: readonly string[]
  /** One of them that is allowed, in a queue or at times; there where it is `partly`. */
  readonly can?: Subject
  /** One of them that is not, or not always. */
  readonly cannot?: Subject
}

export interface Cell {
  readonly publish: Standing
  /** What is delivered by one subscription or several. */
  readonly subscribe: Standing
}

export interface Column {
  readonly subject: Subject
  /** One that somebody of the account can publish; undefined: nobody can. */
  readonly example: Subject | undefined
  /** Where in other accounts that arrives. */
  readonly arrivals: readonly Arrival[]
}

export interface Row {
  readonly user: User
  /** Where the program says what the user may do; undefined: nowhere, and so it may do everything. */
  readonly source: Effective['source']
  /** Whether it may answer what it receives, whatever its lists say. */
  readonly answers: boolean
  /** One for each column; users with the same permissions share them. */
  readonly cells: readonly Cell[]
}

export interface Matrix {
  readonly account: AccountRef
  /** Nobody may connect to it. */
  readonly disabled: boolean
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}

/**
 * Accounts without users have none.
 * @param only - the row of this user alone @defaultValue all users
 */
export function matricesOf(model: Model, keys?: PublicKeys, only?: User): readonly Matrix[] {
  const algebra = subjectAlgebra()
  const arrivalsFrom = arrivalsIn(model, keys)
  return sortBy(accountsOf(model), ({ system, name }) => `${system}\0${name}`).flatMap((account) => {
    const users = sortBy(account.users, userName).filter((user) => only === undefined || user === only)
    if (users.length === 0) return []
    const places = placesOn(
      model.clusters.filter(({ system }) => system === account.system),
      account,
    )
    const mapped = new Set([account, ...places].flatMap(({ mappings }) => mappings))
    const named = subjectsNamedIn(model, account).map((subject) => ({
      subject,
      becomes: [...mapped].flatMap(({ source, destinations }) =>
        overlaps(source, subject) ? destinations.map((one) => destinationSubject(one.destination)) : [],
      ),
      set: algebra.of([subject]),
    }))
    const known = new Map<string, Judged>()
    const judged = users.map((user) => {
      const { permissions, source } = effectiveOf(model, user, keys)
      const { sets, cells } = recall(known, JSON.stringify(permissions ?? {}), () =>
        judge(algebra, { permissions, account, places }, named),
      )
      return { sets, row: { user, source, answers: permissions?.allowResponses !== undefined, cells } }
    })
    const published = algebra.union([...new Set(judged.map(({ sets }) => sets.publish.some))])
    const columns = named.map(({ subject, set }) => {
      const example = witness(algebra.intersection(published, set))
      const isElsewhere = (other: Account): boolean => other !== account
      return {
        subject,
        example,
        arrivals: example === undefined ? [] : arrivalsFrom(account, example, isElsewhere),
      }
    })
    const { system, name, disabled } = account
    return [{ account: { system, account: name }, disabled, columns, rows: judged.map(({ row }) => row) }]
  })
}

/** A subject that is a column. */
interface Named {
  readonly subject: Subject
  /** What mappings may make of it. */
  readonly becomes: readonly Subject[]
  readonly set: SubjectSet
}

type Entries = Pick<Standing, 'allow' | 'deny'>

/** What is allowed whatever happens, and at all. */
interface Sets {
  readonly all: SubjectSet
  readonly some: SubjectSet
}

interface Judged {
  readonly sets: Readonly<Record<keyof Cell, Sets>>
  readonly cells: readonly Cell[]
}

interface Login {
  readonly permissions: Permissions | undefined
  readonly account: Account
  readonly places: readonly PublishedIn[]
}

function judge(algebra: SubjectAlgebra, login: Login, named: readonly Named[]): Judged {
  const { permissions } = login
  const sets = setsOf(algebra, login)
  const cells = named.map(({ subject, becomes, set }) => {
    const standing = (action: keyof Cell, about: Entries): Standing => {
      // Most of a list is about something else.
      const isFar = permissions?.[action]?.allow !== undefined && about.allow.length === 0
      return { ...(isFar ? { allowed: 'no' } : standingOf(algebra, set, sets[action])), ...about }
    }
    return {
      publish: standing('publish', entriesAbout([subject, ...becomes], permissions?.publish)),
      subscribe: standing('subscribe', entriesAbout([subject], permissions?.subscribe, widest)),
    }
  })
  return { sets, cells }
}

function setsOf(algebra: SubjectAlgebra, { permissions, account, places }: Login): Judged['sets'] {
  const nothing = { all: NOTHING, some: NOTHING }
  if (account.disabled || places.length === 0) return { publish: nothing, subscribe: nothing }
  const { always, sometimes } = publishedBy(algebra, permissions, places)
  const { subscribe } = permissions ?? {}
  const withoutQueue = subscribe?.allow && {
    ...subscribe,
    allow: subscribe.allow.filter((entry) => splitSubscription(entry).queue === undefined),
  }
  return {
    publish: { all: always, some: sometimes },
    subscribe: {
      all: received(algebra, withoutQueue ?? subscribe),
      some: received(algebra, subscribe),
    },
  }
}

function standingOf(
  { includes, intersection, difference }: SubjectAlgebra,
  column: SubjectSet,
  { all, some }: Sets,
): Pick<Standing, 'allowed' | 'can' | 'cannot'> {
  if (includes(all, column)) return { allowed: 'yes' }
  const can = witness(intersection(some, column))
  const cannot = witness(difference(column, all))
  return can === undefined || cannot === undefined ? { allowed: 'no' } : { allowed: 'partly', can, cannot }
}

function entriesAbout(
  subjects: readonly Subject[],
  lists: Permissions['publish'],
  widened: (subject: Subject) => Subject = (subject) => subject,
): Entries {
  const about = (entries: readonly string[] = [], read = widened): readonly string[] =>
    entries.filter((entry) =>
      subjects.some((subject) => overlaps(read(splitSubscription(entry).subject), subject)),
    )
  return { allow: about(lists?.allow), deny: about(lists?.deny, (subject) => subject) }
}
