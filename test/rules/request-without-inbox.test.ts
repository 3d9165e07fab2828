import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import type { Permissions } from '../../lib/constructs/permissions'
import { User } from '../../lib/constructs/user'
import { requestWithoutInbox } from '../../lib/rules/request-without-inbox'
import { base, describeRule, messagesOf } from '../support/judge'

/** `bob` of APP, which imports the service `billing.get`, and has a user who answers `jobs.*`. */
const may =
  (permissions: Permissions, inboxPrefix?: string) =>
  (scope: Construct): void => {
    base(scope)
    const from = new Account(scope, 'BILLING', { exports: [{ service: 'get.*' }] })
    const app = new Account(scope, 'APP', { imports: [{ from, service: 'get.*', to: 'billing.*' }] })
    new User(app, 'worker', { permissions: { subscribe: ['jobs.* workers'], allowResponses: true } })
    new User(app, 'bob', { permissions, ...(inboxPrefix !== undefined && { inboxPrefix }) })
  }

const subscribe = ['news.>']

describeRule(requestWithoutInbox, {
  fires: { program: may({ publish: ['billing.get'], subscribe }), at: ['prod/APP/bob'] },
  quiet: {
    'it has an inbox of its own': may({ publish: ['billing.get'], subscribe }, '_INBOX_bob'),
    'the inbox is allowed': may({ publish: ['billing.get'], subscribe: ['_INBOX.>'] }),
    'the inbox is allowed as far as this client needs it': may({
      publish: ['billing.get'],
      subscribe: ['_INBOX.*.*'],
    }),
    'everything may be subscribed to': may({ publish: ['billing.get'] }),
    'nobody is known to answer': may({ publish: ['metrics.>'], subscribe }),
    'whether it makes requests is not said': may({ publish: ['>'], subscribe }),
    'it is the one who answers': may({
      publish: ['status.>'],
      subscribe: ['status.>'],
      allowResponses: true,
    }),
  },
})

test.each<[string, Permissions, string]>([
  ['a service of the same account', { publish: ['jobs.print'], subscribe }, 'jobs.print'],
  ['JetStream', { publish: ['$JS.API.STREAM.INFO.*'], subscribe }, '$JS.API.STREAM.INFO.*'],
  ['one of many', { publish: ['metrics.>', 'billing.>'], subscribe }, 'billing.>'],
  ['an inbox that is denied', { publish: ['jobs.*'], subscribe: { deny: ['>'] } }, 'jobs.*'],
  ['an inbox for a queue', { publish: ['jobs.*'], subscribe: ['_INBOX.> q'] }, 'jobs.*'],
])('finds %s', (_, permissions, request) => {
  expect(messagesOf(requestWithoutInbox, may(permissions))).toEqual([
    `prod/APP/bob: permissions.subscribe: leaves out "_INBOX.>", where the answers to "${request}" arrive`,
  ])
})
