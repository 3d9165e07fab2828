import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { User } from '../../lib/constructs/user'
import { revokedUserReturns } from '../../lib/rules/revoked-user-returns'
import { describeRule } from '../support/judge'
import { operatorBase } from '../support/operator'

const program = (scope: Construct): void => {
  operatorBase(scope)
  new User(new Account(scope, 'SHOP'), 'ann')
}
const document = { identity: 'user/SHOP/ann/jwt', issuedAt: Date.UTC(2025, 5, 1) }
const documents = [{ ...document, revokedAt: Date.UTC(2026, 0, 1) }]

describeRule(revokedUserReturns, {
  fires: { program, documents, at: ['prod/SHOP/ann'] },
  quiet: {
    'it never left': { program, documents: [document] },
    'another has left': { program, documents: [{ ...documents[0], identity: 'user/SHOP/ben/jwt' }] },
    'there is no JWT yet': { program },
  },
})
