import type { Construct } from 'constructs'
import { Account, type ExportProps } from '../../lib/constructs/account'
import { accountsWithoutEffect } from '../../lib/rules/accounts-without-effect'
import { base, describeRule } from '../support/judge'
import { operatorBase } from '../support/operator'

const exporting =
  (given: (other: Account) => ExportProps, prepare: (scope: Construct) => unknown = base) =>
  (scope: Construct) => {
    prepare(scope)
    const other = new Account(scope, 'OTHER')
    new Account(scope, 'SHOP', { exports: [given(other)] })
  }

describeRule(accountsWithoutEffect, {
  fires: {
    program: exporting((other) => ({ stream: 'sold.*', accounts: [other], accountTokenPosition: 2 })),
    at: ['prod/SHOP'],
  },
  quiet: {
    'accounts alone': exporting((other) => ({ stream: 'sold.*', accounts: [other] })),
    'a position alone': exporting(() => ({ service: 'sold.*', accountTokenPosition: 2 })),
    'a position alone in operator mode': exporting(
      () => ({ service: 'sold.*', accountTokenPosition: 2 }),
      operatorBase,
    ),
  },
})
