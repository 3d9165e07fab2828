// Grants are put together, and grant no more than what is named. That clients can work with them is tested with a running server.
import { Account, User, grants } from '../../lib/index'
import { usersOf } from '../../lib/model/query'
import { modelOf } from '../support/model'
import { problemsOf } from '../support/thrown'

it('puts several together, each subject once', () => {
  expect(
    grants.all(grants.request('price'), grants.publish('price', 'orders.>'), grants.serve('quote')),
  ).toEqual({
    publish: ['price', 'orders.>'],
    subscribe: ['quote'],
    allowResponses: true,
  })
})

it('grants nothing where nothing is meant', () => {
  const nothing = { publish: { deny: ['>'] }, subscribe: { deny: ['>'] } }
  expect(grants.all()).toEqual(nothing)
  expect(grants.all(grants.all(), grants.all())).toEqual(nothing)
})

it.each(['', '*', '>', 'a.b', 'a b', 'a\t'])(
  'refuses the name %j, which would grant something else',
  (name) => {
    const refused = expect.objectContaining({ code: 'invalid-name' }) as Error
    expect(() => grants.microService(name)).toThrow(refused)
    expect(() => grants.consume(name, { consumer: 'billing' })).toThrow(refused)
    expect(() => grants.consume('ORDERS', { consumer: name })).toThrow(refused)
    expect(() => grants.manage(name)).toThrow(refused)
    expect(() => grants.manage('ORDERS', { domain: name })).toThrow(refused)
    expect(() => grants.keyValue(name, 'write')).toThrow(refused)
    expect(() => grants.objectStore(name, 'write')).toThrow(refused)
  },
)

/** What is no program of TypeScript's is not checked by it. */
const anyGrants = grants as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>

it.each<readonly [string, readonly unknown[], readonly string[]]>([
  ['keyValue', ['b', 'delete'], ['invalid-choice grants.keyValue.access']],
  ['keyValue', ['b'], ['invalid-choice grants.keyValue.access']],
  ['keyValue', ['b', 'read', { key: 'app.>' }], ['unknown-prop grants.keyValue.key']],
  ['objectStore', ['b', 'delete'], ['invalid-choice grants.objectStore.access']],
  ['serve', ['price', { queu: 'workers' }], ['unknown-prop grants.serve.queu']],
  ['serve', ['price', 'workers'], ['invalid-object grants.serve', 'invalid-text grants.serve.service']],
  ['consume', ['ORDERS'], ['invalid-name grants.consume.consumer']],
  ['consume', ['ORDERS', {}], ['invalid-name grants.consume.consumer']],
  ['consume', ['ORDERS', { ordered: true, consumer: 'a' }], ['unknown-prop grants.consume.consumer']],
  ['microService', ['adder', { endpoints: 'add' }], ['invalid-list grants.microService.endpoints']],
  [
    'manage',
    ['ORDERS', { domain: 'a.b', apiprefix: 'x' }],
    ['invalid-name grants.manage.domain', 'unknown-prop grants.manage.apiprefix'],
  ],
  ['request', [], ['invalid-text grants.request.service']],
  ['publish', ['orders.>', undefined], ['invalid-list grants.publish.subjects']],
  ['all', [{ publish: ['a'] }], ['invalid-grant grants.all.grants[0]']],
])('%s(%j) is refused, for it would grant something else', (name, args, problems) => {
  expect(problemsOf(() => anyGrants[name]?.(...args))).toEqual(problems)
})

it('leaves a user the inbox of its own, and no other subject', () => {
  const model = modelOf((scope) => {
    const app = new Account(scope, 'APP')
    new User(app, 'alice', { permissions: grants.request('price'), inboxPrefix: '_INBOX_alice' })
  })
  const alice = usersOf(model).find(({ name }) => name === 'alice')
  expect(alice?.permissions).toEqual({
    publish: { allow: ['price'] },
    subscribe: { allow: ['_INBOX_alice.>'] },
  })
})
