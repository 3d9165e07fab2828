import type { Construct } from 'constructs'
import type { MappingProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import { overlappingMappings } from '../../lib/rules/overlapping-mappings'
import { describeRule, messagesOf } from '../support/judge'

const mapped =
  (mappings: Record<string, MappingProps>) =>
  (scope: Construct): void => {
    new Account(scope, 'ORDERS', { mappings })
  }

describeRule(overlappingMappings, {
  fires: { program: mapped({ 'old.*': 'new.$1', 'old.eu': 'eu' }), at: ['prod/ORDERS'] },
  quiet: {
    'sources are apart': mapped({ 'old.*': 'new.$1', 'old.*.*': 'new.$1.$2', older: 'new' }),
    'accounts have mappings of their own': (scope) => {
      new Account(scope, 'ORDERS', { mappings: { 'old.*': 'new.$1' } })
      new Account(scope, 'BILLING', { mappings: { 'old.*': 'new.$1' } })
    },
  },
})

test('finds every pair', () => {
  expect(messagesOf(overlappingMappings, mapped({ '>': 'all.>', 'a.*': 'b.$1', '*.c': 'd.$1' }))).toEqual(
    ['"*.c" and ">"', '"*.c" and "a.*"', '">" and "a.*"'].map(
      (pair) => `prod/ORDERS: mappings: ${pair} match the same subjects, and nats-server takes either`,
    ),
  )
})
