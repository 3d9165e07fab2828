import { User } from '../../lib/constructs/user'
import { unknownSigningKey } from '../../lib/rules/unknown-signing-key'
import { base, describeRule } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'

describeRule(unknownSigningKey, {
  fires: {
    program: (scope) => {
      new User(operatorBase(scope).orders, 'bob', { signingKey: 'client' })
    },
    at: ['prod/orders/bob'],
  },
  quiet: {
    'the account has it': (scope) => {
      operatorBase(scope)
      scopedUser(scope, {})
    },
    'config mode has no keys at all': (scope) => {
      new User(base(scope).orders, 'bob', { signingKey: 'client' })
    },
  },
})
