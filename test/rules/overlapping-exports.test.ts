import type { Construct } from 'constructs'
import type { ExportProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import { overlappingExports } from '../../lib/rules/overlapping-exports'
import { base, describeRule, messagesOf } from '../support/judge'
import { operatorBase } from '../support/operator'

const exporting =
  (exports: readonly ExportProps[], declare: (scope: Construct) => unknown = operatorBase) =>
  (scope: Construct): void => {
    declare(scope)
    new Account(scope, 'SHOP', { exports })
  }

const all = { stream: 'billing.*' }
const paid = { stream: 'billing.paid' }

describeRule(overlappingExports, {
  fires: { program: exporting([all, paid]), at: ['prod/SHOP'] },
  quiet: {
    'subjects are apart': exporting([paid, { stream: 'billing.sent' }]),
    'neither covers the other': exporting([all, { stream: '*.paid' }]),
    'a stream and a service': exporting([all, { service: 'billing.paid' }]),
    'a conf may have both': exporting([all, paid], base),
  },
})

test('says of two alike once', () => {
  expect(messagesOf(overlappingExports, exporting([paid, { ...paid, name: 'again' }]))).toEqual([
    'prod/SHOP: exports: stream "billing.paid" covers "billing.paid", which is exported, too',
  ])
})

test('takes > for a token, as nats-io/jwt does', () => {
  expect(messagesOf(overlappingExports, exporting([all, { stream: 'billing.>' }]))).toEqual([
    'prod/SHOP: exports: stream "billing.*" covers "billing.>", which is exported, too',
  ])
})
