// In: a store of nsc. Out: the program that describes it, and the entries of a key store with its keys and JWTs, so that the program
// issues nothing anew. All that stands in the way is said at once, before anything is written.
import { checkChain } from '../jwt/chain'
import type { Jwt } from '../jwt/decode'
import type { Entry } from '../keys/entry'
import { requestsOf } from '../model/requests'
import { resolve } from '../model/resolve'
import { FindingsError, type Finding } from '../values/finding'
import { treeOf } from './declaration'
import { describe } from './describe'
import { entriesOf } from './entries'
import { identitiesOf } from './identities'
import { printProgram } from './print'
import type { NscStore, Stored, StoredAccount } from './read'

/** A user whose JWT no server takes any more: the program does without. */
export interface LeftOut {
  readonly account: string
  readonly user: string
  readonly reason: string
}

export interface Taken {
  /** TypeScript. */
  readonly text: string
  readonly entries: readonly Entry[]
  readonly leftOut: readonly LeftOut[]
}

/**
 * @param deployment - its name in the program
 * @param now - milliseconds
 * @param findings - what is known to stand in the way
 * @throws FindingsError
 */
export function takeOver(given: NscStore, deployment: string, now: number, findings: Finding[]): Taken {
  const { store, leftOut } = withoutDead(given, now, findings)
  const described = describe(store, deployment, findings)
  const tree = treeOf(described, findings)
  // Of half a program, whatever is missing would differ.
  if (findings.length > 0) throw new FindingsError(findings)
  const { model } = resolve(tree, deployment)
  const identities = identitiesOf(model, store, findings)
  const entries = entriesOf(requestsOf(model), store, identities, findings)
  if (findings.length > 0) throw new FindingsError(findings)
  return {
    text: printProgram(described, `What nsc had in the store of operator ${store.operator.name}.`),
    entries,
    leftOut,
  }
}

/** Every chain is checked as servers do: an expired or revoked user is left out, whatever else a server refuses is a finding. */
function withoutDead(
  { operator, accounts, seeds }: NscStore,
  now: number,
  findings: Finding[],
): { readonly store: NscStore; readonly leftOut: readonly LeftOut[] } {
  const leftOut: LeftOut[] = []
  const byKey = new Map(accounts.map((account) => [account.claims.sub, account]))
  findings.push(...faultsOf(operator, [], now))
  const alive = accounts.map((account) => {
    const exporters = (account.claims.nats?.imports ?? []).flatMap(
      (one) => byKey.get(one.account ?? '')?.jwt ?? [],
    )
    findings.push(...faultsOf(account, [operator.jwt, ...new Set(exporters)], now))
    const users = account.users.filter((user) => {
      const faults = faultsOf(user, [operator.jwt, account.jwt], now).filter(
        ({ code }) => code !== 'jwt-not-yet-valid',
      )
      const [dead] = faults.filter(({ code }) => DEAD.includes(code))
      if (dead === undefined) findings.push(...faults)
      else leftOut.push({ account: account.name, user: user.name, reason: dead.message })
      return dead === undefined
    })
    return { ...account, users }
  })
  return { store: { operator, accounts: alive, seeds }, leftOut }
}

const DEAD: readonly string[] = ['jwt-expired', 'jwt-revoked']

/** What is wrong with what issued it is said there. A chain that ends before the operator is nobody's. */
function faultsOf(
  { jwt, file }: Stored<'operator'> | StoredAccount | Stored<'user'>,
  others: readonly Jwt[],
  now: number,
): readonly Finding[] {
  const [checked] = checkChain([jwt, ...others.filter((other) => other !== jwt)], [], now)
  const findings = checked?.findings ?? []
  const ofNobody = checked?.trust === 'unchecked' ? [strangersFinding(file)] : []
  return [
    ...findings
      .filter(({ code }) => code !== 'jwt-issuer-refused')
      .map((finding) => ({ ...finding, path: file })),
    ...ofNobody,
  ]
}

const strangersFinding = (path: string): Finding => ({
  code: 'jwt-issuer-unknown',
  severity: 'error',
  path,
  message: 'no key of the account in whose folder it lies has signed it: no server takes it',
  change: 'remove it from the store, or have nsc issue it again',
})
