import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { mappingWithoutWeight } from '../../lib/rules/mapping-without-weight'
import { base, describeRule } from '../support/judge'
import { operatorBase } from '../support/operator'

/** Half of the messages go elsewhere, and so many more to `new`. */
const mapped =
  (weight: number, declare: (scope: Construct) => unknown = operatorBase) =>
  (scope: Construct): void => {
    declare(scope)
    const destinations = [
      { destination: 'other.$1', weight: 50 },
      { destination: 'new.$1', weight },
    ]
    new Account(scope, 'SHOP', { mappings: { 'old.*': destinations } })
  }

describeRule(mappingWithoutWeight, {
  fires: { program: mapped(0), at: ['prod/SHOP'] },
  quiet: { 'it has one': mapped(1), 'a conf can say 0': mapped(0, base) },
})
