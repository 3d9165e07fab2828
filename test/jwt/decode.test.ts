import fc from 'fast-check'
import { decodeJwt, isSigned } from '../../lib/jwt/decode'
import { encodeJwt } from '../../lib/jwt/encode'
import type { Kind } from '../../lib/jwt/kinds'
import { NatsmithError } from '../../lib/values/finding'
import { encodePublic } from '../../lib/values/nkey'
import { NOW, order, signerOf } from '../support/jwt'
import { codeOf, thrown } from '../support/thrown'

const account = signerOf('A', 1)
const user = signerOf('U', 2)
const token = encodeJwt('user', { sub: user.publicKey, name: 'alice', nats: { subs: -1 } }, account, NOW)

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url')
const HEADER = '{"typ":"JWT","alg":"ed25519-nkey"}'

/** Signed as it is, whatever it says. */
function forged(payload: string | Uint8Array, header = HEADER, signer = account, isOld = false): string {
  const signed = `${base64(header)}.${base64(payload)}`
  const signature = signer.sign(Buffer.from(isOld ? base64(payload) : signed))
  return `${signed}.${signature.toString('base64url')}`
}

const NATS = '"nats":{"type":"user","version":2}'
const claims = (more: string, nats = NATS): string =>
  `{"iss":"${account.publicKey}","sub":"${user.publicKey}",${more}${nats}}`
const [head = '', body = '', tail = ''] = token.split('.')

const BAD: Readonly<Record<string, readonly [code: string, token: string]>> = {
  nothing: ['jwt-parts', ''],
  'two parts': ['jwt-parts', `${head}.${body}`],
  'four parts': ['jwt-parts', `${token}.x`],
  'a signature that is cut off': ['jwt-signature-length', token.slice(0, -2)],
  'claims that are cut off': ['jwt-json', `${head}.${base64('{"iss":')}.${tail}`],
  padding: ['jwt-base64', `${head}=.${body}.${tail}`],
  'base64 of other letters': ['jwt-base64', `${head}.${body.slice(1)}+.${tail}`],
  'trailing bits': ['jwt-base64', `${head}.${body}.${tail.slice(0, -1)}${tail.endsWith('B') ? 'C' : 'B'}`],
  'a line break': ['jwt-base64', `${head}\n.${body}.${tail}`],
  'alg none': ['jwt-alg', forged(claims(''), '{"typ":"JWT","alg":"none"}')],
  'alg HS256': ['jwt-alg', forged(claims(''), '{"typ":"JWT","alg":"HS256"}')],
  'no alg': ['jwt-alg', forged(claims(''), '{"typ":"JWT"}')],
  'another type': ['jwt-alg', forged(claims(''), '{"typ":"JWE","alg":"ed25519-nkey"}')],
  'the algorithm of version 1': ['jwt-alg', forged(claims(''), '{"typ":"JWT","alg":"ed25519"}')],
  'version 1 by the algorithm of version 2': ['jwt-alg', forged(claims('"type":"user",', '"nats":{}'))],
  'version 1 of what it did not have': [
    'jwt-version',
    forged(
      claims('"type":"authorization_response",', '"nats":{}'),
      '{"typ":"jwt","alg":"ed25519"}',
      account,
      true,
    ),
  ],
  'no version': ['jwt-version', forged(claims('', '"nats":{"type":"user"}'))],
  'a negative version': ['jwt-version', forged(claims('', '"nats":{"type":"user","version":-1}'))],
  'a newer version': ['jwt-newer', forged(claims('', '"nats":{"type":"user","version":3}'))],
  'another kind': ['jwt-kind', forged(claims('', '"nats":{"type":"cluster","version":2}'))],
  'a kind that every object has': ['jwt-kind', forged(claims('', '"nats":{"type":"toString","version":2}'))],
  'no kind': ['jwt-kind', forged('{}')],
  'claims that are no object': ['jwt-claims', forged('[1]')],
  'a seed as the subject': [
    'jwt-key',
    forged(
      `{"iss":"${account.publicKey}","sub":"SUAACCAPCYOSIKZSHFAEOTSVLRRWU4LYP6DI3FE3UKU3BN56YXGNHWVCJA",${NATS}}`,
    ),
  ],
  'the subject of another role': [
    'jwt-key',
    forged(`{"iss":"${account.publicKey}","sub":"${account.publicKey}",${NATS}}`),
  ],
  'an issuer of another role': [
    'jwt-key',
    forged(`{"iss":"${user.publicKey}","sub":"${user.publicKey}",${NATS}}`, HEADER, user),
  ],
  'a wrong checksum': [
    'jwt-key',
    forged(
      `{"iss":"${account.publicKey}","sub":"${user.publicKey.slice(0, -1)}${user.publicKey.endsWith('A') ? 'B' : 'A'}",${NATS}}`,
    ),
  ],
  'no issuer': ['jwt-key', forged(`{"sub":"${user.publicKey}",${NATS}}`)],
  'the same key twice': ['jwt-duplicate-key', forged(claims('"exp":1,"exp":2,'))],
  'the same key twice, once escaped': ['jwt-duplicate-key', forged(claims('"exp":1,"\\u0065xp" :2,'))],
  'a key in other letters': ['jwt-claims', forged(claims('"EXP":2,'))],
  'a key that Go folds': ['jwt-claims', forged(claims('"\\u017fub":"x",'))],
  'deep nesting': ['jwt-nested', forged(claims(`"x":${'['.repeat(100_000)}${']'.repeat(100_000)},`))],
  'objects in objects': [
    'jwt-nested',
    forged(claims(`"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)},`)),
  ],
  'quotes without an end': ['jwt-json', forged(`"${'\\"'.repeat(300_000)}`)],
  'not UTF-8': [
    'jwt-not-utf8',
    forged(Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('"}')])),
  ],
  'half of a surrogate pair': ['jwt-claims', forged(claims('"name":"\\ud800",'))],
  'no JSON': ['jwt-json', forged('hello')],
  'a fraction': ['jwt-json', forged(claims('"exp":1.0,'))],
  'an exponent': ['jwt-json', forged(claims('"exp":1e3,'))],
  'a number that is too large': ['jwt-claims', forged(claims('"exp":9007199254740993,'))],
  'text for a number': ['jwt-claims', forged(claims('"exp":"1",'))],
  'a number for text': ['jwt-claims', forged(claims('"name":1,'))],
  'a list for an object': ['jwt-claims', forged(claims('', '"nats":{"type":"user","version":2,"pub":[]}'))],
  'null in a list': ['jwt-claims', forged(claims('', '"nats":{"type":"user","version":2,"tags":[null]}'))],
}

it.each(Object.entries(BAD))('%s is refused', (_what, [code, text]) => {
  const error = thrown(() => decodeJwt(text))
  expect(error).toBeInstanceOf(NatsmithError)
  expect(error).toMatchObject({ code })
  expect((error as Error).message).not.toMatch(/S[ACNOUX][A-Z2-7]{56}/)
})

it('is refused when it is longer than a mebibyte', () => {
  expect(codeOf(() => decodeJwt(`${head}.${'A'.repeat(2 ** 20)}.${tail}`))).toBe('jwt-too-large')
})

it('reads the token that these are made from', () => {
  const jwt = decodeJwt(token)
  expect(isSigned(jwt)).toBe(true)
  expect(jwt).toMatchObject({ kind: 'user', version: 2, claims: { name: 'alice', iat: NOW / 1000 } })
  expect(isSigned(decodeJwt(forged(claims(''))))).toBe(true)
})

it('leaves out what it does not know, and takes null for nothing, as Go does', () => {
  const { claims: read } = decodeJwt(forged(claims('"exp":null,"acme":{"x":[1]},')))
  expect(Object.keys(read).sort()).toEqual(['iss', 'nats', 'sub'])
})

it('never takes a token that was changed, and never throws anything else', () => {
  const kinds: readonly Kind[] = ['user', 'account', 'operator']
  fc.assert(
    fc.property(
      order(kinds),
      fc.nat(),
      fc.nat(),
      fc.constantFrom('change', 'remove', 'double', 'insert'),
      (one, place, by, how) => {
        const whole = encodeJwt(one.kind, one.claims, one.signer, NOW)
        const at = place % whole.length
        const letter = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.='.charAt(by % 66)
        const changed = {
          change: whole.slice(0, at) + letter + whole.slice(at + 1),
          remove: whole.slice(0, at) + whole.slice(at + 1),
          double: whole.slice(0, at) + whole.charAt(at) + whole.slice(at),
          insert: whole.slice(0, at) + letter + whole.slice(at),
        }[how]
        fc.pre(changed !== whole)
        expect(isTaken(changed)).toBe(false)
      },
    ),
    { numRuns: 300 },
  )
})

it('never takes claims that somebody else has signed', () => {
  const other = encodePublic('A', Buffer.alloc(32, 9))
  expect(isTaken(forged(claims('').replace(account.publicKey, other)))).toBe(false)
})

/** Throws what is no error of ours. */
function isTaken(text: string): boolean {
  let taken = false
  codeOf(() => (taken = isSigned(decodeJwt(text))))
  return taken
}
