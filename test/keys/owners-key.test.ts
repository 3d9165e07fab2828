// Identity keys whose seeds their owners keep: what they have signed stays, and what only they can sign waits for them.
import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { Operator, type OperatorProps } from '../../lib/constructs/operator'
import { User } from '../../lib/constructs/user'
import { encodeJwt, type Unsigned } from '../../lib/jwt/encode'
import { issue } from '../../lib/keys/issue'
import { materialsOf } from '../../lib/keys/materials'
import { planIssue, type IssuePlan } from '../../lib/keys/plan'
import { begun, emptyStore, type KeyStore } from '../../lib/keys/store'
import { exportKeys, importKeys, putEntries } from '../../lib/keys/transfer'
import { requestsOf } from '../../lib/model/requests'
import { ownerSigned } from '../../lib/nsc/owner-signed'
import { seededRandom } from '../../lib/testing/random'
import { signerOf } from '../support/jwt'
import { modelOf } from '../support/model'
import { DAY, NOW, stepOf } from '../support/requests'
import { codeOf } from '../support/thrown'

const OWNER = signerOf('O', 1)
const ACCOUNT = signerOf('A', 2).publicKey

const requests = (operator: OperatorProps) =>
  requestsOf(
    modelOf((scope: Construct) => {
      new Operator(scope, 'acme', { nkey: OWNER.publicKey, ...operator })
      const orders = new Account(scope, 'ORDERS', { nkey: ACCOUNT, signingKeys: { main: {} } })
      new User(orders, 'alice')
    }),
  )

const planOf = (store: KeyStore, operator: OperatorProps = {}, now = NOW): IssuePlan =>
  planIssue({ requests: requests(operator), store, moves: [], now })

const random = seededRandom('owners')
const FIRST = issue(planOf(emptyStore()), { random }).after

/** As the owner signs it. */
function signed(
  store: KeyStore,
  words: Partial<Unsigned<'operator'>['nats']> = {},
  exp?: number,
  now = NOW,
): string {
  const entry = store.entries.get('operator/acme/signing/main')
  const signing = entry?.kind === 'nkey' ? entry.public.publicKey : ''
  const claims = { name: 'acme', sub: OWNER.publicKey, nats: { signing_keys: [signing], ...words } }
  return encodeJwt('operator', exp === undefined ? claims : { ...claims, exp }, OWNER, now)
}

const take = (store: KeyStore, token: string, operator: OperatorProps = {}): KeyStore => {
  const entry = ownerSigned(planOf(store, operator), token, 'a file')
  return putEntries(store, begun(store, random), [entry], { replace: true }).changes.after
}

test('all that other keys sign is issued, and the rest waits for its owner', () => {
  expect(stepOf(planOf(emptyStore()), 'operator/acme/jwt')).toEqual([
    'needs-owner',
    `not issued yet; only the owner of ${OWNER.publicKey} signs it`,
  ])
  const left = planOf(FIRST).steps.filter(({ verb }) => verb !== 'keep')
  expect(left.map(({ identity }) => identity)).toEqual(['operator/acme/jwt'])
  expect(FIRST.entries.get('account/ORDERS/nkey')).toMatchObject({ public: { publicKey: ACCOUNT } })
  expect(FIRST.entries.get('account/ORDERS/nkey')?.secret).toBeUndefined()
})

test('what the owner has signed is taken, and all is there', () => {
  const store = take(FIRST, signed(FIRST))
  expect(planOf(store).steps.every(({ verb }) => verb === 'keep')).toBe(true)
  expect(materialsOf(store, requests({})).complete).toBe(true)
})

test('a change waits for the owner again, and what there is stays', () => {
  const store = take(FIRST, signed(FIRST))
  const plan = planOf(store, { serviceUrls: ['nats://hub:4222'] })
  expect(stepOf(plan, 'operator/acme/jwt')).toEqual([
    'needs-owner',
    `operator_service_urls changed; only the owner of ${OWNER.publicKey} signs it`,
  ])
  expect(issue(plan, { random }).after).toBe(store)
})

test('one that is about to end is a warning: nobody else can renew it', () => {
  const store = take(FIRST, signed(FIRST, {}, (NOW + 30 * DAY) / 1000))
  const plan = planOf(store, {}, NOW + 29 * DAY)
  expect(stepOf(plan, 'operator/acme/jwt')).toEqual(['keep', ''])
  expect(plan.warnings).toEqual([
    {
      identity: 'operator/acme/jwt',
      reason: expect.stringMatching(/^two thirds .* only the owner of O/) as string,
    },
  ])
})

test('an account whose owner has let it end is let in by no server, and so is not deployed', () => {
  const owner = signerOf('A', 2)
  const declared = requestsOf(
    modelOf((scope: Construct) => {
      new Operator(scope, 'acme')
      const orders = new Account(scope, 'ORDERS', { nkey: owner.publicKey })
      new User(orders, 'alice', { nkey: signerOf('U', 3).publicKey })
    }),
  )
  const plan = (store: KeyStore, now: number) => planIssue({ requests: declared, store, moves: [], now })
  const first = issue(plan(emptyStore(), NOW), { random }).after
  const alice = encodeJwt(
    'user',
    {
      name: 'alice',
      sub: signerOf('U', 3).publicKey,
      nats: { subs: -1, data: -1, payload: -1, allowed_connection_types: ['STANDARD'] },
      exp: NOW / 1000 + 60,
    },
    owner,
    NOW,
  )
  const entry = ownerSigned(plan(first, NOW), alice, 'a file')
  const store = putEntries(first, begun(first, random), [entry], { replace: true }).changes.after
  expect(stepOf(plan(store, NOW + 59_000), 'user/ORDERS/alice/jwt')).toEqual(['keep', ''])
  expect(stepOf(plan(store, NOW + 60_000), 'user/ORDERS/alice/jwt')).toEqual([
    'needs-owner',
    `it ended on 2026-01-15T00:01:00.000Z; only the owner of ${owner.publicKey} signs it`,
  ])
})

test.each<[string, string, string]>([
  ['what says otherwise', signed(FIRST, { tags: ['a:b'] }), 'owner-says-otherwise'],
  ['what names other keys', signed(emptyStore()), 'owner-says-otherwise'],
  [
    'what somebody else has signed',
    encodeJwt('operator', { name: 'acme', sub: signerOf('O', 3).publicKey }, signerOf('O', 3), NOW),
    'owner-not-asked',
  ],
  ['what nobody has signed', `${signed(FIRST).slice(0, -8)}AAAAAAAA`, 'jwt-signature'],
  ['what is no JWT', 'a.b', 'jwt-parts'],
  ['what has ended', signed(FIRST, {}, NOW / 1000), 'jwt-expired'],
  ['what was signed tomorrow', signed(FIRST, {}, undefined, NOW + DAY), 'jwt-not-yet-valid'],
])('%s is not taken', (_, token, code) => {
  expect(codeOf(() => take(FIRST, token))).toBe(code)
})

test('an older one goes in the place of a newer one only where that is asked for', () => {
  const store = take(FIRST, signed(FIRST))
  const older = signed(FIRST, {}, undefined, NOW - DAY)
  expect(codeOf(() => take(store, older))).toBe('identity-exists')
  expect(ownerSigned(planOf(store), older, 'a file', true).public.jwt).toBe(older)
})

test('public keys go from one key store to another', () => {
  const { imported } = importKeys(emptyStore(), exportKeys(FIRST), { where: 'here', replace: false, random })
  expect(imported).toContain('account/ORDERS/nkey')
})
