import { exportKeys, importKeys } from '../../lib/keys/transfer'
import { formatLine } from '../../lib/keys/lines'
import { emptyStore, type KeyStore } from '../../lib/keys/store'
import { seededRandom } from '../../lib/testing/random'
import type { NatsmithError } from '../../lib/values/finding'
import { Secret } from '../../lib/values/secret'
import { issueAll, nkey, secretOf, SMALL } from '../support/requests'
import { codeOf, failureOf } from '../support/steps'

const small = issueAll(SMALL).after
const ALICE = 'user/ORDERS/alice/nkey'
const all = [...small.entries.keys()]

const take = (into: KeyStore, text: string, replace = false) =>
  importKeys(into, Secret.of(text), { where: 'moved.keys', replace, random: seededRandom('import') })
const whole = exportKeys(small).reveal()

describe('an export', () => {
  it('of all makes the same store of an empty one', () => {
    const { changes, imported } = take(emptyStore(), whole)
    expect(changes.after).toMatchObject({ id: small.id, entries: small.entries })
    expect(changes.after.key?.reveal()).toBe(small.key?.reveal())
    expect(imported).toEqual([...all].sort())
  })

  it('of named ones makes the same entries in an empty store, which needs nothing issued', () => {
    const { changes, imported } = take(emptyStore(), exportKeys(small, all).reveal())
    expect(imported).toEqual([...all].sort())
    for (const identity of all) expect(secretOf(changes.after, identity)).toBe(secretOf(small, identity))
    expect(issueAll(SMALL, changes.after, {}, 'after').touched.size).toBe(0)
    expect(changes.after.id).not.toBe(small.id)
  })

  it('of some identities adds those, and nothing of what is there already', () => {
    const other = issueAll([nkey('ORDERS/dave')], emptyStore(), {}, 'other').after
    const { changes } = take(other, exportKeys(small, [ALICE, ALICE]).reveal())
    expect([...changes.touched]).toEqual([ALICE])
    expect([...changes.after.entries.keys()]).toEqual(['user/ORDERS/dave/nkey', ALICE])
    expect(take(changes.after, whole).imported).not.toContain(ALICE)
    expect(take(small, whole)).toEqual({
      changes: { before: small, after: small, touched: new Set() },
      imported: [],
    })
  })

  it('never replaces another key of the same identity, unless it is asked to', () => {
    const other = issueAll(SMALL, emptyStore(), {}, 'other').after
    expect(failureOf(() => take(other, whole))).toMatchObject({
      code: 'identity-exists',
      message: expect.stringContaining(ALICE) as unknown,
    })
    const { changes } = take(other, exportKeys(small, [ALICE]).reveal(), true)
    expect([...changes.touched]).toEqual([ALICE])
    expect(secretOf(changes.after, ALICE)).toBe(secretOf(small, ALICE))
  })

  it('has a name for what is not there, and needs the secret part', () => {
    expect(codeOf(() => exportKeys(small, ['user/ORDERS/nobody/nkey']))).toBe('unknown-identity')
    const clone = { ...small, hasSecrets: false }
    expect(codeOf(() => exportKeys(clone, all))).toBe('key-store-without-secrets')
    expect(codeOf(() => take(clone, whole))).toBe('key-store-without-secrets')
  })
})

/** The line of an identity with other fields, and a checksum that fits. */
const withLine = (identity: string, change: object): string =>
  whole
    .split('\n')
    .map((line) =>
      line.includes(`"identity":"${identity}"`)
        ? formatLine({ ...(JSON.parse(line) as object), check: undefined, ...change })
        : line,
    )
    .join('\n')

const publicOf = (identity: string) => small.entries.get(identity)?.public

const other = issueAll([...SMALL], emptyStore(), {}, 'other').after

it.each(['hello\n', '', '\0\0'])('what is no export is not called a damaged one: %j', (text) => {
  expect(failureOf(() => take(emptyStore(), text))).toMatchObject({ code: 'not-an-export' })
})

it.each([
  ['is cut', whole.slice(0, -40)],
  ['lacks a line', whole.split('\n').toSpliced(2, 1).join('\n')],
  ['is of another program', '{}\n'],
  ['has a byte changed', whole.replace('ORDERS', 'ORDERZ')],
  ['is of a store for tests', exportKeys({ ...small, kind: 'test' }).reveal()],
  ['has the seed of another', withLine(ALICE, { secret: secretOf(other, ALICE) })],
  ['has a seed that is none', withLine(ALICE, { secret: 'SUAAA' })],
  ['has the key of another', withLine('ca/acme', { secret: secretOf(other, 'ca/acme') })],
  ['has an entry of no kind', withLine(ALICE, { kind: undefined })],
  ['has an entry of a kind to come', withLine(ALICE, { kind: 'constructor' })],
  ['has a time that is none', withLine(ALICE, { issuedAt: 'yesterday' })],
  ['has a time that is missing', withLine(ALICE, { issuedAt: undefined })],
  ['has an end that is none', withLine(ALICE, { public: { ...publicOf(ALICE), notAfter: 7 } })],
  ['has no secret where one belongs', withLine('tls/hub/nats1/client', { secret: undefined })],
])('nothing is taken from an export that %s, and no secret is quoted', (_, text) => {
  const failure = failureOf(() => take(emptyStore(), text))
  expect(failure).toMatchObject({ code: 'key-store-damaged' })
  for (const identity of [ALICE, 'ca/acme'])
    expect((failure as NatsmithError).message).not.toContain(secretOf(small, identity)?.slice(4, 14))
})
