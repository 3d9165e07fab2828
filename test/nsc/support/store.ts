// A store of nsc in a folder, as nsc lays it out, made by our own code. In: what to make otherwise. Out: the folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Account } from '../../../lib/jwt/account'
import { encodeJwt } from '../../../lib/jwt/encode'
import { publicNkey } from '../../../lib/jwt/nkey-pair'
import type { Operator } from '../../../lib/jwt/operator'
import type { User } from '../../../lib/jwt/user'
import { encodeSeed } from '../../../lib/values/nkey'
import { NOW, signerOf } from '../../support/jwt'

export { NOW, signerOf }

/** What an account of nsc is not limited in. */
export const UNLIMITED = {
  subs: -1,
  data: -1,
  payload: -1,
  imports: -1,
  exports: -1,
  wildcards: true,
  conn: -1,
  leaf: -1,
} as const

export const KEYS = {
  operator: signerOf('O', 1),
  operatorSigning: signerOf('O', 2),
  orders: signerOf('A', 3),
  ordersSigning: signerOf('A', 4),
  billing: signerOf('A', 5),
  alice: signerOf('U', 6),
  bob: signerOf('U', 7),
  billingSigning: signerOf('A', 8),
  stranger: signerOf('A', 9),
  curve: { role: 'X', publicKey: publicNkey('X', Buffer.alloc(32, 10)) },
} as const

const BYTES: Readonly<Record<string, number>> = Object.fromEntries(
  Object.keys(KEYS).map((name, i) => [name, i + 1]),
)

/** Of a key above. */
export const seedOf = (name: keyof typeof KEYS): string =>
  encodeSeed(KEYS[name].role, Buffer.alloc(32, BYTES[name]))

export interface Otherwise {
  readonly operator?: Operator
  readonly orders?: Account
  readonly billing?: Account
  readonly alice?: User & { readonly exp?: number; readonly iat?: number }
  readonly bob?: User
  readonly aliceName?: string
  /** Who signs. */
  readonly signers?: Partial<
    Record<'orders' | 'billing' | 'alice' | 'bob', Exclude<keyof typeof KEYS, 'curve'>>
  >
  /** Of which there is no seed. */
  readonly without?: readonly (keyof typeof KEYS)[]
}

export function makeStore(otherwise: Otherwise = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'natsmith-nsc-'))
  made.push(folder)
  for (const [file, text] of filesOf(otherwise)) put(folder, file, text)
  return folder
}

export function put(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, file), text, { mode: 0o600 })
}

const made: string[] = []

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

function filesOf({
  operator,
  orders,
  billing,
  alice,
  bob,
  aliceName = 'alice',
  signers = {},
  without = [],
}: Otherwise) {
  const by = (name: keyof typeof signers, usual: Exclude<keyof typeof KEYS, 'curve'>) =>
    KEYS[signers[name] ?? usual]
  const account = (name: 'orders' | 'billing', nats: Account = {}): string =>
    encodeJwt(
      'account',
      { name: name.toUpperCase(), sub: KEYS[name].publicKey, nats: { limits: UNLIMITED, ...nats } },
      by(name, 'operator'),
      NOW,
    )
  const user = (
    name: 'alice' | 'bob',
    called: string,
    owner: 'orders' | 'billing',
    given: NonNullable<typeof alice>,
  ) => {
    const { exp, iat = NOW / 1000, ...nats } = given
    return encodeJwt(
      'user',
      { name: called, sub: KEYS[name].publicKey, ...(exp !== undefined && { exp }), nats },
      by(name, owner),
      iat * 1000,
    )
  }
  const plain = { subs: -1, data: -1, payload: -1 }
  return [
    ['ACME/.nsc', '{"managed":false,"name":"ACME","kind":"operator","version":"1"}'],
    [
      'ACME/ACME.jwt',
      encodeJwt(
        'operator',
        { name: 'ACME', sub: KEYS.operator.publicKey, ...(operator && { nats: operator }) },
        KEYS.operator,
        NOW,
      ),
    ],
    ['ACME/accounts/ORDERS/ORDERS.jwt', account('orders', orders)],
    ['ACME/accounts/BILLING/BILLING.jwt', account('billing', billing)],
    [
      `ACME/accounts/ORDERS/users/${aliceName}.jwt`,
      user('alice', aliceName, 'orders', { ...plain, ...alice }),
    ],
    ['ACME/accounts/BILLING/users/bob.jwt', user('bob', 'bob', 'billing', { ...plain, ...bob })],
    ...Object.entries(KEYS).flatMap(([name, { publicKey }]) =>
      without.includes(name as keyof typeof KEYS) || name === 'stranger'
        ? []
        : [
            [
              `keys/${publicKey.slice(0, 1)}/${publicKey.slice(1, 3)}/${publicKey}.nk`,
              seedOf(name as keyof typeof KEYS),
            ] as const,
          ],
    ),
  ] as const
}
