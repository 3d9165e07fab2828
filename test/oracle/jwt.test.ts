// NATS JWTs against nats-io/jwt, with which nats-server and nsc read and write them.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { checkChain } from '../../lib/jwt/chain'
import { decodeJwt, isSigned } from '../../lib/jwt/decode'
import { encodeJwt } from '../../lib/jwt/encode'
import { KINDS, type Claims, type Kind, type KindOfJwt } from '../../lib/jwt/kinds'
import { findTokens } from '../../lib/jwt/tokens'
import type { Json } from '../../lib/values/canonical-json'
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

it('writes version 1, which we read as it reads it', () => {
  const old = orders
    .filter(({ kind }) => ['operator', 'account', 'user', 'activation'].includes(kind))
    .map(asOld)
  const tokens = ask(
    'encode',
    old.map(({ kind, claims, seed }) =>
      // A rate of sampling was a number.
      JSON.stringify({ kind, version: 1, seed, claims }).replaceAll('"headers"', '50'),
    ),
  )
  const answers = ask('decode', tokens).map((answer) => JSON.parse(answer) as { claims: Claims<Kind> })
  expect(old.length).toBeGreaterThan(TOKENS / 2)
  old.forEach(({ kind }, i) => {
    const jwt = decodeJwt(tokens[i] ?? '')
    expect(isSigned(jwt)).toBe(true)
    expect(jwt).toMatchObject({ kind, version: 1 })
    const { claims } = KINDS[kind] as KindOfJwt<Kind>
    expect(claims.write(jwt.claims)).toBe(claims.write(answers[i]?.claims ?? {}))
  })
})

/** As version 1 has it: keys without scopes, networks as one text. */
function asOld(one: Order): { readonly kind: Kind; readonly seed: string; readonly claims: object } {
  const { kind, seed, claims } = one
  const { signing_keys, src, tags, issuer_account, ...nats } = (claims.nats ?? {}) as Readonly<
    Record<string, unknown>
  >
  const keys = Array.isArray(signing_keys) ? signing_keys.filter((key) => typeof key === 'string') : undefined
  const networks = Array.isArray(src) ? src.join() : undefined
  return {
    kind,
    seed,
    claims: {
      ...claims,
      tags,
      issuer_account,
      nats: {
        ...nats,
        ...(keys && { signing_keys: keys }),
        ...(networks !== undefined && { src: networks }),
        ...(kind === 'activation' && { type: nats['kind'] }),
      },
    },
  }
}

it('says of tokens by nsc what nsc says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'natsmith-nsc-'))
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    NSC_NO_GIT_IGNORE: 'true',
    XDG_DATA_HOME: folder,
    XDG_CONFIG_HOME: folder,
  }
  const nsc = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(need('nsc'), args, { env, cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return stdout
  }
  try {
    nsc('init', '--name', 'ACME', '--dir', join(folder, 'stores'))
    nsc('add', 'account', 'ORDERS')
    nsc(
      'edit',
      'signing-key',
      '--account',
      'ORDERS',
      '--sk',
      'generate',
      '--role',
      'sensor',
      '--allow-pub',
      'sensors.{{name()}}.>',
    )
    nsc('add', 'user', 'alice', '--account', 'ORDERS', '--allow-pub', 'orders.>', '--expiry', '30d')
    nsc('add', 'user', 'probe', '--account', 'ORDERS', '-K', 'sensor')
    const raw = (...args: readonly string[]): string => nsc('describe', ...args, '--raw').trim()
    const users = ['alice', 'probe'].map((name) => raw('user', '--account', 'ORDERS', '--name', name))
    const tokens = [raw('operator'), raw('account', '--name', 'ORDERS'), ...users]
    const said = [
      'operator',
      'account --name ORDERS',
      'user --account ORDERS --name alice',
      'user --account ORDERS --name probe',
    ].map((line) => JSON.parse(nsc('describe', ...line.split(' '), '--json')) as Json)
    const jwts = tokens.map((token) => decodeJwt(findTokens(token).tokens[0] ?? ''))
    expect(jwts.map(({ claims }) => claims)).toEqual(
      jwts.map(({ kind }, i) => KINDS[kind].claims.read(said[i] ?? null, '')),
    )
    const checked = checkChain(jwts, [], Date.now())
    expect(checked.map(({ trust }) => trust)).toEqual(Array(4).fill('verified'))
    expect(checked[3]?.scope?.role).toBe('sensor')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
