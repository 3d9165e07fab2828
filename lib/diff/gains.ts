// In: the record of a deployment, and another, or what a program says. Out: who can publish and receive what it could not, and who no
// longer can, each with a subject of which that is true. Pure.
import type { Move } from '../model/model'
import { formerIdentities } from '../model/moves'
import type { Grants } from '../permissions/grants'
import { patternsOf, type PatternWith } from '../permissions/patterns-of'
import { subjectAlgebra, witness, type SubjectAlgebra } from '../permissions/subject-set'
import { sortBy } from '../values/sort'
import { accessOf, isLeafLogin, type Access } from './access'
import type { Comparable } from './record'

/** What somebody gains, or loses. */
export interface AccessChange {
  /** `ORDERS/alice`; of a leaf remote, `leaf/edge/hub-ORDERS`. */
  readonly login: string
  readonly account: string
  /** `gone` can no longer log in; `moved` is in another account now, where the same subject is another one. */
  readonly who: 'known' | 'new' | 'gone' | 'moved'
  /** The account that it was in before it moved. */
  readonly from?: string
  readonly change: 'gains' | 'loses'
  readonly action: keyof Grants
  readonly subjects: readonly PatternWith[]
  /** One of them. */
  readonly witness: string
}

type Renames = readonly Pick<Move, 'from' | 'to'>[]

/** By login; what is gained stands first. Who only has another name or key, or another place in the tree, is in none of them. */
export function compareAccess(
  was: Comparable | undefined,
  now: Comparable,
  renames: Renames = [],
): readonly AccessChange[] {
  const algebra = subjectAlgebra()
  const names = { ...was?.names, ...now.names }
  const before = accessOf(was ?? { nodes: [] }, names, algebra)
  const after = accessOf(now, names, algebra)
  const pairs = [...after.values()].map((access) => ({ access, known: knownAs(access, before, renames) }))
  const kept = new Set(pairs.map(({ known }) => known))
  const gone = [...before.values()].filter((access) => !kept.has(access))
  return sortBy(
    [
      ...pairs.flatMap(({ access, known }) => changesOf(algebra, access, known, renames)),
      ...gone.flatMap((access) => said(algebra, access, { who: 'gone', change: 'loses' }, access)),
    ],
    ({ login }) => login,
  )
}

function changesOf(
  algebra: SubjectAlgebra,
  access: Access,
  known: Access | undefined,
  renames: Renames,
): readonly AccessChange[] {
  if (known === undefined) return said(algebra, access, { who: 'new', change: 'gains' }, access)
  const without = (a: Grants, b: Grants): Grants => ({
    publish: algebra.difference(a.publish, b.publish),
    receive: algebra.difference(a.receive, b.receive),
  })
  const isSame =
    known.account === access.account ||
    formerIdentities(`account/${access.account}`, renames).includes(`account/${known.account}`)
  const who = isSame ? ({ who: 'known' } as const) : ({ who: 'moved', from: known.account } as const)
  return [
    ...said(algebra, access, { ...who, change: 'gains' }, isSame ? without(access, known) : access),
    ...said(algebra, access, { ...who, change: 'loses' }, without(known, access)),
  ]
}

function said(
  algebra: SubjectAlgebra,
  { login, account }: Access,
  head: Pick<AccessChange, 'who' | 'from' | 'change'>,
  sets: Grants,
): readonly AccessChange[] {
  return (['publish', 'receive'] as const).flatMap((action) => {
    const one = witness(sets[action])
    if (one === undefined) return []
    return [{ login, account, ...head, action, subjects: patternsOf(algebra, sets[action]), witness: one }]
  })
}

/** Who somebody was before. */
function knownAs(
  { login }: Access,
  before: ReadonlyMap<string, Access>,
  renames: Renames,
): Access | undefined {
  const logins = isLeafLogin(login)
    ? formerIdentities(login, renames)
    : formerIdentities(`user/${login}`, renames).map((identity) => identity.slice('user/'.length))
  return [login, ...logins].flatMap((name) => before.get(name) ?? [])[0]
}
