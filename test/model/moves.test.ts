import { formerIdentities } from '../../lib/model/moves'

describe('a rename', () => {
  it.each([
    ['user/ORDERS/alice', 'user/ORDERS/alicia', 'user/ORDERS/alicia/nkey', 'user/ORDERS/alice/nkey'],
    [
      'user/edge/ORDERS/a',
      'user/edge/ORDERS/b',
      'user/edge/ORDERS/b/password',
      'user/edge/ORDERS/a/password',
    ],
    ['account/ORDERS', 'account/SALES', 'user/SALES/alice/nkey', 'user/ORDERS/alice/nkey'],
    ['node/hub/n1', 'node/hub/n2', 'tls/hub/n2/client', 'tls/hub/n1/client'],
    ['node/hub/n1', 'node/hub/n2', 'jetstream/hub/n2', 'jetstream/hub/n1'],
    ['cluster/hub', 'cluster/core', 'tls/core/n1/cluster', 'tls/hub/n1/cluster'],
    ['cluster/hub', 'cluster/core', 'jetstream/core/n1', 'jetstream/hub/n1'],
    ['cluster/hub', 'cluster/core', 'leaf/core/berlin', 'leaf/hub/berlin'],
    ['cluster/hub', 'cluster/core', 'token/core', 'token/hub'],
    ['cluster/hub', 'cluster/core', 'ca/core-routes', 'ca/hub-routes'],
    ['ca/acme', 'ca/corp', 'ca/corp', 'ca/acme'],
    ['account/ORDERS', 'account/SALES', 'account/SALES/nkey', 'account/ORDERS/nkey'],
    ['ca/acme', 'ca/corp', 'ca/corp/intermediate', 'ca/acme/intermediate'],
    ['leaf/berlin/hub', 'leaf/berlin/core', 'leaf/berlin/core', 'leaf/berlin/hub'],
    [
      'leaf/berlin/hub',
      'leaf/berlin/core',
      'tls/berlin/b1/leaf-remote/core',
      'tls/berlin/b1/leaf-remote/hub',
    ],
  ])('of %s to %s makes %s of %s', (from, to, identity, former) => {
    expect(formerIdentities(identity, [{ from, to }])).toEqual([former])
  })

  it.each([
    ['user/ORDERS/alice', 'user/ORDERS/al', 'user/ORDERS/alina/nkey'],
    ['node/hub/n1', 'node/hub/n2', 'tls/hub/n22/client'],
    ['cluster/hub', 'cluster/core', 'ca/core'],
    ['account/ORDERS', 'account/SALES', 'tls/SALES/n1/client'],
    ['leaf/berlin/hub', 'leaf/berlin/core', 'tls/berlin/b1/client'],
  ])('of %s to %s leaves %s alone', (from, to, identity) => {
    expect(formerIdentities(identity, [{ from, to }])).toEqual([])
  })

  it('may follow another, in any order, and end', () => {
    const moves = [
      { from: 'cluster/b', to: 'cluster/c' },
      { from: 'node/b/n1', to: 'node/b/n2' },
      { from: 'cluster/a', to: 'cluster/b' },
      { from: 'cluster/c', to: 'cluster/a' },
    ]
    expect(formerIdentities('tls/c/n2/client', moves)).toEqual([
      'tls/b/n2/client',
      'tls/b/n1/client',
      'tls/a/n2/client',
      'tls/a/n1/client',
      'tls/c/n1/client',
    ])
  })
})
