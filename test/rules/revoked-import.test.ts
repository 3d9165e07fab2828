import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { revokedImport } from '../../lib/rules/revoked-import'
import { describeRule, judged } from '../support/judge'
import { operatorBase } from '../support/operator'

const KEY = 'ADXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLDJWD'
const identity = 'account/SHOP/activation/PARTNER/stream/orders.>/jwt'
const documents = [{ identity, issuedAt: Date.UTC(2025, 5, 1), subject: KEY }]

/** @param whose - `PARTNER`, `OTHER`, a public key or `*` */
const revoking =
  (whose: string, at: string) =>
  (scope: Construct): void => {
    operatorBase(scope)
    const partner = new Account(scope, 'PARTNER')
    const accounts = { PARTNER: partner, OTHER: new Account(scope, 'OTHER') }
    const account = accounts[whose as keyof typeof accounts] as Account | undefined
    const shop = new Account(scope, 'SHOP', {
      exports: [
        {
          stream: 'orders.>',
          accounts: Object.values(accounts),
          revocations: [{ account: account ?? whose, at }],
        },
      ],
    })
    partner.addImport({ from: shop, stream: 'orders.>' })
  }

describeRule(revokedImport, {
  fires: { program: revoking('PARTNER', '2026-01-01T00:00:00Z'), documents, at: ['prod/PARTNER'] },
  quiet: {
    'the leave is newer': { program: revoking('PARTNER', '2025-05-31T23:59:59Z'), documents },
    'another account is revoked': { program: revoking('OTHER', '2026-01-01T00:00:00Z'), documents },
    'there is no leave yet': { program: revoking('PARTNER', '2026-01-01T00:00:00Z') },
  },
})

test.each(['*', KEY])('revoked for %s up to the very second of the leave', (whose) => {
  const findings = judged({ program: revoking(whose, '2025-06-01T00:00:00Z'), documents })
  expect(findings.filter(({ code }) => code === 'revoked-import')).toHaveLength(1)
})
