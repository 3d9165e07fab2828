import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { revocationForgotten } from '../../lib/rules/revocation-forgotten'
import { base, describeRule } from '../support/judge'
import { operatorBase } from '../support/operator'

const program = (scope: Construct): void => {
  operatorBase(scope)
  new Account(scope, 'SHOP')
}
const identity = 'account/SHOP/jwt'
const forgotten = [{ publicKey: 'UANN', at: Date.UTC(2026, 0, 1) }]
const documents = [{ identity, forgotten }]

describeRule(revocationForgotten, {
  fires: { program, documents, at: ['prod/SHOP'] },
  quiet: {
    'nobody is forgotten': { program, documents: [{ identity }] },
    'there is no JWT yet': { program },
    'it is in config mode': {
      program: (scope) => {
        base(scope)
        new Account(scope, 'SHOP')
      },
      documents,
    },
  },
})
