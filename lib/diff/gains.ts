// In: the record of a deployment, and another, or what a program says. Out: who can publish and receive what it could not, and who no
// longer can, each with a subject of which that is true. Pure.
import type { Move } from '../model/model'
import { formerIdentities } from '../model/moves'
import { patternsOf, type PatternWith } from '../permissions/patterns-of'
import { NOTHING, subjectAlgebra, witness, type SubjectAlgebra } from '../permissions/subject-set'
import { sortBy } from '../values/sort'
import { accessOf, isLeafLogin, type Access, type Power } from './access'
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
  readonly action: Power['action']
  /** The account whose stream it receives, or whose service it can request, by an import; the subjects are the importer's. */
  readonly of?: string
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
  const after = accessOf(now, names, algebra)
  const exporters = new Set(
    [...after.values()].flatMap(({ powers }) => [...powers.values()].flatMap(({ of }) => of ?? [])),
  )
  const renamed = new Map(
    [...exporters].flatMap((name) =>
      formerIdentities(`account/${name}`, renames).map((former) => [former.slice('account/'.length), name]),
    ),
  )
  const before = accessOf(was ?? { nodes: [] }, names, algebra, (account) => renamed.get(account) ?? account)
  const pairs = [...after.values()].map((access) => ({ access, known: knownAs(access, before, renames) }))
  const kept = new Set(pairs.map(({ known }) => known))
  const gone = [...before.values()].filter((access) => !kept.has(access))
  return sortBy(
    [
      ...pairs.flatMap(({ access, known }) => changesOf(algebra, access, known, renames)),
      ...gone.flatMap((access) => said(algebra, access, { who: 'gone', change: 'loses' }, own(access))),
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
  if (known === undefined) return said(algebra, access, { who: 'new', change: 'gains' }, own(access))
  const isSame =
    known.account === access.account ||
    formerIdentities(`account/${access.account}`, renames).includes(`account/${known.account}`)
  const who = isSame ? ({ who: 'known' } as const) : ({ who: 'moved', from: known.account } as const)
  const without = (a: Access, b: Access): readonly Power[] =>
    (isSame ? [...a.powers] : ownEntries(a)).map(([key, power]) => ({
      ...power,
      subjects: algebra.difference(power.subjects, b.powers.get(key)?.subjects ?? NOTHING),
    }))
  return [
    ...said(algebra, access, { ...who, change: 'gains' }, isSame ? without(access, known) : own(access)),
    ...said(algebra, access, { ...who, change: 'loses' }, without(known, access)),
  ]
}

/** Without what imports make known: whoever comes or goes has all of the account. */
const ownEntries = ({ powers }: Access): readonly (readonly [string, Power])[] =>
  [...powers].filter(([, { of }]) => of === undefined)

const own = (access: Access): readonly Power[] => ownEntries(access).map(([, power]) => power)

function said(
  algebra: SubjectAlgebra,
  { login, account }: Access,
  head: Pick<AccessChange, 'who' | 'from' | 'change'>,
  powers: readonly Power[],
): readonly AccessChange[] {
  return powers.flatMap(({ action, of, subjects }) => {
    const one = witness(subjects)
    if (one === undefined) return []
    const what = { action, ...(of !== undefined && { of }) }
    return [{ login, account, ...head, ...what, subjects: patternsOf(algebra, subjects), witness: one }]
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
