import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import type { MappingDestination } from '../../lib/index'
import { mappingWithoutWeight } from '../../lib/rules/mapping-without-weight'
import { base, describeRule, messagesOf } from '../support/judge'
import { operatorBase } from '../support/operator'

const mapped =
  (source: string, ...destinations: readonly MappingDestination[]) =>
  (scope: Construct, declare: (scope: Construct) => unknown = operatorBase): void => {
    declare(scope)
    new Account(scope, 'SHOP', { mappings: { [source]: destinations } })
  }

const nothing = mapped('old.*', { destination: 'new.$1', weight: 0 })

describeRule(mappingWithoutWeight, {
  fires: { program: nothing, at: ['prod/SHOP'] },
  quiet: {
    'it has one': mapped('old', { destination: 'new', weight: 1 }),
    'a conf can say 0': (scope) => {
      nothing(scope, base)
    },
    'others have one, and the JWT leaves it out': mapped(
      'old',
      { destination: 'new', weight: 0 },
      { destination: 'other', weight: 50 },
    ),
  },
})

test.each([
  [
    'beside those of another cluster',
    mapped('old', { destination: 'new', weight: 0, cluster: 'hub' }, { destination: 'other' }),
  ],
  [
    'where it is the source, and the rest is lost',
    mapped('old', { destination: 'old', weight: 0 }, { destination: 'new', weight: 50 }),
  ],
])('it cannot be left out %s', (_, program) => {
  expect(messagesOf(mappingWithoutWeight, program)).toEqual([
    expect.stringContaining('with a weight of 0, which a JWT cannot say'),
  ])
})
