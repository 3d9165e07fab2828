// Finds who serves what its account exports, and may receive more than that by a wildcard, though nobody sends it.
import type { Account, Model } from '../model/model'
import { accountsOf, permissionsOf, remotesOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { placesOn } from '../permissions/mappings-on'
import { publishedBy } from '../permissions/published'
import { subjectAlgebra, witness, type SubjectAlgebra, type SubjectSet } from '../permissions/subject-set'
import { show } from '../values/finding'
import { splitSubscription } from '../values/subject'
import { localSubject } from '../values/subject-transform'
import { destinationSubject } from '../values/mapping-functions'
import { declaredPermissions } from './support/permissions'

const change = 'name what the account exports, as grants.serve does'

export const widerThanExports: BuiltInRule = {
  code: 'wider-than-exports',
  severity: 'warning',
  title: 'who serves what its account exports may receive that, and not more that nobody sends',
  why: 'Nothing is lost by naming the subjects; with the wildcard, what somebody sends there one day is received by a service that was never meant to have it.',
  change,
  source:
    'nats-server server/accounts.go (a service import delivers to the exported subject, and to no other)',
  example:
    'permissions.subscribe.allow: "billing.>" also lets in "billing.events", which BILLING does not export, and nobody publishes it',
  check: ({ model }) => {
    const algebra = subjectAlgebra()
    return accountsOf(model).flatMap((account) =>
      isOpen(model, account) ? [] : problems(model, account, algebra),
    )
  },
}

/** Whether somebody who is not in the model may send in it. */
function isOpen(model: Model, { system, name, callouts, exports: exported }: Account): boolean {
  return (
    !exported.some(({ kind }) => kind === 'service') ||
    callouts.length > 0 ||
    remotesOf(model).some(({ remote }) =>
      [remote.account, remote.hubAccount].some((of) => of.system === system && of.account === name),
    )
  )
}

function problems(model: Model, account: Account, algebra: SubjectAlgebra): readonly Violation[] {
  const { of, union, difference, overlap } = algebra
  const served = of(account.exports.flatMap(({ kind, subject }) => (kind === 'service' ? [subject] : [])))
  const exported = of(account.exports.map(({ subject }) => subject))
  const sent = sentTo(model, account, algebra)
  return declaredPermissions(model).flatMap(({ path, prop, permissions, account: its }) => {
    const { allow = [], deny = [] } = permissions.subscribe ?? {}
    // What is said of a queue leaves the rest of the subject to others.
    const denied = of(deny.filter((entry) => !entry.includes(' ')))
    return (its === account ? allow : []).flatMap((entry) => {
      const { subject } = splitSubscription(entry)
      const set = of([subject])
      // Who may receive everything serves nothing in particular.
      if (subject === '>' || !overlap(set, served)) return []
      const rest = difference(set, union([exported, denied]))
      const more = witness(rest)
      if (more === undefined || overlap(rest, sent)) return []
      const why = `also lets in ${show(more)}, which ${account.name} does not export, and nobody publishes it`
      return [{ path, message: `${prop}.subscribe.allow: ${show(entry)} ${why}`, change }]
    })
  })
}

/** What arrives in an account, as far as the model knows. */
function sentTo(model: Model, account: Account, algebra: SubjectAlgebra): SubjectSet {
  const { of, union } = algebra
  const clusters = model.clusters.filter(({ system }) => system === account.system)
  return union([
    of(account.imports.flatMap((one) => (one.kind === 'stream' ? [localSubject(one)] : []))),
    of(
      account.mappings.flatMap(({ destinations }) =>
        destinations.map(({ destination }) => destinationSubject(destination)),
      ),
    ),
    ...account.users.map((user) => {
      const permissions = permissionsOf(model, account, user)
      return publishedBy(algebra, permissions, placesOn(clusters, account)).sometimes
    }),
  ])
}
