// Making the JWTs of an operator mode, without anything around it. In: how many users, a hundred to an account. Out: milliseconds of
// natsmith, of the least that it can cost, and of the same claims made by nats-io/jwt.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as Encode from '../../lib/jwt/encode'
import type * as NkeyPair from '../../lib/jwt/nkey-pair'
import type * as Random from '../../lib/x509/random'
import { need } from '../../tools/install'
import { rawNkeys, rawSignatures } from './floors'
import { leastOf } from './measure'

const load = createRequire(join(__dirname, '../../dist/lib/index.js'))
const { encodeJwt } = load('./jwt/encode') as typeof Encode
const { nkeySigner, publicNkey } = load('./jwt/nkey-pair') as typeof NkeyPair
const { systemRandom } = load('./x509/random') as typeof Random

const USERS = 100

/** Keys of accounts and of users of each, and their JWTs. */
export function makeTokens(accounts: number, users: number): void {
  const now = Date.now()
  const random = systemRandom()
  const operator = nkeySigner('O', random(32))
  for (let i = 0; i < accounts; i++) {
    const account = nkeySigner('A', random(32))
    encodeJwt('account', { name: `A${String(i)}`, sub: account.publicKey, nats: NO_LIMITS }, operator, now)
    for (let j = 0; j < users; j++)
      encodeJwt(
        'user',
        { name: `u${String(j)}`, sub: publicNkey('U', random(32)), nats: userClaims(j) },
        account,
        now,
      )
  }
}

export function tokens(n: number): { readonly work: number; readonly floor: number; readonly peer: number } {
  const accounts = Math.ceil(n / USERS)
  const all = accounts * (USERS + 1)
  const program = need('jwt-check')
  return leastOf(5, {
    floor: () => () => {
      rawNkeys(all)
      rawSignatures(all)
    },
    work: () => () => {
      makeTokens(accounts, USERS)
    },
    peer: () => () => execFileSync(program, ['bench', String(accounts), String(USERS)]),
  })
}

/** As NewAccountClaims has them. */
const NO_LIMITS: Encode.Unsigned<'account'>['nats'] & object = {
  limits: { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 },
}

/** What every user of the benchmark may do. */
export const userClaims = (i: number): Encode.Unsigned<'user'>['nats'] & object => ({
  pub: { allow: [`orders.${String(i)}.>`] },
  sub: { allow: ['orders.>', `_INBOX_${String(i)}.>`] },
  ...{ subs: -1, data: -1, payload: -1 },
})
