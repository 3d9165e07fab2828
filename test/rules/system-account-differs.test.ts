import { Account } from '../../lib/constructs/account'
import { Operator } from '../../lib/constructs/operator'
import { User } from '../../lib/constructs/user'
import { systemAccountDiffers } from '../../lib/rules/system-account-differs'
import { base, describeRule } from '../support/judge'
import { operatorBase } from '../support/operator'

describeRule(systemAccountDiffers, {
  fires: {
    program: (scope) => {
      const systemAccount = new Account(scope, 'SYS')
      new User(systemAccount, 'root')
      const admin = new Account(scope, 'ADMIN')
      new User(admin, 'root')
      new Operator(scope, 'acme', { systemAccount })
      base(scope, { systemAccount: admin })
    },
    at: ['prod/hub'],
  },
  quiet: {
    'servers say it': (scope) => {
      operatorBase(scope)
    },
    'the operator says it': (scope) => {
      const systemAccount = new Account(scope, 'SYS')
      new User(systemAccount, 'root')
      new Operator(scope, 'acme', { systemAccount })
      base(scope)
    },
  },
})
