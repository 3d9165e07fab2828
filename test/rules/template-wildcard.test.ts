import { templateWildcard } from '../../lib/rules/template-wildcard'
import { describeRule, messagesOf } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'

const publish = ['shop.{{name()}}.>']

describeRule(templateWildcard, {
  fires: {
    program: (scope) => {
      operatorBase(scope)
      scopedUser(scope, { permissions: { publish } }, { name: 'berlin.north' })
    },
    at: ['prod/SHOP/ann'],
  },
  quiet: {
    'the name is one token': (scope) => {
      operatorBase(scope)
      scopedUser(scope, { permissions: { publish } }, { name: 'berlin-north' })
    },
    'no template has the name': (scope) => {
      operatorBase(scope)
      scopedUser(scope, { permissions: { publish: ['shop.{{subject()}}'] } }, { name: 'berlin.north' })
    },
  },
})

test.each([
  ['*', 'not one token'],
  ['>', 'not one token'],
  ['a.b', 'not one token'],
  ['north sea', 'not one token'],
  ['{{name()}}', 'a template itself'],
  ['x{{nothing}}', 'a template itself'],
])('a tag with the value %j', (region, what) => {
  const found = messagesOf(templateWildcard, (scope) => {
    operatorBase(scope)
    scopedUser(scope, { permissions: { subscribe: ['shop.{{tag(region)}}'] } }, { tags: { region } })
  })
  expect(found).toEqual([
    `prod/SHOP/ann: {{tag(region)}} in the scope of the signing key "client" stands for "${region}", which is ${what}`,
  ])
})
