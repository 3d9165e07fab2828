import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { User } from '../../lib/constructs/user'
import { jetstreamModeSwitch } from '../../lib/rules/jetstream-mode-switch'
import { base, describeRule, judged } from '../support/judge'
import { operatorBase } from '../support/operator'

const cluster = { jetstream: { storeDir: '/data', maxFile: '1GB' } } as const

function shop(scope: Construct): void {
  new User(new Account(scope, 'SHOP', { jetstream: { maxStore: '1MB' } }), 'ann')
}
const inOperatorMode = (scope: Construct): void => {
  operatorBase(scope, { cluster })
  shop(scope)
}
const inConfigMode = (scope: Construct): void => {
  base(scope, cluster)
  shop(scope)
}

const config = [{ identity: 'user/SHOP/ann/nkey' }]
const operator = [...config, { identity: 'account/SHOP/jwt' }]

describeRule(jetstreamModeSwitch, {
  fires: { program: inOperatorMode, deployed: config, at: ['prod/SHOP'] },
  quiet: {
    'nothing was deployed': inOperatorMode,
    'it was in operator mode already': { program: inOperatorMode, deployed: operator },
    'it was in config mode already': { program: inConfigMode, deployed: config },
    'no account has JetStream': { program: (scope) => operatorBase(scope, { cluster }), deployed: config },
    'no server has JetStream': {
      program: (scope) => {
        operatorBase(scope)
        shop(scope)
      },
      deployed: config,
    },
  },
})

const found = (deployed: readonly { readonly identity: string }[], program = inOperatorMode) =>
  judged({ program, deployed })
    .filter(({ code }) => code === 'jetstream-mode-switch')
    .map(({ message }) => message)

test('back to config mode', () => {
  expect(found(operator, inConfigMode)).toEqual([
    'jetstream: the account was deployed in operator mode, and servers will not find its streams',
  ])
})

test.each(['tls/hub/nats1/client', 'user/ORDERS/alice/password'])(
  '%s tells that servers were there',
  (identity) => {
    expect(found([{ identity }])).toHaveLength(1)
  },
)
