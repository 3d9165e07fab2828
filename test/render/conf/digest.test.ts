import { confDigester, configDigest } from '../../../lib/render/conf/digest'
import type { ConfMap } from '../../../lib/values/conf'
import { Secret } from '../../../lib/values/secret'

// Digests that nats-server 2.15.2 printed (-t) for these; whole files of random data are compared in test/oracle.
const VECTORS: readonly [string, ConfMap, string][] = [
  ['an empty block', { tls: {} }, '95df13b78f4693a772a4f71682e038eaa354156e9748518c69c325de14b71b90'],
  ['a text', { server_name: 'nats1' }, 'f06c5342aa4a5abbbab5be507aa1ea8106c91c67e484597b956365133d5679e9'],
  [
    'what Go escapes for HTML and JavaScript',
    { server_tags: ['<a>&b', '\u2028\u2029', '\b\f\n\r\t\v\0\x7f'] },
    '12af07b9894e3220659a7f8f7e5956d3d189608506ff3b0fbaddfe44d766b843',
  ],
  [
    'text beyond ASCII',
    { server_tags: ['é', '😀', '\uffff'] },
    'e8c10df1bc2be22cf97ec89c3f900006876289aa07a7de3ea0cbf1ffe5f8590c',
  ],
  [
    'numbers',
    { max_payload: 1024, ping_max: 0, resolver: { type: 'MEM', n: [-1, 0.5, 9007199254740993n] } },
    'a5bd1fb792aa96a6bd7cbb208845dd4d13a337d67288291d75550f4602dc5d91',
  ],
  [
    'booleans and lists',
    { debug: true, trace: false, server_tags: [] },
    '89027524511b53ebe9a178a2ac884c0361f8a7375b820b027f42a47400afc052',
  ],
  [
    'keys, which are sorted as UTF-8',
    { resolver: { type: 'MEM', b: 1, B: 2, a: 3, '\uffff': 4, '😀': 5 } },
    '349b1975c63e9d5be1f6b0b85573e7554db4395bf7e4132f2a5b591e70ffe704',
  ],
]

describe('configDigest', () => {
  it.each(VECTORS)('is what nats-server prints for %s', (_, conf, digest) => {
    expect(configDigest(conf)).toBe(`sha256:${digest}`)
  })

  it('does not depend on the order of options, but on that of lists', () => {
    expect(configDigest({ a: 1, b: 2 })).toBe(configDigest({ b: 2, a: 1 }))
    expect(configDigest({ a: [1, 2] })).not.toBe(configDigest({ a: [2, 1] }))
  })

  it('covers secrets', () => {
    expect(configDigest({ token: Secret.of('a') })).toBe(configDigest({ token: 'a' }))
    expect(configDigest({ token: Secret.of('a') })).not.toBe(configDigest({ token: Secret.of('b') }))
  })

  it('is the same for a conf whose blocks stand in another one, too', () => {
    const digest = confDigester()
    const account = { users: [{ nkey: 'U1' }], '<b>': {}, 'b\u{1f600}': 1, 'b\uffff': 2 }
    const confs = [{ accounts: { A: account } }, { accounts: { A: account, B: {} }, debug: true }]
    expect(confs.map(digest)).toEqual(confs.map(configDigest))
    expect(digest({ accounts: { A: { ...account, users: [] } } })).not.toBe(
      digest({ accounts: { A: account } }),
    )
  })
})

it('gives each of many confs its own digest, whatever they have in common', () => {
  const accounts = { A: { users: [{ nkey: 'U1' }] } }
  const confs: readonly ConfMap[] = [
    { accounts, server_name: 'n1' },
    { accounts, server_name: 'n2' },
    { accounts },
    { b: accounts, accounts: 1 },
    { accounts: { ...accounts }, server_name: 'n1' },
    { server_name: 'n1', accounts },
    { Accounts: accounts, server_name: 'n1' },
    { aa: 1, accounts, server_name: 'n1' },
    {},
  ]
  const digest = confDigester()
  expect(confs.map(digest)).toEqual(confs.map((conf) => configDigest(conf)))
  expect(new Set(confs.map(digest)).size).toBe(confs.length - 2)
})
