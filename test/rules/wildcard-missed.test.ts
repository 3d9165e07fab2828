import type { SubjectRules } from '../../lib/constructs/permissions'
import { wildcardMissed } from '../../lib/rules/wildcard-missed'
import type { ServerVersion } from '../../lib/values/server-version'
import { describeRule, messagesOf } from '../support/judge'
import { userMay } from '../support/user-may'

const may = (publish: SubjectRules, serverVersion: ServerVersion = '2.10') =>
  userMay({ publish }, { cluster: { serverVersion } })

describeRule(wildcardMissed, {
  fires: { program: may({ deny: ['*', 'audit.*'] }), at: ['prod/orders/bob'] },
  quiet: {
    'the server is mended': may({ deny: ['*', 'audit.*'] }, '2.12'),
    'the server is older than the fault': may({ deny: ['*', 'audit.*'] }, '2.10.21'),
    'the subject is in the list': may({ deny: ['*', 'audit', 'audit.*'] }),
    'a > catches it': may({ deny: ['*', '>', 'audit.*'] }),
    'no longer entry begins like it': may({ deny: ['a.*', 'b.c.d', '*.x.y'] }),
    'it is about subscribing': userMay(
      { subscribe: { deny: ['*', 'audit.*'] } },
      { cluster: { serverVersion: '2.10' } },
    ),
  },
})

test.each<[SubjectRules, ServerVersion, string]>([
  [
    ['b.*', 'b.c.d'],
    '2.11.11',
    'allow: "b.*" does not match "b.c" beside "b.c.d" on "hub", which runs 2.11.11',
  ],
  [
    { deny: ['a.b.c.>', 'a.*'] },
    '2.12.3',
    'deny: "a.*" does not match "a.b" beside "a.b.c.>" on "hub", which runs 2.12.3',
  ],
])('finds %j on %s', (publish, version, expected) => {
  expect(messagesOf(wildcardMissed, may(publish, version))).toEqual([
    `prod/orders/bob: permissions.publish.${expected}`,
  ])
})
