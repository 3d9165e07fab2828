// The auth callout of a conf: its keys, and who is not asked about.
import {
  Account,
  AuthCallout,
  CertificateAuthority,
  LeafNode,
  NatsCluster,
  NatsSystem,
  User,
} from '../../../lib/index'
import { confsOf } from '../../../lib/render/conf/conf'
import { materialsFor } from '../../support/materials'
import { modelOf, nodeOf } from '../../support/model'

it('has keys of its own, and asks neither about its users nor about leaf remotes', () => {
  const model = modelOf((scope) => {
    const [auth, app] = [new Account(scope, 'AUTH'), new Account(scope, 'APP')]
    const users = [new User(auth, 'service'), new User(app, 'bob', { password: 'generated' })]
    new AuthCallout(auth, 'callout', { users, allowedAccounts: [app] })
    const tls = { issuer: new CertificateAuthority(scope, 'ca') }
    const hub = new NatsCluster(scope, 'hub', {
      nodes: { nats1: {} },
      serverVersion: '2.12',
      tls,
      leafnodes: {},
    })
    const edge = new NatsSystem(scope, 'edge')
    const account = new Account(edge, 'LOCAL')
    new LeafNode(edge, 'berlin', { remotes: [{ hub, hubAccount: app, account }] })
  })
  const materials = materialsFor(model)
  const key = (identity: string): string => materials.nkey(identity).publicKey
  const { cluster, node } = nodeOf(model, 'nats1')
  expect(confsOf(model, materials)(cluster, node).conf['authorization']).toEqual({
    auth_callout: {
      issuer: key('callout/callout/nkey'),
      account: 'AUTH',
      auth_users: ['bob', key('user/AUTH/service/nkey'), key(cluster.leafUsers[0]?.identity ?? '')],
      xkey: key('callout/callout/xkey'),
      allowed_accounts: ['AUTH', 'APP'],
    },
  })
  const berlin = model.clusters.find(({ name }) => name === 'berlin')
  const [leaf] = berlin?.nodes ?? []
  expect(berlin && leaf && confsOf(model, materials)(berlin, leaf).conf['authorization']).toEqual({})
})
