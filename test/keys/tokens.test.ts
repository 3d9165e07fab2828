// JWTs in the key store: the same as long as they say the same, issued anew when they say something else or are due, and never as if
// it were earlier. Who leaves the program is revoked.
import type { Construct } from 'constructs'
import { Account, Operator, User, type UserProps } from '../../lib/index'
import { decodeJwt } from '../../lib/jwt/decode'
import type { Account as AccountClaims } from '../../lib/jwt/account'
import { isRetired, type JwtEntry } from '../../lib/keys/entry'
import { issue } from '../../lib/keys/issue'
import { issuedView } from '../../lib/keys/issued-view'
import { planIssue, type PlanInput } from '../../lib/keys/plan'
import { issueSteps } from '../../lib/keys/step'
import { emptyStore, type KeyStore } from '../../lib/keys/store'
import { requestsOf } from '../../lib/model/requests'
import { modelOf } from '../support/model'
import { DAY, means, NOW } from '../support/requests'

type Program = (scope: Construct) => void

interface Choice {
  readonly alice?: UserProps
  readonly without?: readonly string[]
  readonly signingKeys?: readonly string[]
  readonly reversed?: boolean
  /** Bob's name. */
  readonly bob?: string
  readonly inUse?: boolean
  /** A public key, of a user whom ORDERS revokes. */
  readonly revoked?: string
}

const program =
  ({
    alice = {},
    without = [],
    signingKeys = ['main'],
    reversed,
    bob = 'bob',
    inUse = true,
    revoked: declared,
  }: Choice = {}): Program =>
  (scope) => {
    new Operator(scope, 'acme', { signingKeys, inUse })
    const parts: Program[] = [
      () => {
        const orders = new Account(scope, 'ORDERS', {
          exports: [{ service: 'quote' }, { stream: 'orders.>' }],
          ...(declared && { revocations: [{ user: declared, at: '2026-01-01T00:00:00Z' }] }),
        })
        if (!without.includes('alice')) new User(orders, 'alice', alice)
        if (!without.includes('bob')) new User(orders, bob)
      },
      () => new Account(scope, 'BILLING'),
    ]
    for (const part of reversed ? parts.reverse() : parts) part(scope)
  }

const requests = (choice?: Choice): PlanInput['requests'] => requestsOf(modelOf(program(choice)))

/** What is done, and the store after it. */
function run(store: KeyStore, choice?: Choice, now = NOW, moves: PlanInput['moves'] = []) {
  const plan = planIssue({ requests: requests(choice), store, moves, now })
  const steps = issueSteps(plan).map(({ identity, verb, reason }) => `${verb} ${identity}: ${reason}`)
  return { steps, after: issue(plan, means()).after }
}

const tokenOf = ({ entries }: KeyStore, identity: string): string => {
  const entry = entries.get(identity)
  return entry?.kind === 'jwt' && !isRetired(entry) ? (entry.public.jwt ?? '') : ''
}
const claimsOf = (store: KeyStore, identity: string) => decodeJwt(tokenOf(store, identity)).claims
const revoked = (store: KeyStore): AccountClaims['revocations'] =>
  (claimsOf(store, 'account/ORDERS/jwt').nats as AccountClaims).revocations
const keyOf = ({ entries }: KeyStore, identity: string): string => {
  const entry = entries.get(identity)
  return entry?.kind === 'nkey' ? entry.public.publicKey : ''
}

/** The key of nobody whom a store knows. */
const GUEST = 'UA5B5DYUA6OQ7KEOKKGGMBVZUD2DD5IAQKXVOCC3I3VQNEWWJTF7FDWF'

const first = run(emptyStore()).after
const seconds = (time: number): number => Math.floor(time / 1000)

test('what says the same stays, however late and in whatever order it is asked for', () => {
  const later = run(first, { reversed: true }, NOW + 1000 * DAY)
  expect(later.steps).toEqual([])
  expect(later.after).toBe(first)
})

test('what says something else is issued anew, under the same key, and nothing besides', () => {
  const { steps, after } = run(first, { alice: { permissions: { publish: ['orders.>'] } } }, NOW + DAY)
  expect(steps).toEqual(['reissue user/ORDERS/alice/jwt: pub changed'])
  expect(claimsOf(after, 'user/ORDERS/alice/jwt')).toMatchObject({
    sub: keyOf(first, 'user/ORDERS/alice/nkey'),
    iat: seconds(NOW + DAY),
    nats: { pub: { allow: ['orders.>'] } },
  })
})

test('the time of issue only goes forward, by which servers tell the newer of two', () => {
  const once = run(first, { alice: { maxSubscriptions: 1 } }).after
  const behind = run(once, { alice: { maxSubscriptions: 2 } }, NOW - 60_000).after
  const [a, b, c] = [first, once, behind].map((store) => claimsOf(store, 'user/ORDERS/alice/jwt').iat ?? 0)
  expect([b, c]).toEqual([(a ?? 0) + 1, (a ?? 0) + 2])
})

test('one that ends is renewed when two thirds of its life have passed, and not before', () => {
  const choice = { alice: { validity: '30d' as const } }
  const { after } = run(emptyStore(), choice)
  expect(claimsOf(after, 'user/ORDERS/alice/jwt').exp).toBe(seconds(NOW + 30 * DAY))
  expect(run(after, choice, NOW + 20 * DAY - 1000).steps).toEqual([])
  const { steps, after: renewed } = run(after, choice, NOW + 20 * DAY + 1000)
  expect(steps).toEqual([expect.stringMatching(/^renew user\/ORDERS\/alice\/jwt: two thirds/)])
  expect(claimsOf(renewed, 'user/ORDERS/alice/jwt').exp).toBe(seconds(NOW + 50 * DAY + 1000))
})

test('another signing key of the operator signs the accounts, and nobody else is touched', () => {
  const { steps, after } = run(first, { signingKeys: ['next', 'main'] }, NOW + DAY)
  expect(steps.filter((step) => step.includes('/jwt'))).toEqual([
    expect.stringMatching(/^reissue account\/BILLING\/jwt: signer /),
    expect.stringMatching(/^reissue account\/ORDERS\/jwt: signer /),
    expect.stringMatching(/^reissue operator\/acme\/jwt: signing_keys /),
  ])
  expect(claimsOf(after, 'account/ORDERS/jwt').iss).toBe(keyOf(after, 'operator/acme/signing/next'))
})

describe('a user who leaves the program', () => {
  const bob = keyOf(first, 'user/ORDERS/bob/nkey')
  const gone = run(first, { without: ['bob'] }, NOW + DAY)

  it('is revoked in the JWT of the account', () => {
    expect(gone.steps).toContain('reissue account/ORDERS/jwt: revocations changed')
    expect(revoked(gone.after)).toEqual({ [bob]: seconds(NOW + DAY) })
  })

  it('stays revoked, without a further change', () => {
    expect(run(gone.after, { without: ['bob'] }, NOW + 10 * DAY).steps).toEqual([])
  })

  it('has the old key and the old JWT when the program has it again, and the revocation goes', () => {
    const { after } = run(gone.after, {}, NOW + 2 * DAY)
    expect(keyOf(after, 'user/ORDERS/bob/nkey')).toBe(bob)
    expect(revoked(after)).toBeUndefined()
    expect(tokenOf(after, 'user/ORDERS/bob/jwt')).toBe(tokenOf(first, 'user/ORDERS/bob/jwt'))
  })

  it('is known to be revoked when the program has it again, until it is let in again', () => {
    const back = run(gone.after, {}, NOW + 2 * DAY).after
    const revokedAt = (before: KeyStore, after: KeyStore): number | undefined =>
      issuedView(before, after).document('user/ORDERS/bob/jwt')?.revokedAt
    expect(revokedAt(gone.after, back)).toBe(NOW + DAY)
    expect(revokedAt(back, back)).toBeUndefined()
    const config = run(first, { inUse: false }, NOW + DAY).after
    expect(revokedAt(config, run(config, {}, NOW + 2 * DAY).after)).toBeUndefined()
  })

  it('is forgotten by a store that is older than the deploy that revoked it, and by no other', () => {
    const account = keyOf(first, 'account/ORDERS/nkey')
    const revokedThere = new Map([[account, [bob, GUEST, '*'].map((publicKey) => ({ publicKey, at: NOW }))]])
    const forgotten = (stored: KeyStore, next: KeyStore) =>
      issuedView(stored, next, undefined, revokedThere).document('account/ORDERS/jwt')?.forgotten
    expect(forgotten(first, gone.after)).toEqual([{ publicKey: GUEST, at: NOW }])
    const declared = run(first, { revoked: GUEST }).after
    expect(forgotten(declared, first)).toBeUndefined()
    expect(forgotten(first, declared)).toBeUndefined()
    expect(issuedView(first, first).document('account/ORDERS/jwt')?.forgotten).toBeUndefined()
  })

  it('is revoked with the others', () => {
    const both = run(gone.after, { without: ['alice', 'bob'] }, NOW + 2 * DAY).after
    expect(revoked(both)).toEqual({
      [bob]: seconds(NOW + DAY),
      [keyOf(first, 'user/ORDERS/alice/nkey')]: seconds(NOW + 2 * DAY),
    })
  })
})

test('who is renamed keeps its key, and is not revoked: the JWT of the account stays', () => {
  const moves = [{ from: 'user/ORDERS/bob', to: 'user/ORDERS/robert' }]
  const { steps, after } = run(first, { bob: 'robert' }, NOW + DAY, moves)
  expect(steps).toEqual([
    'move user/ORDERS/robert/nkey: was user/ORDERS/bob/nkey',
    'move user/ORDERS/robert/jwt: was user/ORDERS/bob/jwt; name "bob" became "robert"',
  ])
  expect(keyOf(after, 'user/ORDERS/robert/nkey')).toBe(keyOf(first, 'user/ORDERS/bob/nkey'))
  expect(tokenOf(after, 'account/ORDERS/jwt')).toBe(tokenOf(first, 'account/ORDERS/jwt'))
  expect(run(after, { bob: 'robert' }, NOW + 2 * DAY).steps).toEqual([])
})

test('who is given no limits at all is not given those of the account', () => {
  const { after } = run(first, { alice: { permissions: {} } })
  expect(claimsOf(after, 'user/ORDERS/alice/jwt').nats).toMatchObject({
    pub: { allow: ['>'] },
    sub: { allow: ['>'] },
  })
})

test('a bearer JWT is a secret: it is in no public part of the key store', () => {
  const { after } = run(first, { alice: { bearer: true } })
  const { public: said, secret } = after.entries.get('user/ORDERS/alice/jwt') as JwtEntry
  expect(said.jwt).toBeUndefined()
  expect(decodeJwt(secret?.reveal() ?? '').claims.nats).toMatchObject({ bearer_token: true })
})

test('in config mode the keys of users stay, and those of accounts wait for operator mode to come back', () => {
  const config = run(first, { inUse: false }, NOW + DAY)
  expect(config.steps.map((step) => step.split(':')[0])).toEqual([
    'retire account/BILLING/jwt',
    'retire account/BILLING/nkey',
    'retire account/ORDERS/jwt',
    'retire account/ORDERS/nkey',
    'retire operator/acme/jwt',
    'retire operator/acme/nkey',
    'retire operator/acme/signing/main',
    'retire user/ORDERS/alice/jwt',
    'retire user/ORDERS/bob/jwt',
  ])
  const back = run(config.after, {}, NOW + 2 * DAY).after
  for (const identity of first.entries.keys()) {
    expect(keyOf(back, identity)).toBe(keyOf(first, identity))
    expect(tokenOf(back, identity)).toBe(tokenOf(first, identity))
  }
})

test('the import of a private export has its activation, and what is said of both', () => {
  const requests = requestsOf(
    modelOf((scope) => {
      new Operator(scope, 'acme')
      const orders = new Account(scope, 'ORDERS')
      const billing = new Account(scope, 'BILLING', {
        imports: [{ from: orders, service: 'quote.a', name: 'quotes' }],
      })
      orders.addExport({
        service: 'quote.*',
        accounts: [billing],
        name: 'all quotes',
        description: 'what things cost',
        infoUrl: 'https://acme.example/quotes',
        advertise: true,
      })
      new User(billing, 'bob', { connectionTypes: 'any' })
    }),
  )
  const { after } = issue(planIssue({ requests, store: emptyStore(), moves: [], now: NOW }), means())
  const activation = tokenOf(after, 'account/ORDERS/activation/BILLING/service/quote.a/jwt')
  expect(decodeJwt(activation).claims).toMatchObject({
    sub: keyOf(after, 'account/BILLING/nkey'),
    iss: keyOf(after, 'account/ORDERS/nkey'),
  })
  expect(claimsOf(after, 'account/BILLING/jwt').nats).toMatchObject({
    imports: [{ name: 'quotes', subject: 'quote.a', token: activation }],
  })
  expect(claimsOf(after, 'account/ORDERS/jwt').nats).toMatchObject({
    exports: [
      {
        name: 'all quotes',
        token_req: true,
        description: 'what things cost',
        info_url: 'https://acme.example/quotes',
        advertise: true,
      },
    ],
  })
  expect(claimsOf(after, 'user/BILLING/bob/jwt').nats).not.toHaveProperty('allowed_connection_types')
})

describe('an account that had leave to import', () => {
  const HOUR = 3_600_000
  const program = (
    leave: readonly string[],
    importing: readonly string[],
    props = {},
  ): PlanInput['requests'] =>
    requestsOf(
      modelOf((scope) => {
        new Operator(scope, 'acme')
        const orders = new Account(scope, 'ORDERS')
        const accounts = leave.map((name) => new Account(scope, name))
        orders.addExport({ stream: 'orders.>', accounts, ...props })
        orders.addExport({ stream: 'other.>', accounts })
        for (const account of accounts)
          if (importing.includes(account.accountName))
            account.addImport({ from: orders, stream: 'orders.new' })
      }),
    )
  const after = (store: KeyStore, requests: PlanInput['requests'], now = NOW): KeyStore =>
    issue(planIssue({ requests, store, moves: [], now }), means()).after
  const revokedIn = (store: KeyStore) =>
    (claimsOf(store, 'account/ORDERS/jwt').nats as AccountClaims).exports?.map(
      ({ revocations }) => revocations,
    )

  const BOTH = ['BILLING', 'PARTNER']
  const begin = after(emptyStore(), program(BOTH, BOTH))
  const partner = keyOf(begin, 'account/PARTNER/nkey')

  it('is revoked when it may no longer, and of that export alone', () => {
    const gone = after(begin, program(['BILLING'], ['BILLING']), NOW + HOUR)
    expect(revokedIn(gone)).toEqual([{ [partner]: seconds(NOW + HOUR) }, undefined])
    const back = after(gone, program(BOTH, BOTH), NOW + 2 * HOUR)
    expect(revokedIn(back)).toEqual([undefined, undefined])
    expect(tokenOf(back, 'account/PARTNER/jwt')).toBe(tokenOf(begin, 'account/PARTNER/jwt'))
  })

  it('is not while it may, though it does not import it any more', () => {
    expect(revokedIn(after(begin, program(BOTH, ['BILLING']), NOW + HOUR))).toEqual([undefined, undefined])
  })

  it('is revoked with whom the program revokes, up to the later time', () => {
    const at = new Date(NOW + 2 * HOUR).toISOString()
    const revocations = [partner, '*'].map((account) => ({ account, at }))
    const gone = after(begin, program(['BILLING'], ['BILLING'], { revocations }), NOW + HOUR)
    expect(revokedIn(gone)?.[0]).toEqual({ [partner]: seconds(NOW + 2 * HOUR), '*': seconds(NOW + 2 * HOUR) })
  })
})
