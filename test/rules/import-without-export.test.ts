import type { Construct } from 'constructs'
import type { AccountProps, ExportProps, ImportProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { importWithoutExport } from '../../lib/rules/import-without-export'
import { describeRule, messagesOf } from '../support/judge'

type Subject = { readonly stream: string } | { readonly service: string }

interface Sides {
  readonly exports?: readonly (Subject &
    Pick<ExportProps, 'accountTokenPosition'> & { to?: 'ORDERS' | 'OTHERS' })[]
  readonly imported: Subject
}

/** BILLING exports, ORDERS imports. */
const sides =
  ({ exports = [], imported }: Sides) =>
  (scope: Construct): void => {
    const from = new Account(scope, 'BILLING')
    const orders = new Account(scope, 'ORDERS', { imports: [{ from, ...imported }] })
    const named = { ORDERS: [orders], OTHERS: [new Account(scope, 'OTHERS')] }
    for (const { to, ...given } of exports) from.addExport({ ...given, ...(to && { accounts: named[to] }) })
  }

const paid = { stream: 'billing.paid' }

describeRule(importWithoutExport, {
  fires: { program: sides({ imported: paid, exports: [{ stream: 'billing.sent' }] }), at: ['prod/ORDERS'] },
  quiet: {
    'the very subject is exported': sides({ imported: paid, exports: [paid] }),
    'a wider subject is exported': sides({ imported: paid, exports: [{ stream: 'billing.>' }] }),
    'it is exported to the account': sides({ imported: paid, exports: [{ ...paid, to: 'ORDERS' }] }),
    'the export of the very subject decides': sides({
      imported: paid,
      exports: [
        { ...paid, to: 'ORDERS' },
        { stream: 'billing.*', to: 'OTHERS' },
      ],
    }),
    'the account token is the account': sides({
      imported: { service: 'quote.ORDERS' },
      exports: [{ service: 'quote.*', accountTokenPosition: 2 }],
    }),
  },
})

test.each<[string, Sides, string]>([
  [
    'a narrower subject',
    { imported: { stream: 'billing.>' }, exports: [paid] },
    'which exports no such subject',
  ],
  [
    'another kind',
    { imported: { service: 'billing.paid' }, exports: [paid] },
    'which exports it as a stream',
  ],
  [
    'an export to others',
    { imported: paid, exports: [{ ...paid, to: 'OTHERS' }] },
    'which exports "billing.paid" to other accounts only',
  ],
  [
    'wider exports of which one is to others: the server takes either',
    { imported: paid, exports: [{ stream: 'billing.>' }, { stream: 'billing.*', to: 'OTHERS' }] },
    'which exports "billing.*" to other accounts only',
  ],
  [
    'an account token that is another account',
    {
      imported: { service: 'quote.OTHERS' },
      exports: [{ service: 'quote.*', accountTokenPosition: 2 }],
    },
    'which wants the name of the importing account as token 2',
  ],
  [
    'the subject with the account token still open',
    {
      imported: { service: 'quote.*' },
      exports: [{ service: 'quote.*', accountTokenPosition: 2 }],
    },
    'which wants the name of the importing account as token 2',
  ],
])('finds an import from %s', (_, given, problem) => {
  const [kind, subject] = Object.entries(given.imported)[0] ?? []
  expect(messagesOf(importWithoutExport, sides(given))).toEqual([
    `prod/ORDERS: imports: ${String(kind)} ${JSON.stringify(subject)} from BILLING, ${problem}`,
  ])
})

test.each<[string, (scope: Construct) => { account: Account; from: Account }, string]>([
  [
    'an account of another system',
    (scope) => ({ account: new Account(scope, 'ORDERS'), from: exporter(new NatsSystem(scope, 'edge')) }),
    'prod/ORDERS: imports: stream "billing.paid" from edge/BILLING, an account of another system',
  ],
  [
    'an account of another deployment',
    (scope) => ({ account: new Account(scope, 'ORDERS'), from: elsewhere() }),
    'prod/ORDERS: imports: stream "billing.paid" from BILLING, which is not in this deployment',
  ],
  [
    'itself',
    (scope) => {
      const account = exporter(scope)
      return { account, from: account }
    },
    'prod/BILLING: imports: stream "billing.paid" from BILLING, the account itself',
  ],
])('finds an import from %s', (_, declare, expected) => {
  const program = (scope: Construct): void => {
    const { account, from } = declare(scope)
    account.addImport({ from, ...paid } satisfies ImportProps)
  }
  expect(messagesOf(importWithoutExport, program)).toEqual([expected])
})

const exporter = (scope: Construct): Account =>
  new Account(scope, 'BILLING', { exports: [paid] } satisfies AccountProps)

function elsewhere(): Account {
  const declared: Account[] = []
  const root = buildTree(deployment('staging', (scope) => declared.push(exporter(scope))))
  return declared[0] ?? exporter(root)
}
