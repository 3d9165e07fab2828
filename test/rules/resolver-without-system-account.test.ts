import { Operator } from '../../lib/constructs/operator'
import { resolverWithoutSystemAccount } from '../../lib/rules/resolver-without-system-account'
import { base, describeRule } from '../support/judge'
import { operatorBase } from '../support/operator'

describeRule(resolverWithoutSystemAccount, {
  fires: {
    program: (scope) => {
      new Operator(scope, 'acme')
      base(scope, { resolver: { type: 'full' } })
    },
    at: ['prod/hub'],
  },
  quiet: {
    'servers have one': (scope) => {
      operatorBase(scope, { cluster: { resolver: { type: 'cache' } } })
    },
    'the operator has one': (scope) => {
      const { orders: systemAccount } = base(scope, { resolver: { type: 'full' } })
      new Operator(scope, 'acme', { systemAccount })
    },
    'a resolver in memory speaks to nobody': (scope) => {
      new Operator(scope, 'acme')
      base(scope)
    },
  },
})
