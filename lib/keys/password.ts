// Passwords and tokens. In: where one comes from. Out: the bcrypt hash that servers get, kept as long as the source is the same.
import { encodeBase64, hashSync } from 'bcryptjs'
import type { Identity } from '../model/identity'
import type { PasswordSource } from '../model/model'
import { costOf } from '../model/query'
import type { PasswordRequest } from '../model/request'
import { Secret } from '../values/secret'
import type { Random } from '../x509/key-pair'
import { hmac } from './digest'

/** What the secret of a password's entry says. */
export interface StoredPassword {
  readonly hash: string
  /** Only of one that natsmith made. */
  readonly text?: string
  /** Keyed digest of what was given, to know a changed one by. A plain digest would let the text be guessed. */
  readonly given?: string
}

export interface PasswordMeans {
  readonly random: Random
  /** In the place of what each password asks for. */
  readonly bcryptCost: number | undefined
  /** The key store's own. */
  readonly key: Secret
}

/** The text or the hash that somebody gave; undefined for a password that natsmith makes, or that was not given. */
export function givenText(
  { identity, source }: PasswordRequest,
  given: ReadonlyMap<Identity, Secret>,
): Secret | undefined {
  if (source.kind === 'text') return source.text
  if (source.kind === 'bcrypt') return source.hash
  return source.kind === 'stdin' ? given.get(identity) : undefined
}

/** 128 random bits, which nobody guesses, as text without special characters; or those of `kept`, if they are known. */
export function generatePassword(
  source: PasswordSource,
  kept: Secret | undefined,
  means: PasswordMeans,
): Secret {
  const text = (kept && readPassword(kept).text) ?? means.random(16).toString('base64url')
  return store({ hash: bcrypt(text, source, means), text })
}

/** Of a text: its hash; the text itself is not kept. */
export const storeText = (source: PasswordSource, text: Secret, means: PasswordMeans): Secret =>
  store({ hash: bcrypt(text.reveal(), source, means), given: hmac(means.key, text.reveal()) })

/** A hash as it was given. */
export const storeHash = (hash: Secret, { key }: Pick<PasswordMeans, 'key'>): Secret =>
  store({ hash: hash.reveal(), given: hmac(key, hash.reveal()) })

/** True when `given`, a text or a hash, is what `stored` was made of. */
export const isMadeOf = (stored: Secret, given: Secret, key: Secret): boolean =>
  readPassword(stored).given === hmac(key, given.reveal())

export const readPassword = (stored: Secret): StoredPassword => JSON.parse(stored.reveal()) as StoredPassword

const store = (password: StoredPassword): Secret => Secret.of(JSON.stringify(password))

function bcrypt(text: string, source: PasswordSource, { random, bcryptCost }: PasswordMeans): string {
  const cost = String(bcryptCost ?? costOf(source)).padStart(2, '0')
  // $2a$ is the one form that a conf may hold without quotes, on every line of nats-server.
  return hashSync(text, `$2a$${cost}$${encodeBase64([...random(16)], 16)}`)
}
