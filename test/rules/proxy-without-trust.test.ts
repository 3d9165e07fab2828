import type { Construct } from 'constructs'
import { User } from '../../lib/constructs/user'
import { proxyWithoutTrust } from '../../lib/rules/proxy-without-trust'
import { base, describeRule, messagesOf } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'

const PROXY = { public_key: 'UABSJQ3LVEGGZRRHJVPHQ5NGQ3JXQJ3BKLNHSDKZGJ5NCH7JSBEBMNEK' }

const behindProxy =
  (trusted?: readonly (typeof PROXY)[]) =>
  (scope: Construct): void => {
    const { orders, hub } = base(scope, { serverVersion: '2.15' })
    new User(orders, 'edge', { proxyRequired: true })
    if (trusted !== undefined) hub.addConfOverride(['proxies'], { trusted })
  }

describeRule(proxyWithoutTrust, {
  fires: { program: behindProxy(), at: ['prod/orders/edge'] },
  quiet: {
    'a proxy is trusted': behindProxy([PROXY]),
    'nobody needs one': (scope) => {
      new User(base(scope).orders, 'edge', { proxyRequired: false })
    },
  },
})

test('a list without a proxy trusts none, and a scope says it of all its users', () => {
  expect(messagesOf(proxyWithoutTrust, behindProxy([]))).toHaveLength(1)
  const found = messagesOf(proxyWithoutTrust, (scope) => {
    operatorBase(scope, { cluster: { serverVersion: '2.15' } })
    scopedUser(scope, { proxyRequired: true })
  })
  expect(found).toEqual([
    'prod/SHOP/ann: signingKeys.client.scope.proxyRequired: no server of its system trusts a proxy',
  ])
})
