// A user whose key is another one, or whose account is: what was issued before is worth nothing any more, now and in every later plan.
import { Account } from '../../lib/constructs/account'
import { moved } from '../../lib/constructs/construct'
import { Operator } from '../../lib/constructs/operator'
import { User } from '../../lib/constructs/user'
import { issue } from '../../lib/keys/issue'
import { issuedView } from '../../lib/keys/issued-view'
import { materialsOf } from '../../lib/keys/materials'
import { planIssue, type IssuePlan } from '../../lib/keys/plan'
import { emptyStore, type KeyStore } from '../../lib/keys/store'
import { jwtMaterial } from '../../lib/keys/tokens'
import { requestsOf } from '../../lib/model/requests'
import type { Model } from '../../lib/model/model'
import { seededRandom } from '../../lib/testing/random'
import { modelOf } from '../support/model'
import { DAY, NOW } from '../support/requests'

const modelWith = (isMoved: boolean): Model =>
  modelOf((scope) => {
    new Operator(scope, 'acme')
    const [orders, other] = [new Account(scope, 'ORDERS'), new Account(scope, 'OTHER')]
    new User(isMoved ? other : orders, 'alice')
    if (isMoved) moved(scope, 'user/ORDERS/alice', 'user/OTHER/alice')
  })
const HERE = modelWith(false)
const MOVED = modelWith(true)

const random = seededRandom('replaced')
const planOf = (store: KeyStore, now: number, { model = HERE, rotate = '' } = {}): IssuePlan =>
  planIssue({ requests: requestsOf(model), store, moves: model.moves, now, rotate: new Set([rotate]) })
const after = (plan: IssuePlan): KeyStore => issue(plan, { random }).after

const FIRST = after(planOf(emptyStore(), NOW))
const ALICE = keyOf(FIRST, 'user/ORDERS/alice/nkey')

function keyOf(store: KeyStore, identity: string): string {
  const entry = store.entries.get(identity)
  return entry?.kind === 'nkey' ? entry.public.publicKey : ''
}

function revocations(store: KeyStore, account: string): Readonly<Record<string, number>> {
  const entry = store.entries.get(`account/${account}/jwt`)
  return entry?.kind === 'jwt' ? jwtMaterial(entry).revocations : {}
}

const LATER = NOW + DAY

test('a key that is rotated is revoked, and stays so', () => {
  const store = after(planOf(FIRST, LATER, { rotate: 'user/ORDERS/alice/nkey' }))
  expect(keyOf(store, 'user/ORDERS/alice/nkey')).not.toBe(ALICE)
  expect(revocations(store, 'ORDERS')).toEqual({ [ALICE]: LATER / 1000 })
  expect(materialsOf(store, requestsOf(HERE)).complete).toBe(true)
  expect(planOf(store, LATER + DAY).steps.filter(({ verb }) => verb !== 'keep')).toEqual([])
  const twice = after(planOf(store, LATER + DAY, { rotate: 'user/ORDERS/alice/nkey' }))
  expect(Object.keys(revocations(twice, 'ORDERS')).sort()).toEqual(
    [ALICE, keyOf(store, 'user/ORDERS/alice/nkey')].sort(),
  )
})

test('who moves to another account is revoked in the one before', () => {
  const store = after(planOf(FIRST, LATER, { model: MOVED }))
  expect(keyOf(store, 'user/OTHER/alice/nkey')).toBe(ALICE)
  expect([revocations(store, 'ORDERS'), revocations(store, 'OTHER')]).toEqual([{ [ALICE]: LATER / 1000 }, {}])
  expect(planOf(store, LATER, { model: MOVED }).steps.filter(({ verb }) => verb !== 'keep')).toEqual([])
})

test('a JWT that is only signed again stays worth what it was', () => {
  const store = after(planOf(FIRST, LATER, { rotate: 'user/ORDERS/alice/jwt' }))
  expect(revocations(store, 'ORDERS')).toEqual({})
})

test('of an account with another key, the JWT of the old one is kept, for servers to forget', () => {
  const was = keyOf(FIRST, 'account/ORDERS/nkey')
  const store = after(planOf(FIRST, LATER, { rotate: 'account/ORDERS/nkey' }))
  expect(store.entries.get(`account/ORDERS/jwt/${was}`)).toMatchObject({
    public: { subject: was },
    retiredAt: new Date(LATER).toISOString(),
  })
  expect(revocations(store, 'ORDERS')).toEqual({})
  expect([...store.entries.keys()].filter((name) => name.startsWith('user/ORDERS/alice/jwt/'))).toEqual([])
})

test('who was revoked and comes back under another name is known again', () => {
  const withUser = (name: string, was?: string): Model =>
    modelOf((scope) => {
      new Operator(scope, 'acme')
      const orders = new Account(scope, 'ORDERS')
      if (name !== '') new User(orders, name)
      if (was !== undefined) moved(scope, `user/ORDERS/${was}`, `user/ORDERS/${name}`)
    })
  const gone = after(planOf(FIRST, LATER, { model: withUser('') }))
  const back = after(planOf(gone, LATER + DAY, { model: withUser('bob', 'alice') }))
  const revokedAt = (stored: KeyStore) => issuedView(stored, back).document('user/ORDERS/bob/jwt')?.revokedAt
  expect(keyOf(back, 'user/ORDERS/bob/nkey')).toBe(ALICE)
  expect([revokedAt(gone), revokedAt(back)]).toEqual([LATER, undefined])
})

test('a clock that is behind revokes nothing less', () => {
  const store = after(planOf(FIRST, NOW - 60_000, { rotate: 'user/ORDERS/alice/nkey' }))
  expect(revocations(store, 'ORDERS')).toEqual({ [ALICE]: NOW / 1000 })
})
