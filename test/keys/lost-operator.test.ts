// Keys of an operator mode that were deployed, and that the key store no longer has: each is said to be lost, and what cannot be made
// without it waits; nothing is signed anew under another key unless somebody says so.
import { Account } from '../../lib/constructs/account'
import { AuthCallout } from '../../lib/constructs/auth-callout'
import { Operator } from '../../lib/constructs/operator'
import { User } from '../../lib/constructs/user'
import { issue } from '../../lib/keys/issue'
import { materialsOf } from '../../lib/keys/materials'
import { planIssue, type IssuePlan } from '../../lib/keys/plan'
import { isBlocked } from '../../lib/keys/step'
import { emptyStore, type KeyStore } from '../../lib/keys/store'
import { requestsOf } from '../../lib/model/requests'
import { seededRandom } from '../../lib/testing/random'
import { modelOf } from '../support/model'
import { NOW } from '../support/requests'

const REQUESTS = requestsOf(
  modelOf((scope) => {
    new Operator(scope, 'acme', { signingKeys: ['main'] })
    const orders = new Account(scope, 'ORDERS', {
      signingKeys: { main: {}, client: { scope: { permissions: { publish: ['orders.{{name()}}'] } } } },
    })
    new User(orders, 'alice')
    new User(orders, 'ann', { signingKey: 'client' })
    const billing = new Account(scope, 'BILLING')
    new User(billing, 'bob')
    orders.addExport({ stream: 'orders.>', accounts: [billing] })
    billing.addImport({ stream: 'orders.>', from: orders })
    const auth = new Account(scope, 'AUTH')
    new AuthCallout(scope, 'callout', { account: auth, users: [new User(auth, 'service')] })
  }),
)

const random = seededRandom('lost')
const plan = (store: KeyStore, more: { readonly replaceLost?: true } = {}): IssuePlan =>
  planIssue({ requests: REQUESTS, store, moves: [], now: NOW, deployed: new Set(DEPLOYED), ...more })
const DEPLOYED: string[] = []
const WHOLE = issue(plan(emptyStore()), { random }).after
DEPLOYED.push(...WHOLE.entries.keys())

const without = (...lost: readonly string[]): KeyStore => ({
  ...WHOLE,
  entries: new Map([...WHOLE.entries].filter(([identity]) => !lost.includes(identity))),
})

const KEYS = [...WHOLE.entries.values()].flatMap(({ identity, kind }) => (kind === 'nkey' ? [identity] : []))

test('there is a key of each kind', () => {
  expect(KEYS).toEqual(
    expect.arrayContaining([
      ...['operator/acme/nkey', 'operator/acme/signing/main', 'account/ORDERS/nkey'],
      ...['account/ORDERS/signing/client', 'user/ORDERS/alice/nkey'],
    ]),
  )
  expect(plan(WHOLE).steps.filter(({ verb }) => verb !== 'keep')).toEqual([])
})

test.each(KEYS)('without %s, it is lost, and what needs it waits', (lost) => {
  const store = without(lost)
  const planned = plan(store)
  const blocked = planned.steps.filter(isBlocked)
  expect(blocked.find(({ identity }) => identity === lost)?.reason).toMatch(/^it was deployed/)
  expect(new Set(blocked.map(({ verb }) => verb))).toEqual(new Set(['lost']))
  for (const { identity, reason } of blocked)
    if (identity !== lost) expect(reason).toBe('a key that it is made with is lost')
  const { after } = issue(planned, { random })
  for (const { identity } of blocked) expect(after.entries.get(identity)).toBe(store.entries.get(identity))

  const replaced = issue(plan(store, { replaceLost: true }), { random }).after
  expect(materialsOf(replaced, REQUESTS).complete).toBe(true)
  expect(plan(replaced).steps.filter(({ verb }) => verb !== 'keep')).toEqual([])
})

test('without all of them, too', () => {
  const store = without(...WHOLE.entries.keys())
  const planned = plan(store)
  expect(planned.steps.every(({ verb }) => verb === 'lost')).toBe(true)
  expect(issue(planned, { random }).after).toBe(store)
})
