import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import type { Permissions } from '../../lib/constructs/permissions'
import { User } from '../../lib/constructs/user'
import { literalWildcard } from '../../lib/rules/literal-wildcard'
import { base, describeRule, messagesOf } from '../support/judge'

const may =
  (permissions: Permissions) =>
  (scope: Construct): void => {
    new User(base(scope).orders, 'bob', { permissions })
  }

describeRule(literalWildcard, {
  fires: { program: may({ publish: { deny: ['orders.eu*'] } }), at: ['prod/orders/bob'] },
  quiet: {
    'each is a token': may({
      publish: ['orders.*', '*.eu', '>'],
      subscribe: { allow: ['a.> workers'], deny: ['*'] },
    }),
    'a destination of a mapping counts its wildcards': (scope) => {
      new Account(scope, 'A', {
        mappings: { 'a.*': [{ destination: 'b.{{wildcard(1)}}' }] },
      })
    },
  },
})

test('finds them wherever subjects stand', () => {
  const program = (scope: Construct): void => {
    const a = new Account(scope, 'A', {
      exports: [{ stream: 'events.a*' }],
      mappings: { 'a>': [{ destination: 'b' }] },
      defaultPermissions: { subscribe: { deny: ['*.x>'] } },
    })
    new Account(scope, 'B', { imports: [{ stream: 'events.a*', from: a }] })
    may({ subscribe: ['jobs w*'] })(scope)
  }
  expect(messagesOf(literalWildcard, program)).toEqual([
    'prod/A: defaultPermissions.subscribe.deny: "*.x>" is about the subject of just that name',
    'prod/A: exports: "events.a*" is about the subject of just that name',
    'prod/A: mappings: "a>" is about the subject of just that name',
    'prod/B: imports: "events.a*" is about the subject of just that name',
    'prod/orders/bob: permissions.subscribe.allow: "jobs w*" is about the subject of just that name',
  ])
})
