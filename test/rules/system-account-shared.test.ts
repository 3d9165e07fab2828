import type { Construct } from 'constructs'
import type { AccountProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { UserProps } from '../../lib/constructs/user'
import { User } from '../../lib/constructs/user'
import { systemAccountShared } from '../../lib/rules/system-account-shared'
import { base, describeRule, messagesOf } from '../support/judge'

const system =
  (props: AccountProps, user: UserProps = {}) =>
  (scope: Construct): void => {
    const systemAccount = new Account(scope, 'SYS', props)
    new User(systemAccount, 'root', user)
    base(scope, { systemAccount })
  }

describeRule(systemAccountShared, {
  fires: { program: system({ exports: [{ stream: 'orders.>' }] }), at: ['prod/SYS'] },
  quiet: {
    'it exports what servers answer': system({ exports: [{ service: '$SYS.REQ.ACCOUNT.*.CONNZ' }] }),
    'its users ask the servers': system(
      {},
      {
        permissions: { publish: ['$SYS.REQ.>'], subscribe: ['$SYS.>', '_INBOX.>'] },
        inboxPrefix: 'answers.root',
      },
    ),
    'an application exports it': (scope) => {
      base(scope, { systemAccount: new Account(scope, 'SYS') })
      new Account(scope, 'APP', { exports: [{ stream: 'orders.>' }] })
    },
  },
})

test.each<[string, (scope: Construct) => void, string]>([
  ['a mapping', system({ mappings: { old: 'new' } }), 'prod/SYS: mappings: "old"'],
  [
    'a user of an application',
    system({}, { permissions: { publish: ['orders.>', 'billing.>'] } }),
    'prod/SYS/root: permissions.publish.allow: "orders.>"',
  ],
  [
    'an import',
    (scope) => {
      const from = new Account(scope, 'APP', { exports: [{ stream: 'orders.>' }] })
      system({ imports: [{ from, stream: 'orders.>' }] })(scope)
    },
    'prod/SYS: imports: stream "orders.>"',
  ],
])('finds %s', (_, program, expected) => {
  expect(messagesOf(systemAccountShared, program)).toEqual([
    expect.stringMatching(new RegExp(`^${expected.replace(/[.>]/g, '\\$&')} is of an application`)),
  ])
})

test('finds an account of an application that a leaf node joins to it', () => {
  const program = (scope: Construct): void => {
    const systemAccount = new Account(scope, 'SYS')
    const { hub, orders } = base(scope, { systemAccount, leafnodes: {} })
    new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: systemAccount, account: orders }] })
  }
  expect(messagesOf(systemAccountShared, program)).toEqual([
    'prod/berlin/hub-SYS: hubAccount: SYS is the systemAccount of "hub", and joined to ORDERS, which is of an application',
  ])
})
