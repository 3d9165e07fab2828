// In: where a password or token comes from, as a user says it. Out: the same, as the model holds it.
import type { PasswordSource } from '../model/model'
import { defined } from '../values/defined'
import { ValueError } from '../values/finding'
import { isPassword, NO_PASSWORD } from '../values/password'
import { isPlainObject } from '../values/plain-object'
import { Secret } from '../values/secret'
import { integer } from './parsers'
import type { Props, PropsOf } from './props'

/**
 * Where a password or token comes from. `'generated'`: 128 random bits, kept in the key store. `'stdin'`: typed or piped
 * once into `natsmith issue --password-stdin`. A `Secret`: its text. `{ bcrypt }`: the hash, so that natsmith never sees
 * the text. Only a bcrypt hash of it ever reaches a server's file.
 */
export type Password = PasswordText | HashedPasswordProps | { readonly bcrypt: Secret }

/** A password whose hash natsmith makes. */
export type PasswordText = 'generated' | 'stdin' | Secret

export interface HashedPasswordProps {
  /** The password itself, where it does not come in the place of these props. */
  readonly from: PasswordText
  /**
   * 2^cost rounds: how much work each guess is, and each login for the server; 4 to 16, where 16 keeps a server busy for seconds. A
   * changed cost makes a new hash of the same password; one from `'stdin'`, which natsmith does not keep, must be given again.
   * @defaultValue 11
   */
  readonly bcryptCost?: number
}

/** Adds the problem `invalid-password`, also where nothing is given. */
export function readPassword<P extends string>(read: Props<P>, prop: P): PasswordSource {
  const given = read.raw(prop)
  if (!isPlainObject(given)) return read.value(prop, parseSource)
  if ('from' in given)
    return read.object(prop, (inner: PropsOf<HashedPasswordProps>) => ({
      ...inner.value('from', parseSource),
      ...defined({ bcryptCost: inner.optional('bcryptCost', integer(4, 16)) }),
    })) as PasswordSource
  return read.object(prop, (inner: Props<'bcrypt'>) => ({
    kind: 'bcrypt' as const,
    hash: inner.value('bcrypt', parseHash),
  })) as PasswordSource
}

function parseSource(value: unknown): PasswordSource {
  if (value === 'generated' || value === 'stdin') return { kind: value }
  return { kind: 'text', text: parsePassword(value) }
}

function parseHash(value: unknown): Secret {
  if (Secret.isSecret(value) && /^\$2[abxy]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/.test(value.reveal()))
    return value
  throw invalid('is no bcrypt hash in a Secret')
}

function parsePassword(value: unknown): Secret {
  if (!Secret.isSecret(value)) throw invalid('is none of the sources of a password')
  if (!isPassword(value.reveal())) throw invalid(NO_PASSWORD)
  return value
}

function invalid(why: string): ValueError {
  return new ValueError(
    'invalid-password',
    why,
    "give 'generated', 'stdin', Secret.of(text) of 1 to 72 bytes, one of these as { from: …, bcryptCost }, or { bcrypt: Secret.of('$2a$…') }",
  )
}
