import type { Account } from '../../lib/jwt/account'
import { checkChain, type Checked } from '../../lib/jwt/chain'
import { decodeJwt } from '../../lib/jwt/decode'
import { describeJwt } from '../../lib/jwt/describe'
import { encodeJwt, type Unsigned } from '../../lib/jwt/encode'
import { redact } from '../../lib/jwt/redact'
import { findTokens } from '../../lib/jwt/tokens'
import type { Operator } from '../../lib/jwt/operator'
import type { User } from '../../lib/jwt/user'
import { encodeSeed } from '../../lib/values/nkey'
import { NOW, signerOf } from '../support/jwt'
import { codeOf } from '../support/thrown'

const operator = signerOf('O', 1)
const operatorSigner = signerOf('O', 2)
const account = signerOf('A', 3)
const accountSigner = signerOf('A', 4)
const user = signerOf('U', 5)
const other = signerOf('A', 6)

const operatorJwt = (nats: Operator = {}, signer = operator): string =>
  encodeJwt('operator', { name: 'ACME', sub: operator.publicKey, nats }, signer, NOW)
const accountJwt = (nats: Account = {}, signer = operator): string =>
  encodeJwt('account', { name: 'ORDERS', sub: account.publicKey, nats }, signer, NOW)
const userJwt = (nats: User = {}, signer = account, more: Partial<Unsigned<'user'>> = {}): string =>
  encodeJwt('user', { name: 'alice', sub: user.publicKey, nats, ...more }, signer, NOW)

const check = (tokens: readonly string[], now = NOW + 60_000): readonly Checked[] =>
  checkChain(tokens.map(decodeJwt), [], now)
const last = (tokens: readonly string[], now?: number): readonly unknown[] => {
  const checked = check(tokens, now).at(-1)
  return [checked?.trust, ...(checked?.findings ?? []).map(({ code }) => code)]
}

const of = { issuer_account: account.publicKey }
const scope = {
  kind: 'user_scope',
  key: accountSigner.publicKey,
  role: 'sensor',
  template: { subs: 1 },
} as const
const [O, A] = [operatorJwt(), accountJwt()]
const seconds = NOW / 1000

const CASES: Readonly<Record<string, readonly [tokens: readonly string[], ...verdict: readonly string[]]>> = {
  'an operator': [[O], 'verified'],
  'an operator that another key has signed': [
    [operatorJwt({ signing_keys: [operatorSigner.publicKey] }, operatorSigner)],
    'refused',
    'jwt-not-self-signed',
  ],
  'an account': [[O, A], 'verified'],
  'an account by a signing key': [
    [operatorJwt({ signing_keys: [operatorSigner.publicKey] }), accountJwt({}, operatorSigner)],
    'verified',
  ],
  'an account by a key that the operator does not have': [
    [O, accountJwt({}, operatorSigner)],
    'refused',
    'jwt-issuer-unknown',
  ],
  'an account by an identity key, where signing keys are demanded': [
    [operatorJwt({ strict_signing_key_usage: true }), A],
    'refused',
    'jwt-strict-signing-keys',
  ],
  'an account that signed itself': [[accountJwt({}, account)], 'unchecked'],
  'an account that signed itself, beside an operator': [
    [O, accountJwt({}, account)],
    'refused',
    'jwt-issuer-unknown',
  ],
  'an account alone': [[A], 'unchecked'],
  'a user alone': [[userJwt()], 'unchecked'],
  'a user': [[O, A, userJwt()], 'verified'],
  'a user without the operator': [[A, userJwt()], 'unchecked'],
  'a user of an account that is refused': [
    [O, accountJwt({}, operatorSigner), userJwt()],
    'refused',
    'jwt-issuer-refused',
  ],
  'a user by a signing key': [
    [O, accountJwt({ signing_keys: [accountSigner.publicKey] }), userJwt(of, accountSigner)],
    'verified',
  ],
  'a user by a signing key that is gone': [
    [O, A, userJwt(of, accountSigner)],
    'refused',
    'jwt-issuer-unknown',
  ],
  'a user by a signing key, without its account': [
    [O, accountJwt({ signing_keys: [accountSigner.publicKey] }), userJwt({}, accountSigner)],
    'refused',
    'jwt-issuer-account',
  ],
  'a user by a scope': [[O, accountJwt({ signing_keys: [scope] }), userJwt(of, accountSigner)], 'verified'],
  'a user by a scope, with limits of its own': [
    [O, accountJwt({ signing_keys: [scope] }), userJwt({ ...of, subs: -1 }, accountSigner)],
    'refused',
    'jwt-scope',
  ],
  'a user that is revoked': [
    [O, accountJwt({ revocations: { [user.publicKey]: seconds } }), userJwt()],
    'refused',
    'jwt-revoked',
  ],
  'a user issued after it was revoked': [
    [O, accountJwt({ revocations: { [user.publicKey]: seconds - 1 } }), userJwt()],
    'verified',
  ],
  'a user, when all are revoked': [
    [O, accountJwt({ revocations: { '*': seconds } }), userJwt()],
    'refused',
    'jwt-revoked',
  ],
  'a bearer where none is allowed': [
    [O, accountJwt({ limits: { disallow_bearer: true } }), userJwt({ bearer_token: true })],
    'refused',
    'jwt-bearer',
  ],
  'a user that has expired': [[O, A, userJwt({}, account, { exp: seconds })], 'refused', 'jwt-expired'],
  'a user in its last second': [[O, A, userJwt({}, account, { exp: seconds + 60 })], 'verified'],
  'a user before its time': [
    [O, A, userJwt({}, account, { nbf: seconds + 61 })],
    'refused',
    'jwt-not-yet-valid',
  ],
  'the later of two accounts': [
    [
      O,
      accountJwt({ revocations: { '*': seconds } }),
      encodeJwt('account', { sub: account.publicKey }, operator, NOW + 5000),
      userJwt(),
    ],
    'verified',
  ],
}

it.each(Object.entries(CASES))('%s', (_what, [tokens, ...verdict]) => {
  expect(last(tokens)).toEqual(verdict)
})

it('is refused when somebody has changed it', () => {
  const [head = '', , tail = ''] = userJwt().split('.')
  const body = userJwt({ subs: -1 }).split('.')[1] ?? ''
  expect(last([O, A, [head, body, tail].join('.')])).toEqual(['refused', 'jwt-signature'])
})

describe('an activation among imports', () => {
  const activation = (subject: string, more: { exp?: number; sub?: string } = {}): string =>
    encodeJwt(
      'activation',
      { sub: account.publicKey, nats: { subject, kind: 'stream' }, ...more },
      other,
      NOW,
    )
  const importing = (token: string, from = other.publicKey): string =>
    accountJwt({ imports: [{ subject: 'a.b', type: 'stream', account: from, token }] })
  const exporter = (revocations: Record<string, number>): string =>
    encodeJwt(
      'account',
      {
        sub: other.publicKey,
        nats: { exports: [{ subject: 'a.>', type: 'stream', token_req: true, revocations }] },
      },
      operator,
      NOW,
    )

  it.each([
    ['is good', 'verified', [O, importing(activation('a.*'))]],
    ['is for something else', 'refused', [O, importing(activation('b.*'))]],
    ['has expired', 'refused', [O, importing(activation('a.*', { exp: seconds }))]],
    ['is for another account', 'refused', [O, importing(activation('a.*', { sub: other.publicKey }))]],
    ['is from another account', 'refused', [O, importing(activation('a.*'), account.publicKey)]],
    ['is none', 'refused', [O, importing('hello')]],
    ['is revoked', 'refused', [O, exporter({ [account.publicKey]: seconds }), importing(activation('a.*'))]],
    [
      'is not revoked',
      'verified',
      [O, exporter({ [account.publicKey]: seconds - 1 }), importing(activation('a.*'))],
    ],
  ])('%s', (_what, trust, tokens) => {
    expect(last(tokens)).toEqual(trust === 'verified' ? [trust] : [trust, 'jwt-activation'])
  })
})

describe('the tokens of a file', () => {
  const seed = encodeSeed('U', Buffer.alloc(32, 5))
  const creds = `-----BEGIN NATS USER JWT-----\n${userJwt()}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`

  it.each([
    ['one', ` ${O}\n`, [O]],
    ['lines', `${O}\n${A}`, [O, A]],
    ['without line breaks, as cat leaves them', `${O}${A}${userJwt()}`, [O, A, userJwt()]],
    ['a conf', `operator: ${O}\nresolver_preload: { ${account.publicKey}: "${A}" }`, [O, A]],
    ['creds', creds, [userJwt()]],
  ])('%s', (_what, text, tokens) => {
    expect(findTokens(text).tokens).toEqual(tokens)
  })

  it('has the public keys of seeds, and says when one belongs to another', () => {
    const { tokens, keys } = findTokens(creds)
    expect(keys).toEqual([user.publicKey])
    expect(checkChain(tokens.map(decodeJwt), keys, NOW)[0]?.findings).toEqual([])
    const codes = checkChain(tokens.map(decodeJwt), [other.publicKey], NOW)[0]?.findings.map(
      ({ code }) => code,
    )
    expect(codes).toEqual(['jwt-seed-of-another'])
  })

  it('is refused where there is none, and where a seed is damaged', () => {
    // As quickly as it is read.
    expect(codeOf(() => findTokens(`${'ey'.repeat(500_000)} ${'ey-'.repeat(500_000)}`))).toBe('jwt-none')
    expect(codeOf(() => findTokens('no token here'))).toBe('jwt-none')
    expect(
      codeOf(() => findTokens(creds.replace(seed, `${seed.slice(0, -1)}${seed.endsWith('A') ? 'B' : 'A'}`))),
    ).toBe('jwt-seed')
  })
})

describe('what is described', () => {
  const seed = encodeSeed('A', Buffer.alloc(32, 7))
  const server = signerOf('N', 8)

  it('has no secret: no seed, wherever it stands, and nothing that a client logs in with', () => {
    const login = {
      user: 'alice',
      pass: 'hunter2-planted',
      auth_token: 'token-planted',
      sig: 'sig-planted',
      jwt: 'jwt-planted',
    }
    const request = encodeJwt(
      'authorization_request',
      { sub: 'x', nats: { user_nkey: user.publicKey, connect_opts: login } },
      server,
      NOW,
    )
    const answer = encodeJwt(
      'authorization_response',
      { sub: user.publicKey, aud: server.publicKey, nats: { jwt: 'jwt-planted' } },
      account,
      NOW,
    )
    const planted = accountJwt({
      description: `x${seed}`,
      mappings: { [seed]: [{ subject: seed }] },
      tags: [seed],
    })
    const named = encodeJwt('account', { name: seed, sub: account.publicKey }, operator, NOW)
    const checked = checkChain(
      [request, answer, planted, named].map((token) => redact(decodeJwt(token))),
      [],
      NOW,
    )
    const said = JSON.stringify([
      checked.map((one) => describeJwt(one, NOW)),
      checked.map((one) => [one.jwt.claims, one.findings]),
    ])
    expect(said).not.toMatch(/planted/)
    expect(said).not.toContain(seed)
    expect(said).toContain('a password')
  })

  it('says all that a user may do', () => {
    const nats: User = {
      pub: { allow: ['orders.>'], deny: ['orders.secret'] },
      resp: { max: 2, ttl: 5e9 },
      src: ['10.0.0.0/8'],
      times: [{ start: '08:00:00', end: '18:00:00' }],
      times_location: 'Europe/Berlin',
      payload: 1024,
      subs: -1,
      data: -1,
      bearer_token: true,
    }
    const checked = check([userJwt(nats, account, { exp: seconds + 86_460 })])
    const [description] = checked.map((one) => describeJwt(one, NOW + 60_000))
    expect(description?.title).toBe('user alice')
    expect(description?.rows.slice(2)).toEqual([
      ['issued', ['2026-11-22T12:00:00Z, 1 minute ago']],
      ['valid until', ['2026-11-23T12:01:00Z, in 1 day']],
      ['publish allow', ['orders.>']],
      ['publish deny', ['orders.secret']],
      ['allow responses', ['2 messages, within 5s']],
      ['limits', ['subs unlimited, data unlimited, payload 1,024 bytes']],
      ['source networks', ['10.0.0.0/8']],
      ['times', ['08:00:00 to 18:00:00 Europe/Berlin']],
      ['bearer token', ['whoever has the JWT is let in, without the key']],
      ['chain', ['not checked: who issued it is not here; give the JWTs of its account and operator, too']],
    ])
  })
})
