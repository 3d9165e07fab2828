// What users can do with the subjects of an account, against what `can` says of every subject alone.
import type { Construct } from 'constructs'
import fc from 'fast-check'
import { Account, NatsCluster, Operator, User, type AccountProps } from '../../lib/index'
import { userName } from '../../lib/model/identity'
import type { Model, Permissions } from '../../lib/model/model'
import { accountsOf, permissionsOf } from '../../lib/model/query'
import { behaviourOf } from '../../lib/permissions/behaviour'
import { can } from '../../lib/permissions/can'
import { checkerOf } from '../../lib/permissions/check'
import { matricesOf, type Matrix, type Standing } from '../../lib/permissions/matrix'
import { wayTo } from '../../lib/permissions/receive'
import { parseServerVersion } from '../../lib/values/server-version'
import { covers } from '../../lib/values/subject'
import { modelOf } from '../support/model'

const TOKENS = ['a', 'b', 'x', 'z']
const literals = (length: number): readonly string[] =>
  length === 1
    ? TOKENS
    : literals(length - 1).flatMap((before) => TOKENS.map((token) => `${before}.${token}`))
const SUBJECTS = [1, 2, 3, 4].flatMap(literals)

const subject = fc
  .array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 3 })
  .chain((tokens) => fc.constantFrom(tokens, tokens, [...tokens.slice(0, -1), '>']))
  .map((tokens) => tokens.join('.'))
const subscription = fc.tuple(subject, fc.constantFrom('', '', '', ' q')).map((parts) => parts.join(''))
const lists = (entry: fc.Arbitrary<string>) =>
  fc.record(
    {
      allow: fc.array(entry, { minLength: 1, maxLength: 3 }),
      deny: fc.array(entry, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
const anyPermissions = fc.record(
  { publish: lists(subject), subscribe: lists(subscription), allowResponses: fc.constant(true as const) },
  { requiredKeys: [] },
)
const MAPPINGS = {
  'a.*': 'b.$1',
  'x.>': 'a.>',
  '*.*': 'a.$2.$1',
  'b.a': 'a.a',
  'b.*': 'a.$1.$1',
  'x.*': [
    { destination: 'a.$1', weight: 40 },
    { destination: 'b', weight: 60 },
  ],
  b: [
    { destination: 'b', weight: 50 },
    { destination: 'a', weight: 20 },
  ],
  z: [{ destination: 'a', cluster: 'hub' }],
  'z.*': [{ destination: 'a.$1', cluster: 'other' }],
} satisfies AccountProps['mappings']
const anyMappings = fc
  .subarray(Object.keys(MAPPINGS) as (keyof typeof MAPPINGS)[])
  .map((sources) => Object.fromEntries(sources.map((source) => [source, MAPPINGS[source]])))

const servers = (scope: Construct, names: readonly string[] = ['hub']): void => {
  for (const name of names)
    new NatsCluster(scope, name, {
      nodes: Object.fromEntries([1, 2].map((n) => [`${name}${String(n)}`, `${name}${String(n)}.internal`])),
      serverVersion: '2.15',
    })
}

/** What `of` says of every subject of a column. */
function together(column: string, of: (subject: string) => Standing['allowed']): Standing['allowed'] {
  const all = new Set(SUBJECTS.filter((one) => covers(column, one)).map(of))
  const [first = 'no'] = all
  return all.size > 1 ? 'partly' : first
}

function publishing(model: Model, name: string): (subject: string) => Standing['allowed'] {
  const user = accountsOf(model)
    .flatMap(({ users }) => users)
    .find((one) => userName(one) === name)
  if (user === undefined) throw new Error(`no user ${name}`)
  return (one) => {
    const { allowed } = can(model, { user, action: 'publish', subject: one })
    return allowed === 'depends' ? 'partly' : allowed
  }
}

function receiving(permissions: Permissions | undefined): (subject: string) => Standing['allowed'] {
  const checkerFor = (given: Permissions | undefined) =>
    checkerOf(given, behaviourOf(parseServerVersion('2.15.1')))
  const { subscribe } = permissions ?? {}
  const allow = subscribe?.allow?.filter((entry) => !entry.includes(' '))
  const plain = checkerFor(allow && { ...permissions, subscribe: { ...subscribe, allow } })
  const any = checkerFor(permissions)
  return (one) =>
    wayTo(allow ? plain : any, one) !== undefined ? 'yes' : wayTo(any, one) === undefined ? 'no' : 'partly'
}

it('each cell is what every subject of its column says', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(
      anyPermissions,
      anyMappings,
      fc.constantFrom(['hub'], ['hub', 'other']),
      (permissions, mappings, names) => {
        const model = modelOf((scope) => {
          const account = new Account(scope, 'A', { mappings })
          new User(account, 'u', { permissions: permissions })
          servers(scope, names)
        })
        const [account] = accountsOf(model)
        const user = account?.users[0]
        const [matrix] = matricesOf(model)
        if (account === undefined || user === undefined || matrix === undefined) throw new Error('no user')
        const publish = publishing(model, 'A/u')
        const receive = receiving(permissionsOf(model, account, user))
        matrix.columns.forEach(({ subject: column }, at) => {
          const cell = matrix.rows[0]?.cells[at]
          for (const [action, of] of [
            ['publish', publish],
            ['subscribe', receive],
          ] as const) {
            const { allowed, can: one, cannot: other } = cell?.[action] ?? {}
            expect([column, action, allowed]).toEqual([column, action, together(column, of)])
            if (one !== undefined) expect([column, covers(column, one), of(one)]).not.toContain('no')
            if (other !== undefined) expect([column, covers(column, other), of(other)]).not.toContain('yes')
            expect(one === undefined).toBe(allowed !== 'partly')
            seen.set(`${action} ${String(allowed)}`, (seen.get(`${action} ${String(allowed)}`) ?? 0) + 1)
          }
        })
      },
    ),
    { numRuns: 60 },
  )
  expect([...seen].filter(([, times]) => times > 20)).toHaveLength(6)
})

const matrixOf = (declare: (scope: Construct) => void, account = 'ORDERS'): Matrix | undefined =>
  matricesOf(modelOf(declare)).find((one) => one.account.account === account)

/** `publish/subscribe` by user and subject. */
const said = (matrix: Matrix | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (matrix?.rows ?? []).map(({ user, cells }) => [
      user.name,
      cells
        .map(
          ({ publish, subscribe }, i) =>
            `${matrix?.columns[i]?.subject ?? ''} ${publish.allowed}/${subscribe.allowed}`,
        )
        .join(', '),
    ]),
  )

it('says what has to do with a cell, and where it stands', () => {
  const matrix = matrixOf((scope) => {
    const orders = new Account(scope, 'ORDERS', { exports: [{ stream: 'events.>' }] })
    new User(orders, 'alice', {
      inboxPrefix: '_INBOX_alice',
      permissions: {
        publish: { allow: ['orders.>'], deny: ['orders.secret'] },
        subscribe: ['jobs workers'],
      },
    })
    new User(orders, 'plain')
    servers(scope)
  })
  expect(said(matrix)).toEqual({
    alice: 'events.> no/no, jobs no/partly, orders.> partly/no, orders.secret no/no',
    plain: 'events.> yes/yes, jobs yes/yes, orders.> yes/yes, orders.secret yes/yes',
  })
  const [alice, plain] = matrix?.rows ?? []
  expect(alice?.source).toEqual({ path: 'prod/ORDERS/alice', prop: 'permissions' })
  expect(plain?.source).toBeUndefined()
  expect(alice?.cells[1]?.subscribe).toEqual({
    allowed: 'partly',
    can: 'jobs',
    cannot: 'jobs',
    allow: ['jobs workers'],
    deny: [],
  })
  expect(alice?.cells[2]?.publish).toEqual({
    allowed: 'partly',
    can: 'orders.any',
    cannot: 'orders.secret',
    allow: ['orders.>'],
    deny: ['orders.secret'],
  })
})

it('has a template in one column, and in each row what it is there', () => {
  const matrix = matrixOf((scope) => {
    const scopeOf = { permissions: { publish: ['a.{{name()}}.>'] } }
    const operator = new Operator(scope, 'acme')
    const orders = new Account(operator, 'ORDERS', { signingKeys: { staff: { scope: scopeOf } } })
    for (const name of ['ann', 'bob']) new User(orders, name, { signingKey: 'staff' })
    const systemAccount = new Account(operator, 'SYS')
    new NatsCluster(operator, 'hub', {
      nodes: { n1: 'n1.internal' },
      serverVersion: '2.15',
      systemAccount,
    })
  })
  expect(matrix?.columns.map(({ subject: column }) => column)).toEqual(['a.*.>'])
  expect(matrix?.rows.map(({ cells }) => cells[0]?.publish)).toMatchObject([
    { allowed: 'partly', can: 'a.ann.any', allow: ['a.ann.>'] },
    { allowed: 'partly', can: 'a.bob.any', allow: ['a.bob.>'] },
  ])
})

it('says who of other accounts gets what is published, and of nothing that nobody can publish', () => {
  const shop = (publish: string) => (scope: Construct) => {
    const orders = new Account(scope, 'ORDERS', { exports: [{ stream: 'orders.*' }] })
    new User(orders, 'alice', { permissions: { publish: [publish] } })
    const billing = new Account(scope, 'BILLING', {
      imports: [{ from: orders, stream: 'orders.*', prefix: 'in' }],
    })
    new User(billing, 'bob')
    new User(billing, 'deaf', { permissions: { subscribe: { deny: ['in.>'] } } })
    servers(scope)
  }
  const column = (publish: string) =>
    matrixOf(shop(publish))?.columns.find((one) => one.subject === 'orders.*')
  expect(column('orders.created')?.example).toBe('orders.created')
  expect(
    column('orders.created')?.arrivals.map(({ user, subject: as }) => `${userName(user)} ${as}`),
  ).toEqual(['BILLING/bob in.orders.created'])
  expect(column('other')).toEqual({ subject: 'orders.*', example: undefined, arrivals: [] })
  expect(matrixOf(shop('orders.*'), 'BILLING')?.columns.map((one) => one.subject)).toEqual(
    ['in.orders.*', 'in.>'].sort(),
  )
})

it.each<[string, AccountProps, readonly string[]]>([
  ['is disabled', { disabled: true }, ['hub']],
  ['has no servers', {}, []],
])('in an account that %s nobody can do anything', (_, props, names) => {
  const matrix = matrixOf((scope) => {
    const orders = new Account(scope, 'ORDERS', { ...props, exports: [{ stream: 'orders.*' }] })
    new User(orders, 'alice')
    servers(scope, names)
  })
  expect(said(matrix)).toEqual({ alice: 'orders.* no/no' })
})

it('knows that a wildcard which is used twice is the same', () => {
  const matrix = matrixOf((scope) => {
    const orders = new Account(scope, 'ORDERS', { mappings: { 'in.*': 'out.$1.$1' } })
    new User(orders, 'different', { permissions: { publish: ['out.a.b'] } })
    new User(orders, 'same', { permissions: { publish: ['out.a.a'] } })
    servers(scope)
  })
  expect(matrix?.rows.map(({ cells }) => cells[0]?.publish)).toMatchObject([
    { allowed: 'no' },
    { allowed: 'partly', can: 'in.a', cannot: 'in.any' },
  ])
})

it('holds what a function may make of a subject for possible', () => {
  const matrix = matrixOf((scope) => {
    const orders = new Account(scope, 'ORDERS', { mappings: { 'in.*': 'out.{{partition(3,1)}}' } })
    new User(orders, 'some', { permissions: { publish: ['out.0'] } })
    new User(orders, 'all', { permissions: { publish: ['out.*'] } })
    new User(orders, 'none', { permissions: { publish: ['in.*'] } })
    servers(scope)
  })
  expect(matrix?.rows.map(({ user, cells }) => [user.name, cells[0]?.publish.allowed])).toEqual([
    ['all', 'yes'],
    ['none', 'no'],
    ['some', 'partly'],
  ])
})
