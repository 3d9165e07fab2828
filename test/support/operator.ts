// A program in operator mode in one line, for tests of rules: what no rule finds fault with.
import type { Construct } from 'constructs'
import type { Account, AccountProps } from '../../lib/constructs/account'
import { Account as AccountConstruct } from '../../lib/constructs/account'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { Operator, type OperatorProps } from '../../lib/constructs/operator'
import { User, type UserProps } from '../../lib/constructs/user'
import { base, type Base } from './judge'

/** {@link base} under the operator `acme`, with a system account `SYS` for its servers. */
export function operatorBase(
  scope: Construct,
  {
    operator = {},
    cluster = {},
  }: { readonly operator?: OperatorProps; readonly cluster?: Partial<NatsClusterProps> } = {},
): Base & { readonly acme: Operator } {
  const acme = new Operator(scope, 'acme', operator)
  const sys = new AccountConstruct(scope, 'SYS')
  new User(sys, 'root')
  return { acme, ...base(scope, { systemAccount: sys, ...cluster }) }
}

/** An account `SHOP` with a scoped signing key `client` and the user `ann`, signed by it. */
export function scopedUser(
  scope: Construct,
  client: NonNullable<NonNullable<AccountProps['signingKeys']>[string]['scope']>,
  user: UserProps = {},
  account: AccountProps = {},
): { readonly shop: Account; readonly ann: User } {
  const shop = new AccountConstruct(scope, 'SHOP', { ...account, signingKeys: { client: { scope: client } } })
  return { shop, ann: new User(shop, 'ann', { signingKey: 'client', ...user }) }
}
