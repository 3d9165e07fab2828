// Finds imports that nats-server takes for a circle: what an account imports, the exporting account imports in turn, and so on
// back to one that was there before.
import type { Identity } from '../model/identity'
import { accountIdentity, accountName } from '../model/identity'
import type { Account, AccountRef, Import } from '../model/model'
import { accountsByIdentity, accountsOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { sortBy } from '../values/sort'
import type { Subject } from '../values/subject'
import { covers, overlaps } from '../values/subject'
import { localSubject } from '../values/subject-transform'

const change =
  'remove one of these imports, or give one a subject, or a local one, that the others do not match'

export const importCycle: BuiltInRule = {
  code: 'import-cycle',
  severity: 'error',
  title: 'imports do not lead back to where they began',
  why: 'nats-server refuses to start: "import forms a cycle". Whether the import that closes it is the last one that a server reads is chance.',
  change,
  source: 'nats-server server/accounts.go checkServiceImportsForCycles, checkStreamImportsForCycles',
  example: 'imports: stream "orders.>" from ORDERS forms a cycle: BILLING, ORDERS, BILLING',
  check: ({ model }) => {
    const accounts = accountsByIdentity(model)
    const found = accountsOf(model).flatMap((account) =>
      importsIn(account).flatMap((given) => circle(account, given, accounts) ?? []),
    )
    // Each import of a circle closes it. One is named; of those that only lead into it, none.
    const first = sortBy(found, ({ inside }) => (inside ? '0' : '1'))
    return [...new Map([...first].reverse().map((one) => [one.key, one.violation])).values()].reverse()
  },
}

interface Circle {
  readonly violation: Violation
  /** Equal for imports of the same circle. */
  readonly key: string
  /** The importing account is in the circle. */
  readonly inside: boolean
}

type Accounts = ReadonlyMap<Identity, Account>

const refOf = ({ system, name }: Account): AccountRef => ({ system, account: name })

/** Imports from other accounts of the system; others are refused anyhow. */
const importsIn = ({ imports, system, name }: Account): readonly Import[] =>
  imports.filter(({ from }) => from.system === system && from.account !== name)

function circle(importer: Account, given: Import, accounts: Accounts): Circle | undefined {
  // A stream must not come back under its own subject either.
  const names = [localSubject(given), ...(given.kind === 'stream' ? [given.subject] : [])]
  const [way] = names.flatMap((name) => {
    const found = search(importer, given, name, accounts)
    return found === undefined ? [] : [found]
  })
  const last = way?.at(-1)
  if (way === undefined || last === undefined) return undefined
  const what = `imports: ${given.kind} ${show(given.subject)} from ${accountName(given.from)}`
  const begin = way.indexOf(last)
  if (begin === way.length - 1) {
    const message = `${what} reaches ${nameOf(last, accounts)} on two ways, which nats-server takes for a cycle`
    return {
      violation: { path: importer.path, message, change },
      key: `${importer.path}\0${what}`,
      inside: true,
    }
  }
  const members = way.slice(begin, -1)
  const message = `${what} forms a cycle: ${way.map((at) => nameOf(at, accounts)).join(', ')}`
  return {
    violation: { path: importer.path, message, change },
    key: [given.kind, ...[...members].sort()].join('\0'),
    inside: begin === 0,
  }
}

const nameOf = (identity: Identity, accounts: Accounts): string => {
  const account = accounts.get(identity)
  return account ? accountName(refOf(account)) : identity
}

/**
 * Goes from account to account as nats-server does, which marks where it was and never takes a mark back. The order in which it
 * meets imports is chance, so what any order would refuse is refused.
 * @returns the accounts on the way to one that is marked, and that one
 */
function search(
  importer: Account,
  given: Import,
  name: Subject,
  accounts: Accounts,
): readonly Identity[] | undefined {
  const marked = new Set<Identity>([accountIdentity(refOf(importer))])
  const reached = new Set<Identity>()
  const visit = (
    at: Identity,
    names: readonly Subject[],
    way: readonly Identity[],
  ): readonly Identity[] | undefined => {
    const account = accounts.get(at)
    const onward = account ? continuations(account, given.kind, names) : []
    const seen = reached.has(at)
    reached.add(at)
    if (onward.length === 0) return undefined
    if (seen) return [...way, at]
    marked.add(at)
    for (const { to, as } of onward) {
      const found = marked.has(to) ? [...way, at, to] : visit(to, as, [...way, at])
      if (found !== undefined) return found
    }
    return undefined
  }
  return visit(accountIdentity(given.from), [name], [...marked])
}

interface Continuation {
  readonly to: Identity
  /** The names under which nats-server may look there. */
  readonly as: readonly Subject[]
}

/** The imports of an account by which what is wanted of it, under any of these names, comes from elsewhere. */
function continuations(
  account: Account,
  kind: Import['kind'],
  names: readonly Subject[],
): readonly Continuation[] {
  const imports = importsIn(account).filter((given) => given.kind === kind)
  const exports = account.exports.filter((given) => given.kind === 'stream')
  const wanted =
    kind === 'service' ? names : names.filter((name) => exports.some(({ subject }) => covers(subject, name)))
  const locals = imports.map(localSubject)
  // Before 2.14 a name that was narrowed for one import stays so for the next.
  const all = [...wanted, ...locals.filter((local) => wanted.some((name) => covers(name, local)))]
  return imports.flatMap((given) => {
    const local = localSubject(given)
    const met = all.filter((name) => overlaps(name, kind === 'stream' ? local : given.subject))
    if (met.length === 0) return []
    const as = new Set(met.map((name) => (covers(name, local) ? local : name)))
    return [{ to: accountIdentity(given.from), as: [...as] }]
  })
}
