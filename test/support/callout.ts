// A program with an auth callout that no rule finds fault with, for tests of rules.
import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { AuthCallout, type AuthCalloutProps } from '../../lib/constructs/auth-callout'
import { User } from '../../lib/constructs/user'
import { base, type Base } from './judge'
import { operatorBase } from './operator'

export interface CalloutBase extends Base {
  readonly auth: Account
  readonly service: User
  readonly callout: AuthCallout
}

type Change = (base: Base & { readonly auth: Account }) => Partial<AuthCalloutProps>

/** The service and `ORDERS/alice` are not asked about. */
export const calloutBase = (scope: Construct, change: Change = () => ({})): CalloutBase =>
  withCallout(scope, base(scope), change)

/** The same under an operator. */
export const operatorCallout = (scope: Construct, change: Change = () => ({})): CalloutBase =>
  withCallout(scope, operatorBase(scope), change)

function withCallout(scope: Construct, around: Base, change: Change): CalloutBase {
  const auth = new Account(scope, 'AUTH', { signingKeys: { callout: {} } })
  const service = new User(auth, 'service')
  const users = 'acme' in around ? [service] : [service, around.alice]
  const callout = new AuthCallout(auth, 'callout', { users, ...change({ ...around, auth }) })
  return { ...around, auth, service, callout }
}
