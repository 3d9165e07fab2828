import { Account } from '../../lib/constructs/account'
import { Operator } from '../../lib/constructs/operator'
import { User } from '../../lib/constructs/user'
import { operatorModeOnly } from '../../lib/rules/operator-mode-only'
import { base, describeRule, messagesOf } from '../support/judge'
import { operatorBase } from '../support/operator'

describeRule(operatorModeOnly, {
  fires: {
    program: (scope) => {
      const { orders } = base(scope)
      new User(orders, 'bob', { bearer: true, sources: ['10.0.0.0/8'] })
    },
    at: ['prod/orders/bob'],
  },
  quiet: {
    'there is an operator': (scope) => {
      const { orders } = operatorBase(scope)
      new User(orders, 'bob', { validity: '30d', sources: ['10.0.0.0/8'] })
    },
    'a conf can say it': (scope) => {
      new Account(scope, 'SHOP', { limits: { maxConnections: 5, wildcardExports: true }, jetstream: true })
      base(scope, { resolver: { type: 'memory' }, jetstream: { storeDir: '/data' } })
    },
    'nothing is asked for': (scope) => {
      new User(base(scope).orders, 'bob', { bearer: false })
    },
  },
})

test('every prop is named, once for a construct', () => {
  const found = messagesOf(operatorModeOnly, (scope) => {
    new Operator(scope, 'acme', { inUse: false })
    base(scope, { resolver: { type: 'full' } })
    const shop = new Account(scope, 'SHOP', {
      disabled: true,
      validity: '30d',
      limits: { maxData: 1, maxImports: 1, maxExports: 1, wildcardExports: false, disallowBearer: true },
      jetstream: { tiers: { R1: {} } },
      signingKeys: { main: {} },
      revocations: [{ user: '*', at: '2025-01-01T00:00:00Z' }],
      exports: [{ stream: 'a', revocations: [{ account: '*', at: '2025-01-01T00:00:00Z' }] }],
    })
    new User(shop, 'ann', {
      signingKey: 'main',
      validity: '30d',
      notBefore: '2025-01-01T00:00:00Z',
      maxSubscriptions: 1,
      maxPayload: 1,
      maxData: 1,
      times: [{ start: '08:00', end: '18:00' }],
      timeZone: 'Europe/Berlin',
    })
  })
  expect(found).toEqual([
    'prod/SHOP: disabled, exports.revocations, jetstream.tiers, limits.disallowBearer, limits.maxData, limits.maxExports, limits.maxImports, limits.wildcardExports, revocations, signingKeys, validity: have no effect in config mode',
    'prod/SHOP/ann: maxData, maxPayload, maxSubscriptions, notBefore, signingKey, times, timeZone, validity: have no effect in config mode',
    'prod/hub: resolver: has no effect in config mode',
  ])
})
