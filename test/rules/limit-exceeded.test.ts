import type { Construct } from 'constructs'
import type { AccountProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import { limitExceeded } from '../../lib/rules/limit-exceeded'
import { type Base, base, describeRule, messagesOf } from '../support/judge'
import { operatorBase } from '../support/operator'

/** SHOP with two exports, and two imports from ORDERS. */
const limited =
  (limits: AccountProps['limits'], declare: (scope: Construct) => Base = operatorBase) =>
  (scope: Construct): void => {
    const { orders } = declare(scope)
    new Account(scope, 'SHOP', {
      ...(limits && { limits }),
      exports: [{ stream: 'prices.*' }, { service: 'price' }],
      imports: ['paid', 'sent'].map((stream) => ({ from: orders, stream })),
    })
  }

describeRule(limitExceeded, {
  fires: { program: limited({ maxImports: 1 }), at: ['prod/SHOP'] },
  quiet: {
    'there is no limit': limited(undefined),
    'as many as there may be': limited({ maxImports: 2, maxExports: 2, wildcardExports: true }),
    'a conf has no such limits': limited({ maxImports: 1 }, base),
  },
})

test('finds each', () => {
  const program = limited({ maxImports: 0, maxExports: 1, wildcardExports: false })
  expect(messagesOf(limitExceeded, program)).toEqual([
    'prod/SHOP: limits.maxExports: is 1, and there are 2',
    'prod/SHOP: limits.maxImports: is 0, and there are 2',
    'prod/SHOP: limits.wildcardExports: is false, and "prices.*" is exported',
  ])
})
