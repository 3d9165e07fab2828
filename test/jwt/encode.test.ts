import { encodeJwt } from '../../lib/jwt/encode'
import { decodeJwt } from '../../lib/jwt/decode'
import { NOW, signerOf } from '../support/jwt'
import { codeOf } from '../support/thrown'

const operator = signerOf('O', 1)
const account = signerOf('A', 2)
const user = signerOf('U', 3)

const payload = (token: string): string => Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()

it('is the same for the same, whatever the order of the properties', () => {
  const nats = {
    exports: [
      { subject: 'b', type: 'stream' },
      { subject: 'a', type: 'stream' },
    ],
  } as const
  const one = encodeJwt('account', { name: 'A', sub: account.publicKey, nats }, operator, NOW)
  const other = encodeJwt('account', { nats, sub: account.publicKey, name: 'A' }, operator, NOW + 999)
  expect(one).toBe(other)
  expect(payload(one)).toMatch(
    /^\{"jti":"[A-Z2-7]{52}","iat":1795348800,"iss":"O[A-Z2-7]{55}","name":"A","sub":"A[A-Z2-7]{55}","nats":\{"exports":\[\{"subject":"a","type":"stream"\},/,
  )
})

it('escapes what Go escapes', () => {
  const token = encodeJwt('user', { sub: user.publicKey, name: '<&>\u2028"\u0001\ud800' }, account, NOW)
  expect(payload(token)).toContain(String.raw`"name":"\u003c\u0026\u003e\u2028\"\u0001` + '\ufffd"')
})

it('is not made for a subject, an audience or a signer of another role', () => {
  expect(codeOf(() => encodeJwt('user', { sub: account.publicKey }, account, NOW))).toBe('jwt-key')
  expect(codeOf(() => encodeJwt('user', { sub: user.publicKey }, operator, NOW))).toBe('jwt-key')
  expect(codeOf(() => encodeJwt('user', {}, account, NOW))).toBe('jwt-key')
  const answer = { sub: user.publicKey, aud: account.publicKey, nats: { error: 'no' } }
  expect(codeOf(() => encodeJwt('authorization_response', answer, account, NOW))).toBe('jwt-key')
})

it('has no limit where the template of a scope has none, and no other limits of JetStream beside tiers, as Go reads them', () => {
  const scope = { kind: 'user_scope', key: account.publicKey, template: { payload: 10 } } as const
  const limits = { mem_storage: 1, conn: 2, tiered_limits: { R1: { mem_storage: 3 } } }
  const nats = { signing_keys: [scope], limits }
  const { claims } = decodeJwt(encodeJwt('account', { sub: account.publicKey, nats }, operator, NOW))
  expect(claims.nats).toMatchObject({
    signing_keys: [{ template: { subs: -1, data: -1, payload: 10 } }],
    limits: { conn: 2, tiered_limits: { R1: { mem_storage: 3 } } },
  })
  expect(claims.nats).not.toHaveProperty('limits.mem_storage')
})
