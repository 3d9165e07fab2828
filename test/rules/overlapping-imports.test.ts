import type { Construct } from 'constructs'
import type { ImportProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import { overlappingImports } from '../../lib/rules/overlapping-imports'
import { type Base, base, describeRule } from '../support/judge'
import { operatorBase } from '../support/operator'

type Given = { readonly from?: 'BILLING' | 'SHOP' } & (
  { readonly stream: string } | { readonly service: string; readonly to?: string }
)

/** ORDERS imports. */
const imports =
  (given: readonly Given[], declare: (scope: Construct) => Base = operatorBase) =>
  (scope: Construct): void => {
    const { orders } = declare(scope)
    const accounts = { BILLING: new Account(scope, 'BILLING'), SHOP: new Account(scope, 'SHOP') }
    for (const { from = 'BILLING', ...rest } of given)
      orders.addImport({ from: accounts[from], ...rest } satisfies ImportProps)
  }

const ask = { service: 'price.*', to: 'ask.*' }
const rate = { service: 'rate', to: 'ask.rate' }

describeRule(overlappingImports, {
  fires: { program: imports([ask, rate]), at: ['prod/orders'] },
  quiet: {
    'local subjects are apart': imports([ask, { ...rate, to: 'rate' }]),
    'services of two accounts': imports([ask, { ...rate, from: 'SHOP' }]),
    'a service and a stream': imports([ask, { stream: 'ask.rate' }]),
    'a conf may have both': imports([ask, rate], base),
  },
})
