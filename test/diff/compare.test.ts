import { compare, effectsOf } from '../../lib/diff/compare'
import type { Comparable, PlainConf, RecordedNode } from '../../lib/diff/record'

const node = (
  name: string,
  conf: Record<string, PlainConf>,
  more: Partial<RecordedNode> = {},
): RecordedNode => ({
  node: name,
  cluster: 'hub',
  serverVersion: '2.12',
  host: `${name}.internal`,
  configDir: '/etc/nats',
  configDigest: '',
  files: [],
  conf,
  ...more,
})
const of = (nodes: readonly RecordedNode[], names: Record<string, string> = {}): Comparable => ({
  nodes,
  names,
})

const orders = (user: PlainConf): Record<string, PlainConf> => ({ accounts: { ORDERS: { users: [user] } } })

describe('compare', () => {
  it('finds nothing between equals', () => {
    const conf = orders({ user: 'alice', permissions: { publish: { allow: ['a', 'b'] } } })
    expect(compare(of([node('nats1', conf)]), of([node('nats1', conf)]))).toEqual([])
  })

  it('names a permission down to the subject, once for all nodes', () => {
    const was = orders({ user: 'alice', permissions: { publish: { allow: ['orders.>'] } } })
    const now = orders({ user: 'alice', permissions: { publish: { allow: ['billing.>', 'orders.>'] } } })
    const nodes = ['nats1', 'nats2']
    expect(compare(of(nodes.map((n) => node(n, was))), of(nodes.map((n) => node(n, now))))).toEqual([
      {
        nodes,
        sign: '+',
        what: 'user ORDERS/alice publish allow billing.>',
        was: undefined,
        now: 'billing.>',
        effect: 'reload',
      },
    ])
  })

  it('knows a user by the name that people gave, also when its nkey changed', () => {
    const changes = compare(
      of([node('nats1', orders({ nkey: 'UOLD' }))], { UOLD: 'ORDERS/alice' }),
      of([node('nats1', orders({ nkey: 'UNEW' }))], { UNEW: 'ORDERS/alice' }),
    )
    expect(changes).toMatchObject([{ sign: '~', what: 'user ORDERS/alice nkey', was: 'UOLD', now: 'UNEW' }])
  })

  it('takes a secret of which nothing is known for the one that there is', () => {
    const was = of([node('nats1', orders({ user: 'bob', password: 'secret:1' }))])
    expect(compare(was, of([node('nats1', orders({ user: 'bob', password: 'secret:' }))]))).toEqual([])
    expect(compare(was, of([node('nats1', orders({ user: 'bob', password: 'secret:2' }))]))).toMatchObject([
      { what: 'user ORDERS/bob password', was: '[secret]', now: '[secret]' },
    ])
  })

  it('says of keys and files that were made for show that they are to be issued', () => {
    const tls = (cert: string, pin: string): Record<string, PlainConf> => ({
      tls: { cert_file: `/etc/nats/tls/${cert}`, pinned_certs: [pin] },
    })
    const changes = compare(
      of([node('nats1', tls('old.crt', 'aa'))]),
      of([node('nats1', tls('new.crt', 'bb'))]),
      new Set(['/etc/nats/tls/new.crt', 'bb']),
    )
    expect(changes).toMatchObject([
      { sign: '~', what: 'client certificate', was: 'tls/old.crt', now: 'to be issued' },
      { sign: '-', what: 'client tls pinned_certs aa' },
      { sign: '+', what: 'client tls pinned_certs to be issued' },
    ])
  })

  it('says of a user that comes what it may do, and of one that goes that it does', () => {
    const bob = {
      user: 'bob',
      password: 'secret:1',
      permissions: { publish: { allow: ['a.>'] }, subscribe: { deny: ['b'] } },
    }
    const changes = compare(
      of([node('nats1', orders({ user: 'alice', permissions: { publish: { allow: ['c'] } } }))]),
      of([node('nats1', orders(bob))]),
    )
    expect(changes.map(({ sign, what, was, now }) => [sign, what, was, now])).toEqual([
      ['-', 'user ORDERS/alice', undefined, undefined],
      ['+', 'user ORDERS/bob', undefined, undefined],
      ['+', 'user ORDERS/bob password', undefined, '[secret]'],
      ['+', 'user ORDERS/bob publish allow a.>', undefined, 'a.>'],
      ['+', 'user ORDERS/bob subscribe deny b', undefined, 'b'],
    ])
  })

  it('shows a secret as changed, and nothing of it', () => {
    const changes = compare(
      of([node('nats1', orders({ user: 'alice', password: 'secret:1' }))]),
      of([node('nats1', orders({ user: 'alice', password: 'secret:2' }))]),
    )
    expect(changes).toMatchObject([
      { sign: '~', what: 'user ORDERS/alice password', was: '[secret]', now: '[secret]' },
    ])
  })

  it('says what comes with an account', () => {
    const accounts = { ORDERS: { jetstream: { max_store: 1024 ** 3 }, users: [{ nkey: 'UALICE' }] } }
    const changes = compare(
      of([node('nats1', {})]),
      of([node('nats1', { accounts })], { UALICE: 'ORDERS/alice' }),
    )
    expect(changes.map(({ what, now }) => [what, now])).toEqual([
      ['account ORDERS', undefined],
      ['account ORDERS jetstream max_store', '1GB'],
      ['user ORDERS/alice', undefined],
      ['user ORDERS/alice nkey', 'UALICE'],
    ])
  })

  it('tells exports and imports apart by their subject', () => {
    const account = (exports: PlainConf, imports: PlainConf): Record<string, PlainConf> => ({
      accounts: { ORDERS: { exports, imports } },
    })
    const changes = compare(
      of([node('nats1', account([{ stream: 'a' }], []))]),
      of([
        node(
          'nats1',
          account([{ stream: 'a' }, { service: 'b' }], [{ stream: { account: 'X', subject: 'c' } }]),
        ),
      ]),
    )
    expect(changes.map(({ what }) => what)).toEqual([
      'account ORDERS export service b',
      'account ORDERS import stream c from X',
    ])
  })

  it('keeps elements apart that nothing tells apart', () => {
    const mappings = (...destinations: readonly PlainConf[]): Record<string, PlainConf> => ({
      accounts: { ORDERS: { mappings: { a: destinations } } },
    })
    const twin = { destination: 'b', weight: 50 }
    expect(
      compare(of([node('nats1', mappings(twin))]), of([node('nats1', mappings(twin, twin))])),
    ).toHaveLength(3)
  })

  it('names the surface of a certificate, and its files inside the folder of the node', () => {
    const files = (folder: string, fingerprint: string): Record<string, PlainConf> => ({
      tls: { cert_file: `${folder}/tls/client-${fingerprint}.crt`, ca_file: `${folder}/tls/client-ca-0.crt` },
      leafnodes: { tls: { key_file: `${folder}/tls/leafnodes-${fingerprint}.key` } },
    })
    const changes = compare(
      of([node('nats1', files('/etc/nats', '1'))]),
      of([node('nats1', files('/srv/nats', '2'), { configDir: '/srv/nats' })]),
    )
    expect(changes).toMatchObject([
      { what: 'client certificate', was: 'tls/client-1.crt', now: 'tls/client-2.crt', effect: 'reload' },
      { what: 'configDir', was: '/etc/nats', now: '/srv/nats', effect: 'restart' },
      { what: 'leafnodes key', was: 'tls/leafnodes-1.key', now: 'tls/leafnodes-2.key' },
    ])
  })

  it('knows a leaf remote by its login on both ends, when hubs come and when its key is another', () => {
    const remote = (seed: string, ...urls: readonly string[]): Record<string, PlainConf> => ({
      leafnodes: { remotes: [{ urls, account: 'ORDERS', nkey: seed, tls: { min_version: '1.2' } }] },
    })
    const names = { 'secret:1': 'leaf/edge/hub-ORDERS', 'secret:2': 'leaf/edge/hub-ORDERS' }
    const changes = compare(
      of([node('edge', remote('secret:1', 'tls://nats1:7422'))], names),
      of([node('edge', remote('secret:2', 'tls://nats1:7422', 'tls://nats2:7422'))], names),
    )
    expect(changes.map(({ sign, what }) => `${sign} ${what}`)).toEqual([
      '~ leaf remote edge/hub-ORDERS nkey',
      '+ leaf remote edge/hub-ORDERS url tls://nats2:7422',
    ])
    const hub = (nkey: string): Comparable =>
      of([node('nats1', orders({ nkey }))], { [nkey]: 'leaf/edge/hub-ORDERS' })
    expect(compare(hub('UOLD'), hub('UNEW'))).toMatchObject([
      { what: 'login of leaf remote edge/hub-ORDERS nkey' },
    ])
  })

  it('says who has no login by name, and how long one may take with a unit', () => {
    const conf = (nkey: string, timeout: number): Record<string, PlainConf> => ({
      ...orders({ nkey }),
      no_auth_user: nkey,
      authorization: { timeout },
      leafnodes: { authorization: { timeout: 1.5 } },
    })
    const names = { UALICE: 'ORDERS/alice', UBOB: 'ORDERS/bob' }
    const changes = compare(
      of([node('nats1', conf('UALICE', 0.4))], names),
      of([node('nats1', { ...conf('UBOB', 60), ...orders({ nkey: 'UALICE' }) })], names),
    )
    expect(changes).toMatchObject([
      { what: 'authorization timeout', was: '400ms', now: '1m', effect: 'reload' },
      { what: 'no_auth_user', was: 'ORDERS/alice', now: 'ORDERS/bob', effect: 'restart' },
    ])
  })

  it('says that a block comes or goes in which nothing stands', () => {
    const changes = compare(
      of([node('nats1', { jetstream: {} })]),
      of([node('nats1', { authorization: {} })]),
    )
    expect(changes.map(({ sign, what }) => `${sign} ${what}`)).toEqual(['+ authorization', '- jetstream'])
  })

  it('asks for a restart where a reload would be refused, and says the most that a node needs', () => {
    const changes = compare(
      of([
        node('nats1', { max_payload: 1024, server_name: 'a' }),
        node('nats2', { max_payload: 1024 }),
        node('old', {}),
      ]),
      of([
        node('nats1', { max_payload: 2048, server_name: 'b' }),
        node('nats2', { max_payload: 2048 }),
        node('new', {}),
      ]),
    )
    expect(changes).toMatchObject([
      { what: 'server_name', effect: 'restart' },
      { what: 'max_payload', was: '1KB', now: '2KB', effect: 'reload', nodes: ['nats1', 'nats2'] },
      { what: 'node of hub', sign: '+', effect: 'start' },
      { what: 'node of hub', sign: '-', effect: 'stop' },
    ])
    expect([...effectsOf(changes)]).toEqual([
      ['nats1', 'restart'],
      ['nats2', 'reload'],
      ['new', 'start'],
      ['old', 'stop'],
    ])
  })

  it('names nodes that come and go, and a change of the server', () => {
    const changes = compare(
      of([node('nats1', {}), node('nats2', {})]),
      of([node('nats1', {}, { serverVersion: '2.14' }), node('nats3', {})]),
    )
    expect(changes.map(({ nodes, sign, what }) => `${nodes.join()} ${sign} ${what}`)).toEqual([
      'nats1 ~ nats-server',
      'nats2 - node of hub',
      'nats3 + node of hub',
    ])
  })

  it('compares with nothing as with an empty deployment', () => {
    expect(compare(undefined, of([node('nats1', {})]))).toMatchObject([
      { nodes: ['nats1'], sign: '+', what: 'node of hub' },
    ])
  })
})
