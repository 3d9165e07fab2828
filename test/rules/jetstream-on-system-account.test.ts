import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { jetstreamOnSystemAccount } from '../../lib/rules/jetstream-on-system-account'
import { base, describeRule, messagesOf } from '../support/judge'

const jetstream = { storeDir: '/var/lib/nats' }

const system =
  (props: { readonly jetstream?: true }) =>
  (scope: Construct): void => {
    base(scope, { systemAccount: new Account(scope, 'sys', props), jetstream })
  }

describeRule(jetstreamOnSystemAccount, {
  fires: { program: system({ jetstream: true }), at: ['prod/sys'] },
  quiet: {
    'the system account has none': system({}),
    'the servers have none': (scope) => {
      base(scope, { systemAccount: new Account(scope, 'sys', { jetstream: true }) })
    },
    'another account has it': (scope) => {
      new Account(scope, 'sys', { jetstream: true })
      base(scope, { jetstream })
    },
  },
})

test('an account called $SYS is the system account where no other is named', () => {
  const program = (scope: Construct): void => {
    base(scope, { jetstream })
    new Account(scope, 'sys', { name: '$SYS', jetstream: true })
  }
  expect(messagesOf(jetstreamOnSystemAccount, program)).toEqual([
    'prod/sys: jetstream: is set, but the account is the systemAccount of "hub"',
  ])
})
