// Grants are put together, and grant no more than what is named. That clients can work with them is tested with a running server.
import { Account, User, grants } from '../../lib/index'
import { usersOf } from '../../lib/model/query'
import { modelOf } from '../support/model'

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
