import type { Construct } from 'constructs'
import type { ImportProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import { duplicateImport } from '../../lib/rules/duplicate-import'
import type { ServerVersion } from '../../lib/values/server-version'
import { base, describeRule, messagesOf } from '../support/judge'

type Given = { readonly from?: 'BILLING' | 'SHOP'; readonly to?: string; readonly prefix?: string } & (
  { readonly stream: string } | { readonly service: string }
)

/** ORDERS imports. */
const imports =
  (given: readonly Given[], serverVersion: ServerVersion = '2.12') =>
  (scope: Construct): void => {
    const { orders } = base(scope, { serverVersion })
    const accounts = { BILLING: new Account(scope, 'BILLING'), SHOP: new Account(scope, 'SHOP') }
    for (const { from = 'BILLING', ...rest } of given)
      orders.addImport({ from: accounts[from], ...rest } satisfies ImportProps)
  }

const paid = { stream: 'billing.paid' }
const ask = { service: 'price.get', to: 'ask' }

describeRule(duplicateImport, {
  fires: { program: imports([paid, { ...paid, to: 'paid' }]), at: ['prod/orders'] },
  quiet: {
    'streams of two accounts': imports([paid, { ...paid, from: 'SHOP' }]),
    'two streams under one local subject': imports([paid, { stream: 'billing.sent', to: 'billing.paid' }]),
    'a stream and a service': imports([paid, { service: 'billing.paid' }]),
    'a service under two local subjects': imports([ask, { ...ask, to: 'ask.again' }]),
    'services of two accounts share a local subject': imports([ask, { ...ask, from: 'SHOP' }]),
    'local subjects that only overlap': imports([
      { service: 'price.*', to: 'ask.*' },
      { service: 'rate', to: 'ask.rate' },
    ]),
  },
})

test.each<[string, readonly Given[], ServerVersion, string]>([
  [
    'a stream under two prefixes',
    [
      { ...paid, prefix: 'a' },
      { ...paid, prefix: 'b' },
    ],
    '2.12',
    'stream "billing.paid" from BILLING is there twice',
  ],
  [
    'two services under one local subject',
    [ask, { service: 'rate', to: 'ask' }],
    '2.12',
    'two services from BILLING have the local subject "ask"',
  ],
  [
    'one local subject in two forms',
    [
      { service: 'price.*', to: 'ask.*' },
      { service: 'rate.*', to: 'ask.$1' },
    ],
    '2.12',
    'two services from BILLING have the local subject "ask.*"',
  ],
  [
    'services of two accounts, on older servers',
    [ask, { ...ask, from: 'SHOP' }],
    '2.10.27',
    'two services have the local subject "ask", which servers before 2.10.28 or 2.11.2 refuse',
  ],
])('finds %s', (_, given, version, problem) => {
  expect(messagesOf(duplicateImport, imports(given, version))).toEqual([`prod/orders: imports: ${problem}`])
})
