import type { Construct } from 'constructs'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { templatePartOfToken } from '../../lib/rules/template-part-of-token'
import type { ServerVersion } from '../../lib/values/server-version'
import { describeRule, messagesOf } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'

const scoped =
  (entry: string, serverVersion: ServerVersion = '2.10') =>
  (scope: Construct) => {
    operatorBase(scope, { cluster: { serverVersion } })
    scopedUser(scope, { permissions: { publish: { deny: [entry] } } }, { tags: { 'a.b': 'eu', r: '1' } })
  }

describeRule(templatePartOfToken, {
  fires: { program: scoped('shop.no-{{name()}}'), at: ['prod/SHOP'] },
  quiet: {
    'newer servers fill it in': scoped('shop.no-{{name()}}', '2.11.0'),
    'it is a token': scoped('{{name()}}.{{tag(r)}}.shop.{{subject()}}'),
  },
})

test.each(['{{name()}}{{tag(r)}}', 'a.{{tag(a.b)}}', 'a.{{name()}}.b{{name()}}.c'])(
  '%s is no whole token, and an older cluster of several is named',
  (entry) => {
    const found = messagesOf(templatePartOfToken, (scope) => {
      scoped(entry, '2.15')(scope)
      new NatsCluster(scope, 'older', { nodes: { old1: 'old1.internal' }, serverVersion: '2.10.27' })
    })
    expect(found).toEqual([
      `prod/SHOP: signingKeys.client.scope.permissions.publish.deny: "${entry}" is not filled in by "older", which runs 2.10.27`,
    ])
  },
)
