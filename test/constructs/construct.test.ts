// What every construct has in common: scopes, ids and names, and what is attached to scopes.
import { Construct, RootConstruct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { acknowledge, addRules, addTags, attached, moved } from '../../lib/constructs/construct'
import { construct, isKind, kindOf } from '../../lib/constructs/kinds'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { User } from '../../lib/constructs/user'
import type { Rule } from '../../lib/model/rule'
import { codeOf, problemsOf } from '../support/thrown'
import { CASES, surroundings } from './support/cases'

const rule: Rule = {
  code: 'acme/has-owner',
  severity: 'error',
  title: 'every account names its owner',
  why: 'somebody must answer for it',
  change: 'set tags.owner',
  source: 'Acme platform handbook',
  check: () => [],
}

const root = () => new RootConstruct('prod')

describe.each(CASES.map((one) => [one.kind, one] as const))('a %s', (kind, { make, full }) => {
  it('is what it says, to every copy of natsmith', () => {
    const around = surroundings()
    const made = make(around, 'made', full(around))
    expect(kindOf(made)).toBe(kind)
    expect(isKind(made, kind)).toBe(true)
    expect((made as unknown as Record<symbol, unknown>)[Symbol.for('natsmith.kind')]).toBe(kind)
  })

  it('needs a construct to be declared in, and an id that is free', () => {
    const around = surroundings()
    make(around, 'made', full(around))
    expect(codeOf(() => make(around, 'made', full(around)))).toBe('duplicate-id')
    for (const id of ['', null, undefined, 5])
      expect(codeOf(() => make(around, id as string, full(around)))).toBe('invalid-id')
    expect(codeOf(() => make(around, '${TfToken[TOKEN.1]}', full(around)))).toBe('engine-value')
  })

  it('is refused without props, or with nonsense for props, in the same way', () => {
    const around = surroundings()
    for (const props of [null, 5, 'x', [], () => 1, around.ca]) {
      const problems = problemsOf(() => make(around, `made${String(Math.random())}`, props))
      expect(problems.filter((problem) => problem.startsWith('invalid-object'))).toHaveLength(1)
    }
  })
})

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['an object', {}],
  ['text', 'prod'],
])('%s is no scope', (_, scope) => {
  const at = scope as Construct
  expect(problemsOf(() => new Account(at, 'ORDERS'))).toEqual(['invalid-scope scope'])
  expect(problemsOf(() => new User(at, 'alice'))).toEqual(['invalid-scope scope'])
  expect(
    problemsOf(() => {
      addTags(at, {})
    }),
  ).toEqual(['invalid-scope scope'])
  expect(
    problemsOf(() => {
      addRules(at, rule)
    }),
  ).toEqual(['invalid-scope scope'])
  expect(
    problemsOf(() => {
      acknowledge(at, 'a-code', 'a reason')
    }),
  ).toEqual(['invalid-scope scope'])
  expect(
    problemsOf(() => {
      moved(at, 'ca/a', 'ca/b')
    }),
  ).toEqual(['invalid-scope scope'])
})

test('names default to the id, also to one that the tree writes otherwise', () => {
  const scope = root()
  expect(new Account(scope, 'ORDERS').accountName).toBe('ORDERS')
  expect(new Account(scope, 'orders', { name: 'BILLING' }).accountName).toBe('BILLING')
  expect(codeOf(() => new Account(scope, 'a/b'))).toBe('invalid-name')
  const named = new Account(scope, 'c/d', { name: 'CD' })
  expect([named.accountName, named.node.id]).toEqual(['CD', 'c--d'])
})

test('any construct is a scope, and what encloses it all counts', () => {
  const scope = new Construct(root(), 'plain')
  const system = new NatsSystem(scope, 'edge')
  const account = new Account(new Construct(system, 'wrapped'), 'ORDERS')
  const user = new User(new Construct(new Construct(account, 'a'), 'b'), 'alice')
  expect(user.account).toBe(account)
  expect(account.ref).toEqual({ system: 'edge', account: 'ORDERS' })
  expect(new Account(scope, 'OTHER').system).toBe('')
  // The innermost decides.
  expect(new Account(new NatsSystem(system, 'inner'), 'X').system).toBe('inner')
  expect(new User(new Account(account, 'nested'), 'bob').account.accountName).toBe('nested')
})

test('a construct of one kind is not another', () => {
  const { hub, leaf } = surroundings()
  const parse = construct('NatsCluster', 'LeafNode')
  expect([parse(hub), parse(leaf)]).toEqual([hub, leaf])
  expect(codeOf(() => construct('NatsCluster')(leaf))).toBe('invalid-construct')
  for (const value of [null, undefined, {}, 'hub', new RootConstruct()]) expect(kindOf(value)).toBeUndefined()
})

describe('tags', () => {
  it('are attached, and later ones overwrite', () => {
    const scope = new Account(root(), 'ORDERS', { tags: { owner: 'a', tier: '1' } })
    addTags(scope, { owner: 'b' })
    expect(attached(scope, 'tags')).toEqual([{ owner: 'a', tier: '1' }, { owner: 'b' }])
  })

  it('are text by text', () => {
    const scope = root()
    const tags = (given: unknown) => () => {
      addTags(scope, given as Record<string, string>)
    }
    expect(problemsOf(tags({ owner: 5 }))).toEqual(['invalid-text tags.owner'])
    expect(problemsOf(tags({ 'a\nb': 'x' }))).toEqual(['invalid-text tags["a\\nb"]'])
    expect(problemsOf(tags({ owner: '${TfToken[TOKEN.1]}' }))).toEqual(['engine-value tags.owner'])
    expect(problemsOf(tags('owner'))).toEqual(['invalid-object tags'])
    expect(attached(scope, 'tags')).toEqual([])
  })
})

describe('rules', () => {
  it('are attached to any construct', () => {
    const scope = root()
    addRules(scope, rule, { ...rule, code: 'acme/other' })
    expect(attached(scope, 'rules').map(({ code }) => code)).toEqual(['acme/has-owner', 'acme/other'])
  })

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['text', 'acme/x'],
    ['a list of rules', [rule]],
    ['a rule without a check', { ...rule, check: undefined }],
    ['a rule without a code', { ...rule, code: undefined }],
    ['a rule of another severity', { ...rule, severity: 'info' }],
  ])('are never %s', (_, given) => {
    expect(
      codeOf(() => {
        addRules(root(), given as Rule)
      }),
    ).toMatch(/^invalid-(rule|list)$/)
  })
})

describe('an acknowledgement', () => {
  it('has a reason', () => {
    const scope = root()
    acknowledge(scope, 'plaintext-listener', '  behind a proxy that ends TLS ')
    expect(attached(scope, 'acknowledgements')).toEqual([
      { code: 'plaintext-listener', reason: 'behind a proxy that ends TLS' },
    ])
    for (const reason of ['', '  ', 'ok', undefined, null, 5])
      expect(
        problemsOf(() => {
          acknowledge(scope, 'plaintext-listener', reason as string)
        }),
      ).toEqual(['invalid-acknowledgement reason'])
    expect(
      problemsOf(() => {
        acknowledge(scope, 5 as unknown as string, '')
      }),
    ).toEqual(['invalid-acknowledgement code', 'invalid-acknowledgement reason'])
  })
})

describe('moved', () => {
  it.each([
    ['user/ORDERS/alice', 'user/ORDERS/alicia'],
    ['user/ORDERS/alice', 'user/BILLING/alice'],
    ['user/edge/ORDERS/alice', 'user/ORDERS/alice'],
    ['account/ORDERS', 'account/BILLING'],
    ['account/edge/$SYS', 'account/$SYS'],
    ['ca/acme', 'ca/acme-2'],
    ['node/hub/nats1', 'node/hub/nats-1'],
    ['cluster/hub', 'cluster/main'],
    ['leaf/berlin/hub-ORDERS', 'leaf/berlin/orders'],
  ])('%s to %s', (from, to) => {
    const scope = root()
    moved(scope, from, to)
    expect(attached(scope, 'moves')).toEqual([{ from, to }])
  })

  it.each<[unknown, unknown]>([
    ['user/ORDERS/alice', 'user/ORDERS/alice'],
    ['user/ORDERS/alice', 'account/ORDERS'],
    ['user/alice', 'user/bob'],
    ['user/a/b/c/d', 'user/a/b/c/e'],
    ['account/a/b/c', 'account/a/b/d'],
    ['ca/a/b', 'ca/a/c'],
    ['node/nats1', 'node/nats2'],
    ['cluster/hub/', 'cluster/main/'],
    ['tls/hub/nats1/client', 'tls/hub/nats2/client'],
    ['user/ORDERS/al ice', 'user/ORDERS/alice'],
    ['user/ORDERS/alice\n', 'user/ORDERS/alicia'],
    ['constructor/a', 'constructor/b'],
    ['', ''],
    ['ca/a', undefined],
    [null, 5],
  ])('is never %j to %j', (from, to) => {
    const scope = root()
    expect(
      codeOf(() => {
        moved(scope, from as string, to as string)
      }),
    ).toMatch(/^invalid-(move|name)$/)
    expect(attached(scope, 'moves')).toEqual([])
  })
})

describe('addConfOverride', () => {
  const cluster = () => new NatsCluster(root(), 'hub', { nodes: { nats1: {} }, serverVersion: '2.12' })

  it('keeps the calls in their order, and copies what it is given', () => {
    const hub = cluster()
    const value = { retries: [1, { deep: 'x' }] }
    hub.addConfOverride(['cluster', 'connect'], value)
    hub.addConfOverride(['lame_duck_duration'], '30s')
    value.retries[1] = 'changed' as never
    expect(hub.overrides).toEqual([
      { path: 'prod/hub', conf: ['cluster', 'connect'], value: { retries: [1, { deep: 'x' }] } },
      { path: 'prod/hub', conf: ['lame_duck_duration'], value: '30s' },
    ])
  })

  it.each<[unknown, unknown, string]>([
    ['lame_duck_duration', '30s', 'invalid-conf-override addConfOverride.conf'],
    [[], '30s', 'invalid-conf-override addConfOverride.conf'],
    [['a'], undefined, 'invalid-conf-override addConfOverride.value'],
    [['cluster', 'authorization', 'Password'], 'hunter2', 'plain-secret addConfOverride.value'],
    [
      ['gateway'],
      { gateways: [{ authorization: { token: 'hunter2' } }] },
      'plain-secret addConfOverride.value',
    ],
    [['leafnodes', 'remotes'], [{ nkey: `SU${'A'.repeat(56)}` }], 'plain-secret addConfOverride.value'],
    [['a'], { b: [null] }, 'invalid-conf-override addConfOverride.value'],
    [['a'], { b: ['${TfToken[TOKEN.1]}'] }, 'engine-value addConfOverride.value'],
  ])('%j %j is %s', (conf, value, problem) => {
    const hub = cluster()
    expect(
      problemsOf(() => {
        hub.addConfOverride(conf as string[], value as string)
      }),
    ).toEqual([problem])
    expect(hub.overrides).toEqual([])
  })
})

test('an export or import that is refused is not there afterwards', () => {
  const account = new Account(root(), 'ORDERS')
  expect(
    problemsOf(() => {
      account.addExport({ stream: 'a b' })
    }),
  ).toEqual(['invalid-subject addExport.stream'])
  expect(
    problemsOf(() => {
      account.addImport({ stream: 'a' } as never)
    }),
  ).toEqual(['invalid-construct addImport.from'])
  expect([account.exports, account.imports]).toEqual([[], []])
  account.addExport({ service: 'quote' })
  account.addImport({ from: account, stream: 'x' })
  expect(account.exports).toMatchObject([{ kind: 'service', subject: 'quote', accounts: undefined }])
  expect(account.imports).toMatchObject([{ kind: 'stream', subject: 'x', from: account }])
})
