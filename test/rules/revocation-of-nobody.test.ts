import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { User } from '../../lib/constructs/user'
import { revocationOfNobody } from '../../lib/rules/revocation-of-nobody'
import { describeRule, judged } from '../support/judge'
import { operatorBase } from '../support/operator'

const revoking =
  (user: string) =>
  (scope: Construct): void => {
    operatorBase(scope)
    const account = new Account(scope, 'SHOP', { revocations: [{ user, at: '2025-01-01T00:00:00Z' }] })
    new User(account, 'ann')
  }

const ofLeave =
  (isPublic: boolean) =>
  (scope: Construct): void => {
    operatorBase(scope)
    const partner = new Account(scope, 'PARTNER')
    const revocations = [{ account: partner, at: '2025-01-01T00:00:00Z' }]
    const exported = { stream: 'orders.>', ...(!isPublic && { accounts: [partner] }), revocations }
    new Account(scope, 'SHOP', { exports: [exported] })
  }

describeRule(revocationOfNobody, {
  fires: { program: revoking('bob'), at: ['prod/SHOP'] },
  quiet: {
    'the user is there': revoking('ann'),
    'it is of leave that is needed': ofLeave(false),
    'all are meant': revoking('*'),
    'it is by key': revoking('UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4'),
  },
})

test('leave that nobody needs', () => {
  const found = judged({ program: ofLeave(true) }).filter(({ code }) => code === 'revocation-of-nobody')
  expect(found.map(({ path, message }) => [path, message])).toEqual([
    [
      'prod/SHOP',
      'exports: every account may import stream "orders.>", and needs no leave that could be revoked',
    ],
  ])
})
