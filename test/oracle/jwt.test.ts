// NATS JWTs against nats-io/jwt, with which nats-server and nsc read and write them.
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { decodeJwt, isSigned } from '../../lib/jwt/decode'
import { encodeJwt } from '../../lib/jwt/encode'
import { need } from '../../tools/install'
import { NOW, order, type Order } from '../support/jwt'

/** Of every kind and with every claim there is, as often as this in a run. */
const TOKENS = 2000

const program = need('jwt-check')

/** One line for each. */
function ask(what: 'decode' | 'encode', lines: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = spawnSync(program, [what], {
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  if (status !== 0) throw new Error(stderr)
  return stdout.trimEnd().split('\n')
}

const payloadOf = (token: string): string =>
  Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')

const encode = ({ kind, claims, signer }: Order, now = NOW): string => encodeJwt(kind, claims, signer, now)

const orders = fc.sample(order(), TOKENS)

it('accepts what we write, with no issue, and writes the same claims again', () => {
  const tokens = orders.map((one) => encode(one))
  const answers = ask('decode', tokens)
  expect(answers).toHaveLength(TOKENS)
  answers.forEach((answer, i) => {
    // Compared as text, since the order of fields is part of what is hashed and signed.
    expect(answer).toBe(`{"claims":${payloadOf(tokens[i] ?? '')}}`)
  })
})

it('writes the same bytes as we do, and we read what it writes', () => {
  const tokens = ask(
    'encode',
    orders.map(({ kind, claims, seed }) => JSON.stringify({ kind, version: 2, seed, claims })),
  )
  orders.forEach((one, i) => {
    const token = tokens[i] ?? ''
    const jwt = decodeJwt(token)
    const issuedAt = Number(jwt.claims.iat) * 1000
    expect(isSigned(jwt)).toBe(true)
    expect(jwt).toMatchObject({ kind: one.kind, version: 2 })
    expect(encode(one, issuedAt)).toBe(token)
    expect(encodeJwt(jwt.kind, jwt.claims, one.signer, issuedAt)).toBe(token)
  })
})
