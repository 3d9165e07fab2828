import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { User } from '../../lib/constructs/user'
import { revocationOfNobody } from '../../lib/rules/revocation-of-nobody'
import { describeRule } from '../support/judge'
import { operatorBase } from '../support/operator'

const revoking =
  (user: string) =>
  (scope: Construct): void => {
    operatorBase(scope)
    const account = new Account(scope, 'SHOP', { revocations: [{ user, at: '2025-01-01T00:00:00Z' }] })
    new User(account, 'ann')
  }

describeRule(revocationOfNobody, {
  fires: { program: revoking('bob'), at: ['prod/SHOP'] },
  quiet: {
    'the user is there': revoking('ann'),
    'all are meant': revoking('*'),
    'it is by key': revoking('UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4'),
  },
})
