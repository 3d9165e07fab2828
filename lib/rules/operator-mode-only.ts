// Finds, in config mode, what only a JWT can say.
import type { Account, Cluster, User } from '../model/model'
import { accountsOf, operatorOf, usersOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'

const change = 'declare an Operator in the system, or leave them out'

export const operatorModeOnly: BuiltInRule = {
  code: 'operator-mode-only',
  severity: 'error',
  title: 'what only a JWT can say is said in operator mode',
  why: 'The conf of nats-server has no word for it: the limit, the end or the revocation that the program declares would not be there.',
  change,
  source: 'nats-server server/opts.go parseUsers, parseAccounts, parseAccountLimits',
  example: 'bearer, sources: have no effect in config mode',
  check: ({ model }) => {
    const inConfigMode = (one: Account | User['account'] | Cluster): boolean =>
      operatorOf(model, one) === undefined
    return [
      ...accountsOf(model)
        .filter(inConfigMode)
        .flatMap((account) => problem(account, ofAccount(account))),
      ...usersOf(model)
        .filter(({ account }) => inConfigMode(account))
        .flatMap((user) => problem(user, ofUser(user))),
      ...model.clusters.filter(inConfigMode).flatMap((cluster) => problem(cluster, ofCluster(cluster))),
    ]
  },
}

/** Props that are set, and those that are not. */
type Said = Readonly<Record<string, unknown>>

function problem({ path }: { readonly path: string }, said: Said): readonly Violation[] {
  const props = Object.keys(said).filter((prop) => said[prop] !== undefined && said[prop] !== false)
  if (props.length === 0) return []
  return [
    {
      path,
      message: `${props.join(', ')}: ${props.length === 1 ? 'has' : 'have'} no effect in config mode`,
      change,
    },
  ]
}

const unlessEmpty = (list: readonly unknown[]): unknown => (list.length === 0 ? undefined : list)

function ofAccount({
  exports,
  signingKeys,
  revocations,
  validity,
  disabled,
  limits,
  jetstream,
}: Account): Said {
  const { maxData, maxImports, maxExports, wildcardExports, disallowBearer } = limits
  return {
    disabled,
    'exports.revocations': unlessEmpty(exports.flatMap((one) => one.revocations ?? [])),
    'jetstream.tiers': jetstream?.tiers,
    'limits.disallowBearer': disallowBearer,
    'limits.maxData': maxData,
    'limits.maxExports': maxExports,
    'limits.maxImports': maxImports,
    // What it takes away, a conf cannot; true is what a conf does anyway.
    'limits.wildcardExports': wildcardExports === false ? 'none' : undefined,
    revocations: unlessEmpty(revocations),
    signingKeys: unlessEmpty(signingKeys),
    validity,
  }
}

function ofUser({ restrictions, signingKey, validity, notBefore }: User): Said {
  const { bearer, maxSubscriptions, maxPayload, maxData, sources, times, timeZone } = restrictions
  return {
    bearer,
    maxData,
    maxPayload,
    maxSubscriptions,
    notBefore,
    signingKey,
    sources,
    times,
    timeZone,
    validity,
  }
}

const ofCluster = ({ resolver }: Cluster): Said => ({ resolver: resolver.type !== 'memory' })
