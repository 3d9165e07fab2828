// A program for tests of rules about permissions: what no rule finds fault with, and a user `bob` of ORDERS who may something.
import type { Construct } from 'constructs'
import type { AccountProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import type { Permissions } from '../../lib/constructs/permissions'
import { User } from '../../lib/constructs/user'
import { base } from './judge'

interface Around {
  readonly cluster?: Partial<NatsClusterProps>
  /** Of the account APP, which bob then belongs to. */
  readonly account?: (scope: Construct) => AccountProps
}

export const userMay =
  (permissions: Permissions, { cluster, account }: Around = {}) =>
  (scope: Construct): void => {
    const { orders } = base(scope, cluster)
    const own = account ? new Account(scope, 'APP', account(scope)) : orders
    new User(own, 'bob', { permissions })
  }
