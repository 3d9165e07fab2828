import { Account } from '../../lib/constructs/account'
import { User } from '../../lib/constructs/user'
import { scopedUserWithPermissions } from '../../lib/rules/scoped-user-with-permissions'
import { base, describeRule, messagesOf } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'

const publish = ['orders.>']

describeRule(scopedUserWithPermissions, {
  fires: {
    program: (scope) => {
      operatorBase(scope)
      scopedUser(scope, {}, { permissions: { publish }, sources: ['10.0.0.0/8'] })
    },
    at: ['prod/SHOP/ann'],
  },
  quiet: {
    'the scope says it': (scope) => {
      operatorBase(scope)
      scopedUser(scope, { permissions: { publish }, sources: ['10.0.0.0/8'], connectionTypes: ['MQTT'] })
    },
    'its inboxes are for its client, and grant nothing': (scope) => {
      operatorBase(scope)
      const inbox = { subscribe: ['_INBOX.>'] }
      const account = new Account(scope, 'SCOPED', {
        defaultPermissions: inbox,
        signingKeys: { client: { scope: { permissions: inbox } } },
      })
      new User(account, 'ann', { signingKey: 'client', inboxPrefix: '_INBOX_ann' })
    },
    'validity is of the JWT': (scope) => {
      operatorBase(scope)
      scopedUser(scope, {}, { validity: '30d', notBefore: '2025-01-01T00:00:00Z', tags: { region: 'eu' } })
    },
    'the key has no scope': (scope) => {
      new User(operatorBase(scope).orders, 'bob', { permissions: { publish }, maxData: 1 })
    },
    'in config mode there are no scopes': (scope) => {
      base(scope)
      scopedUser(scope, {}, { permissions: { publish } })
    },
  },
})

test('kinds of connection are of the scope, too', () => {
  const found = messagesOf(scopedUserWithPermissions, (scope) => {
    operatorBase(scope)
    scopedUser(scope, {}, { connectionTypes: ['MQTT'] })
  })
  expect(found).toEqual([
    'prod/SHOP/ann: connectionTypes: says nothing beside the scope of the signing key "client"',
  ])
})
