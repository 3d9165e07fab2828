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

test.each(['*', '>', 'a.b', 'north sea'])('a tag with the value %j', (region) => {
  const found = messagesOf(templateWildcard, (scope) => {
    operatorBase(scope)
    scopedUser(scope, { permissions: { subscribe: ['shop.{{tag(region)}}'] } }, { tags: { region } })
  })
  expect(found).toEqual([
    `prod/SHOP/ann: {{tag(region)}} in the scope of the signing key "client" stands for "${region}", which is not one token`,
  ])
})
