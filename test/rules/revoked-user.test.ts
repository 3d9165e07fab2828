import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { User } from '../../lib/constructs/user'
import { revokedUser } from '../../lib/rules/revoked-user'
import { describeRule, judged } from '../support/judge'
import { operatorBase } from '../support/operator'

const KEY = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4'
const documents = [{ identity: 'user/SHOP/ann/jwt', issuedAt: Date.UTC(2025, 5, 1), subject: KEY }]

const revoking =
  (user: string, at: string) =>
  (scope: Construct): void => {
    operatorBase(scope)
    const shop = new Account(scope, 'SHOP', { revocations: [{ user, at }] })
    for (const name of ['ann', 'ben']) new User(shop, name)
  }

describeRule(revokedUser, {
  fires: { program: revoking('ann', '2026-01-01T00:00:00Z'), documents, at: ['prod/SHOP/ann'] },
  quiet: {
    'its JWT is newer': { program: revoking('ann', '2025-05-31T23:59:59Z'), documents },
    'another is revoked': { program: revoking('ben', '2026-01-01T00:00:00Z'), documents },
    'there is no JWT yet': { program: revoking('ann', '2026-01-01T00:00:00Z') },
  },
})

test.each([
  ['*', '2025-06-01T00:00:00Z', 1],
  [KEY, '2025-06-01T00:00:00Z', 1],
])('revoked for %s up to %s, the very second of the JWT: %i', (user, at, expected) => {
  const findings = judged({ program: revoking(user, at), documents })
  expect(findings.filter(({ code }) => code === 'revoked-user')).toHaveLength(expected)
})
