import type { Construct } from 'constructs'
import { Account, type AccountProps } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { Permissions } from '../../lib/constructs/permissions'
import { User } from '../../lib/constructs/user'
import { grants } from '../../lib/index'
import { widerThanExports } from '../../lib/rules/wider-than-exports'
import { base, describeRule, messagesOf, type Base } from '../support/judge'

interface Around {
  readonly account?: (scope: Construct) => Partial<AccountProps>
  /** Of the second user, who is not there without them. */
  readonly other?: Permissions
  readonly more?: (base: Base, scope: Construct, billing: Account) => void
}

/** Invoices are exported; `server` serves them. */
const serving =
  (server: Permissions, { account, other, more }: Around = {}) =>
  (scope: Construct): void => {
    const all = base(scope, { leafnodes: {} })
    const exported = [{ service: 'billing.invoice.*' }, { stream: 'billing.events.>' }]
    const billing = new Account(scope, 'billing', { name: 'BILLING', exports: exported, ...account?.(scope) })
    new User(billing, 'server', { permissions: { allowResponses: { max: 1 }, ...server } })
    if (other !== undefined) new User(billing, 'other', { permissions: other })
    more?.(all, scope, billing)
  }

const wide = { subscribe: ['billing.>'] }

describeRule(widerThanExports, {
  fires: { program: serving(wide), at: ['prod/billing/server'] },
  quiet: {
    'it names what is exported': serving(grants.all(grants.serve('billing.invoice.*'))),
    'the rest is exported, too': serving(
      { subscribe: ['billing.invoice.>'] },
      { account: () => ({ exports: [{ service: 'billing.invoice.>' }] }) },
    ),
    'the rest is denied': serving({
      subscribe: { allow: ['billing.invoice.>'], deny: ['billing.invoice.*.*.>', 'billing.invoice.*.*'] },
    }),
    'somebody publishes more of it': serving(wide, { other: { publish: ['billing.refund'] } }),
    'somebody may publish everything': serving(wide, { more: (_, __, billing) => new User(billing, 'root') }),
    'a mapping leads there': serving(wide, {
      account: () => ({ mappings: { 'old.refund': 'billing.refund' } }),
    }),
    'a stream is imported there': serving(wide, {
      account: (scope) => {
        const exported = [{ stream: 'billing.refund' }]
        const refunds = new Account(scope, 'refunds', { name: 'REFUNDS', exports: exported })
        return { imports: [{ from: refunds, stream: 'billing.refund' }] }
      },
    }),
    'a leaf node may send more': serving(wide, {
      more: ({ hub }, scope, billing) =>
        new LeafNode(scope, 'edge', { remotes: [{ hub, hubAccount: billing, account: billing }] }),
    }),
    'it may receive everything': serving({ subscribe: ['>'] }),
    'it serves nothing that is exported': serving({ subscribe: ['billing.events.>'] }),
  },
})

test('says what more it may receive', () => {
  expect(messagesOf(widerThanExports, serving({ subscribe: ['billing.> workers'] }))).toEqual([
    'prod/billing/server: permissions.subscribe.allow: "billing.> workers" also lets in "billing.events", which BILLING does not export, and nobody publishes it',
  ])
})
