// Finds, in operator mode, accounts with more imports and exports than they may have.
import type { Account } from '../model/model'
import { accountsOf, operatorOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { isLiteral } from '../values/subject'

const change = 'raise the limit, or leave some of them out'

export const limitExceeded: BuiltInRule = {
  code: 'limit-exceeded',
  severity: 'error',
  title: 'an account has no more imports and exports than its limits say',
  why: 'Servers refuse the JWT of an account that has: none of its users can log in.',
  change,
  source:
    'nats-io/jwt v2 account_claims.go Account.Validate; nats-server server/server.go verifyAccountClaims',
  example: 'limits.maxImports: is 1, and there are 2',
  check: ({ model }) =>
    accountsOf(model)
      .filter((account) => operatorOf(model, account) !== undefined)
      .flatMap((account) => [
        ...ofCount(account, 'maxImports', account.imports.length),
        ...ofCount(account, 'maxExports', account.exports.length),
        ...ofWildcards(account),
      ]),
}

function ofCount(
  { path, limits }: Account,
  prop: 'maxImports' | 'maxExports',
  count: number,
): readonly Violation[] {
  const most = limits[prop]
  if (most === undefined || count <= most) return []
  return [{ path, message: `limits.${prop}: is ${String(most)}, and there are ${String(count)}`, change }]
}

const ofWildcards = ({ path, limits, exports }: Account): readonly Violation[] =>
  exports
    .filter(({ subject }) => limits.wildcardExports === false && !isLiteral(subject))
    .map(({ subject }) => ({
      path,
      message: `limits.wildcardExports: is false, and ${show(subject)} is exported`,
      change: 'allow it, or export subjects without wildcards',
    }))
