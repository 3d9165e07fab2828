import { NatsSystem } from '../../lib/constructs/nats-system'
import { Operator } from '../../lib/constructs/operator'
import { severalOperators } from '../../lib/rules/several-operators'
import { describeRule } from '../support/judge'
import { operatorBase } from '../support/operator'

describeRule(severalOperators, {
  fires: {
    program: (scope) => {
      operatorBase(scope)
      new Operator(scope, 'bcme')
    },
    at: ['prod/bcme'],
  },
  quiet: {
    'the other is not in use': (scope) => {
      operatorBase(scope)
      new Operator(scope, 'bcme', { inUse: false })
    },
    'each has a system': (scope) => {
      operatorBase(scope)
      new Operator(new NatsSystem(scope, 'edge'), 'bcme')
    },
  },
})
