import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import type { AccountProps } from '../../lib/constructs/account'
import type { Permissions } from '../../lib/constructs/permissions'
import { denyBeforeImport } from '../../lib/rules/deny-before-import'
import { describeRule, messagesOf } from '../support/judge'
import { userMay } from '../support/user-may'

const importing =
  (to?: string) =>
  (scope: Construct): AccountProps => {
    const exports = [{ stream: 'orders.>' }, { service: 'rates' }]
    const from = new Account(scope, 'SALES', { name: 'SALES', exports })
    return {
      imports: [
        { from, stream: 'orders.created', ...(to !== undefined && { to }) },
        { from, service: 'rates', to: 'erp.rates' },
      ],
    }
  }

const may = (permissions: Permissions, to?: string) => userMay(permissions, { account: importing(to) })

describeRule(denyBeforeImport, {
  fires: { program: may({ subscribe: { deny: ['orders.>'] } }, 'erp.created'), at: ['prod/APP/bob'] },
  quiet: {
    'it keeps its name': may({ subscribe: { deny: ['orders.>'] } }),
    'its name here is denied, too': may({ subscribe: { deny: ['orders.>', 'erp.*'] } }, 'erp.created'),
    'its name here is not allowed': may({ subscribe: { allow: ['x'], deny: ['orders.>'] } }, 'erp.created'),
    'the denial is about a part': may({ subscribe: { deny: ['orders.created.eu'] } }, 'erp.created'),
    'the denial is for the other side': may({ publish: { deny: ['orders.>'] } }, 'erp.created'),
  },
})

test('a service is denied to who publishes', () => {
  expect(messagesOf(denyBeforeImport, may({ publish: { deny: ['rates'] } }))).toEqual([
    'prod/APP/bob: permissions.publish.deny: "rates" does not stop service "rates" from SALES, which is "erp.rates" here',
  ])
})
