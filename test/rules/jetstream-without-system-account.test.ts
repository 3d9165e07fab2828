import type { Construct } from 'constructs'
import { Operator } from '../../lib/constructs/operator'
import { jetstreamWithoutSystemAccount } from '../../lib/rules/jetstream-without-system-account'
import { base, describeRule } from '../support/judge'

const jetstream = { storeDir: '/data' }

describeRule(jetstreamWithoutSystemAccount, {
  fires: {
    program: (scope: Construct) => {
      new Operator(scope, 'acme')
      base(scope, { jetstream })
    },
    at: ['prod/hub'],
  },
  quiet: {
    'the operator has one': (scope) => {
      const { orders: systemAccount } = base(scope, { jetstream })
      new Operator(scope, 'acme', { systemAccount })
    },
    'there is no JetStream': (scope) => {
      new Operator(scope, 'acme')
      base(scope)
    },
    'in config mode servers have one of their own': (scope) => {
      base(scope, { jetstream })
    },
  },
})
