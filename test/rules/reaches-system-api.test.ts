import type { Construct } from 'constructs'
import { Account, type AccountProps } from '../../lib/constructs/account'
import type { SubjectRules } from '../../lib/constructs/permissions'
import { User, type UserProps } from '../../lib/constructs/user'
import { reachesSystemApi } from '../../lib/rules/reaches-system-api'
import { base, describeRule, messagesOf } from '../support/judge'

/** A user of the system account, who may publish this. */
const ops =
  (publish: SubjectRules) =>
  (scope: Construct): void => {
    const system = new Account(scope, 'SYS')
    base(scope, { systemAccount: system })
    new User(system, 'ops', { permissions: { publish } })
  }

/** An account with two users that imports this from the system account. */
const importing =
  (
    service: string,
    user: UserProps = {},
    to: Pick<NonNullable<AccountProps['imports']>[number], 'to'> = {},
  ) =>
  (scope: Construct): void => {
    const system = new Account(scope, 'SYS', { exports: [{ service: '$SYS.REQ.>' }] })
    new User(system, 'root')
    base(scope, { systemAccount: system })
    const watch = new Account(scope, 'WATCH', { imports: [{ from: system, service, ...to }] })
    new User(watch, 'none', { permissions: { publish: { deny: ['>'] } } })
    new User(watch, 'page', user)
  }
const may = (publish: SubjectRules): UserProps => ({ permissions: { publish } })
const CALLS = ['KICK', 'LDM', 'RELOAD'].map((call) => `"$SYS.REQ.SERVER.any.${call}"`).join(', ')

describeRule(reachesSystemApi, {
  fires: { program: ops(['$SYS.REQ.SERVER.>']), at: ['prod/SYS/ops'] },
  quiet: {
    'it may do everything there': ops(['>']),
    'the calls are named': ops(['$SYS.REQ.SERVER.*.KICK', '$SYS.REQ.SERVER.PING.>', '$SYS.REQ.ACCOUNT.>']),
    'they are denied': ops({
      allow: ['$SYS.REQ.SERVER.>'],
      deny: ['*.*.*.*.KICK', '*.*.*.*.LDM', '*.*.*.*.RELOAD'],
    }),
    'in another account it is a subject like others': (scope) => {
      new User(base(scope).orders, 'bob', may(['$SYS.REQ.SERVER.>']))
    },
    'what is imported only tells': importing('$SYS.REQ.SERVER.PING.*'),
    'the call is imported by its name': importing('$SYS.REQ.SERVER.*.RELOAD'),
    'who may publish it says so': importing('$SYS.REQ.>', may(['$SYS.REQ.SERVER.*.RELOAD'])),
    'nobody may publish it': importing('$SYS.REQ.>', may(['$SYS.REQ.SERVER.PING.*'])),
    'who may answer publishes nothing else': importing('$SYS.REQ.>', {
      permissions: { allowResponses: true },
    }),
    'not all of it may be published': importing('$SYS.REQ.SERVER.*.*', may(['srv.*.PING']), {
      to: 'srv.*.*',
    }),
  },
})

test.each<[string, ReturnType<typeof importing>, string]>([
  ['may do everything', importing('$SYS.REQ.>'), CALLS],
  [
    'may publish all of it under another name',
    importing('$SYS.REQ.SERVER.*.*', may(['srv.>']), { to: 'srv.*.*' }),
    CALLS,
  ],
  [
    'is not denied all',
    importing('$SYS.REQ.>', may({ deny: ['*.*.*.*.KICK', '*.*.*.*.LDM'] })),
    '"$SYS.REQ.SERVER.any.RELOAD"',
  ],
  [
    'has a wildcard, too',
    importing('$SYS.REQ.>', may(['$SYS.REQ.SERVER.NA.*'])),
    CALLS.replaceAll('any', 'NA'),
  ],
  ['reaches one server', importing('$SYS.REQ.SERVER.NA.*', may(['$SYS.>'])), CALLS.replaceAll('any', 'NA')],
  [
    'has a wildcard for one server',
    importing('$SYS.REQ.SERVER.NA.>', may(['$SYS.REQ.*.*.KICK'])),
    '"$SYS.REQ.SERVER.NA.KICK"',
  ],
])('an import is found where somebody %s', (_, program, calls) => {
  expect(messagesOf(reachesSystemApi, program)).toEqual([
    expect.stringMatching(/^prod\/WATCH: imports: service "[^"]*" from SYS lets "page" reach /),
  ])
  expect(messagesOf(reachesSystemApi, program).join()).toMatch(
    new RegExp(`reach ${calls.replaceAll(/[$.]/g, '\\$&')}$`),
  )
})

test('a system account reaches all of JetStream', () => {
  expect(messagesOf(reachesSystemApi, ops(['$JS.API.>']))).toEqual([
    'prod/SYS/ops: permissions.publish.allow: "$JS.API.>" also lets in "$JS.API.ACCOUNT.PURGE.any", "$JS.API.SERVER.REMOVE"',
  ])
})
