import { Account } from '../../lib/constructs/account'
import { User } from '../../lib/constructs/user'
import type { ConfPath, ConfValue } from '../../lib/values/conf'
import { configModeOnly } from '../../lib/rules/config-mode-only'
import { base, describeRule, messagesOf } from '../support/judge'
import { operatorBase } from '../support/operator'

describeRule(configModeOnly, {
  fires: {
    program: (scope) => {
      const { orders } = operatorBase(scope)
      new User(orders, 'bob', { password: 'generated' })
    },
    at: ['prod/orders/bob'],
  },
  quiet: {
    'users have nkeys': (scope) => {
      new User(operatorBase(scope).orders, 'bob', { certificate: {}, nkey: 'generated' })
    },
    'it is config mode': (scope) => {
      const { hub, orders } = base(scope)
      new User(orders, 'bob', { password: 'generated' })
      hub.addConfOverride(['no_auth_user'], 'bob')
    },
  },
})

test.each<[ConfPath, ConfValue]>([
  [['accounts', 'A'], {}],
  [['authorization', 'users'], [{ user: 'a', nkey: 'b' }]],
  [['authorization', 'auth_callout'], { issuer: 'A', auth_users: ['a'] }],
  [['leafnodes', 'authorization', 'users'], [{ user: 'a', nkey: 'b' }]],
  [['no_auth_user'], 'a'],
  [['trusted_keys'], ['O']],
])('servers of an operator do not start with %j', (path, value) => {
  const found = messagesOf(configModeOnly, (scope) => {
    operatorBase(scope, { cluster: { leafnodes: {} } }).hub.addConfOverride(path, value)
  })
  const option = path[0] === 'accounts' ? 'accounts' : path.join('.')
  expect(found).toEqual([`prod/hub: ${option}: is nothing for servers of an operator`])
})

test('a token, a noAuthUser, and who has a certificate alone', () => {
  const found = messagesOf(configModeOnly, (scope) => {
    const noAuthUser = new User(new Account(scope, 'GUESTS'), 'guest')
    const { orders } = operatorBase(scope, {
      cluster: { authorization: { token: 'generated' }, noAuthUser },
    })
    new User(orders, 'bob', { certificate: {} })
  })
  expect(found).toEqual([
    'prod/hub: authorization.token: is nothing for servers of an operator',
    'prod/hub: noAuthUser: is nothing for servers of an operator',
    'prod/orders/bob: certificate: nobody logs in with one in operator mode',
  ])
})
