import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { User } from '../../lib/constructs/user'
import { anonymousAccess } from '../../lib/rules/anonymous-access'
import type { ConfMap, ConfPath, ConfValue } from '../../lib/values/conf'
import type { Violation } from '../../lib/model/rule'
import { base, describeRule, messagesOf } from '../support/judge'
import { modelOf } from '../support/model'

function withoutUsers(scope: Construct, props: Partial<NatsClusterProps> = {}): void {
  const issuer = new CertificateAuthority(scope, 'ca')
  new Account(scope, 'orders')
  new NatsCluster(scope, 'hub', { nodes: { nats1: {} }, serverVersion: '2.12', tls: { issuer }, ...props })
}

const overridden =
  (conf: ConfPath, value: ConfValue, props: Partial<NatsClusterProps> = {}) =>
  (scope: Construct): void => {
    base(scope, props).hub.addConfOverride(conf, value)
  }

describeRule(anonymousAccess, {
  fires: { program: withoutUsers, at: ['prod/hub'] },
  quiet: {
    'there is a user': base,
    'there is a token': (scope) => {
      withoutUsers(scope, { authorization: { token: 'generated' } })
    },
    'only the system account has users, and the conf says so': (scope) => {
      const systemAccount = new Account(scope, 'SYS')
      new User(systemAccount, 'admin')
      withoutUsers(scope, { systemAccount })
    },
    'leaf nodes without a login are shut out, on servers that would let them in': (scope) => {
      base(scope, { leafnodes: {}, serverVersion: '2.10' })
    },
    'users come with an override': (scope) => {
      const issuer = new CertificateAuthority(scope, 'ca')
      const hub = new NatsCluster(scope, 'hub', {
        nodes: { nats1: {} },
        serverVersion: '2.12',
        tls: { issuer },
      })
      hub.addConfOverride(['authorization', 'users'], [{ user: 'alice' }])
    },
  },
})

test.each([
  ['a no_auth_user', overridden(['no_auth_user'], 'alice')],
  ['a no_auth_user in another case', overridden(['No_Auth_User'], 'alice')],
  ['a no_auth_user of websockets under another name', overridden(['WS', 'no_auth_user'], 'alice')],
  ['a no_auth_user of websockets', overridden(['websocket', 'no_auth_user'], 'alice')],
  ['users that are taken away', overridden(['accounts'], { ORDERS: { users: [] } })],
  [
    'leaf nodes without a login, before 2.12',
    overridden(['leafnodes', 'authorization'], {}, { leafnodes: {}, serverVersion: '2.11' }),
  ],
  [
    'leaf nodes in an account that takes them, before 2.12',
    overridden(
      ['leafnodes', 'authorization'],
      { account: 'ORDERS' },
      { leafnodes: {}, serverVersion: '2.10' },
    ),
  ],
  [
    'leaf nodes in the account for nobody, if it takes some',
    overridden(['accounts', '$NOBODY', 'limits', 'max_leafs'], 5, { leafnodes: {}, serverVersion: '2.10' }),
  ],
])('finds %s in an override', (_, program) => {
  expect(messagesOf(anonymousAccess, program)).toHaveLength(1)
})

test('finds a noAuthUser, and says who that is', () => {
  const found = messagesOf(anonymousAccess, (scope) => {
    base(scope, { noAuthUser: new User(new Account(scope, 'GUESTS'), 'guest') })
  })
  expect(found).toEqual(['prod/hub: noAuthUser: whoever connects without a login is "GUESTS/guest"'])
})

test('finds servers where only the system account has users', () => {
  const model = modelOf(base)
  const users = [{ user: 'admin' }]
  const found = (conf: ConfMap): readonly Violation[] => [
    ...anonymousAccess.check({
      model,
      conf: () => conf,
      issued: { identities: new Set(), document: () => undefined, deployed: () => undefined },
      now: 0,
    }),
  ]
  const open: ConfMap = { accounts: { SYS: { users } }, system_account: 'SYS' }
  expect(found(open)).toHaveLength(1)
  expect(found({ ...open, authorization: {} })).toEqual([])
  expect(found({ ...open, accounts: { SYS: { users }, ORDERS: {} } })).toEqual([])
})

test.each<[string, ConfValue]>([
  ['a user', { username: 'leaf' }],
  ['an nkey', { nkey: 'U' }],
  ['an account that takes no leaf node', { account: '$NOBODY' }],
])('is quiet about leafnodes.authorization with %s', (_, authorization) => {
  const program = overridden(['leafnodes', 'authorization'], authorization, {
    leafnodes: {},
    serverVersion: '2.10',
  })
  expect(messagesOf(anonymousAccess, program)).toEqual([])
})
