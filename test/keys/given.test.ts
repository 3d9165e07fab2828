import { issue } from '../../lib/keys/issue'
import { keyOf } from '../../lib/keys/private-key'
import { Secret } from '../../lib/values/secret'
import { encodeSeed } from '../../lib/values/nkey'
import { makeKeyPair, privateKeyPem, readPrivateKey } from '../../lib/x509/key-pair'
import { isKeyOf } from '../../lib/x509/read'
import {
  encryptionKey,
  given,
  issueAll,
  leaf,
  means,
  nkey,
  planOf,
  secretOf,
  SMALL,
} from '../support/requests'
import { failureOf } from '../support/steps'

const small = issueAll(SMALL).after
const [ALICE, LEAF] = [nkey().identity, leaf().identity]
const SEED = encodeSeed('U', Buffer.alloc(32, 7))

/** What becomes of the store when a key is given. */
const using = (identity: string, text: string, store = small, rest = {}) =>
  issue(
    planOf(SMALL, store, {
      given: given({ [identity]: Secret.of(text) }),
      rotate: new Set([identity]),
      ...rest,
    }),
    means('given'),
  ).after

/** A key pair of another deployment. */
function foreignKey(): string {
  const entry = issueAll(SMALL, undefined, {}, 'foreign').after.entries.get(LEAF)
  const pair = entry && keyOf(entry)
  return pair === undefined ? '' : privateKeyPem(pair)
}

describe('a key that is given', () => {
  it('is that of the user, and of a JetStream', () => {
    expect(secretOf(using(ALICE, SEED), ALICE)).toBe(SEED)
    const { identity } = encryptionKey()
    expect(secretOf(using(identity, 'in use since 2019'), identity)).toBe('in use since 2019')
  })

  it('gets a certificate', () => {
    const entry = using(LEAF, foreignKey()).entries.get(LEAF)
    if (entry?.kind !== 'certificate') throw new Error('no certificate')
    expect(isKeyOf(entry.public.certificate, foreignKey())).toBe(true)
    expect(keyOf(entry)).toEqual(readPrivateKey(foreignKey()))
  })

  it('stands in for one that was lost', () => {
    const lost = { ...small, entries: new Map([...small.entries].filter(([name]) => name !== ALICE)) }
    expect(secretOf(using(ALICE, SEED, lost, { deployed: new Set([ALICE]) }), ALICE)).toBe(SEED)
  })

  it.each([
    [ALICE, 'SUAAA', 'not the seed of an nkey'],
    [ALICE, encodeSeed('A', Buffer.alloc(32, 7)), 'not the seed of an nkey'],
    [LEAF, 'hello', 'no private key'],
    [
      LEAF,
      privateKeyPem(makeKeyPair('Ed25519', () => Buffer.alloc(32, 7))),
      'it is Ed25519, and P-256 is asked for',
    ],
  ])('of %s has to be one', (identity, text, why) => {
    expect(failureOf(() => using(identity, text))).toMatchObject({
      code: 'unusable-key',
      message: expect.stringContaining(why) as unknown,
    })
  })
})
