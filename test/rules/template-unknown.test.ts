import { templateUnknown } from '../../lib/rules/template-unknown'
import type { ServerVersion } from '../../lib/values/server-version'
import { describeRule, messagesOf } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'

const publish = ['shop.{{tag(region)}}.>']

describeRule(templateUnknown, {
  fires: {
    program: (scope) => {
      operatorBase(scope)
      scopedUser(scope, { permissions: { publish } })
    },
    at: ['prod/SHOP/ann'],
  },
  quiet: {
    'the tag is set': (scope) => {
      operatorBase(scope)
      scopedUser(scope, { permissions: { publish } }, { tags: { Region: 'eu' } })
    },
    'servers know all of them, in any case': (scope) => {
      operatorBase(scope)
      const known = ['name()', 'SUBJECT()', 'account-name()', 'Account-Subject()', 'account-tag(owner)']
      scopedUser(
        scope,
        { permissions: { subscribe: { deny: known.map((operation) => `a.{{${operation}}}`) } } },
        {},
        { tags: { owner: 'shop' } },
      )
    },
  },
})

const found = (entry: string, serverVersion: ServerVersion = '2.15') =>
  messagesOf(templateUnknown, (scope) => {
    operatorBase(scope, { cluster: { serverVersion } })
    scopedUser(scope, { permissions: { publish: [entry] } }, { tags: { region: 'eu' } })
  })
const at = 'prod/SHOP: signingKeys.client.scope.permissions.publish.allow'

test.each([
  ['a.{{nam()}}', `${at}: "a.{{nam()}}" has {{nam()}}, which servers do not know`],
  ['a.{{name}}', `${at}: "a.{{name}}" has {{name}}, which servers do not know`],
  [
    'a.{{account-tag(owner)}}',
    'prod/SHOP: tags: have no "owner", which {{account-tag(owner)}} in the scope of the signing key "client" needs',
  ],
])('%s', (entry, message) => {
  expect(found(entry)).toEqual([message])
})

test.each<[ServerVersion, boolean]>([
  ['2.10', true],
  ['2.11.13', true],
  ['2.11.14', false],
  ['2.12.4', true],
  ['2.12.5', false],
  ['2.14.0', false],
])('on %s a tag in capitals is known: %s', (version, isKnown) => {
  expect(found('a.{{TAG(region)}}', version)).toEqual(
    isKnown
      ? []
      : [
          `${at}: "a.{{TAG(region)}}" has {{TAG(region)}}, which "hub" knows in lower case only, as it runs ${version}`,
        ],
  )
})
