import { compare, strongest } from '../../lib/diff/compare'
import type { Comparable, PlainConf, RecordedNode } from '../../lib/diff/record'
import { plainConf } from '../../lib/diff/record'
import { Secret } from '../../lib/values/secret'

const node = (
  name: string,
  conf: Record<string, PlainConf>,
  more: Partial<RecordedNode> = {},
): RecordedNode => ({
  node: name,
  cluster: 'hub',
  serverVersion: '2.12',
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

  it('says a user was added or removed, without its whole entry', () => {
    const changes = compare(
      of([node('nats1', orders({ user: 'alice' }))]),
      of([node('nats1', orders({ user: 'bob', password: '$2a$…' }))]),
    )
    expect(changes).toMatchObject([
      { sign: '-', what: 'user ORDERS/alice', was: undefined },
      { sign: '+', what: 'user ORDERS/bob', now: undefined },
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

  it('asks for a restart where a reload would be refused, and says the strongest', () => {
    const changes = compare(
      of([node('nats1', { max_payload: 1, server_name: 'a' })]),
      of([node('nats1', { max_payload: 2, server_name: 'b' })]),
    )
    expect(changes).toMatchObject([
      { what: 'max_payload', was: '1', now: '2', effect: 'reload' },
      { what: 'server_name', effect: 'restart' },
    ])
    expect(strongest(changes)).toBe('restart')
    expect(strongest([])).toBe('none')
  })

  it('names nodes that come and go, and a change of the server', () => {
    const changes = compare(
      of([node('nats1', {}), node('nats2', {})]),
      of([node('nats1', {}, { serverVersion: '2.14' }), node('nats3', {})]),
    )
    expect(changes.map(({ sign, what }) => `${sign} ${what}`)).toEqual([
      '~ nats-server',
      '- node nats2 of hub',
      '+ node nats3 of hub',
    ])
  })

  it('compares with nothing as with an empty deployment', () => {
    expect(compare(undefined, of([node('nats1', {})]))).toMatchObject([
      { sign: '+', what: 'node nats1 of hub' },
    ])
  })
})

describe('plainConf', () => {
  it('holds no secret, and changes when one does', () => {
    const digest = (text: string): string => `keyed:${String(text.length)}`
    const plain = plainConf(
      { authorization: { token: Secret.of('hunter2') }, big: 9007199254740993n, list: ['a'] },
      digest,
    )
    expect(plain).toEqual({ authorization: { token: 'keyed:7' }, big: '9007199254740993', list: ['a'] })
  })
})
