// In: where a password or token comes from, as a user says it. Out: the same, as the model holds it.
import type { PasswordSource } from '../model/model'
import { ValueError } from '../values/finding'
import { isPassword, NO_PASSWORD } from '../values/password'
import { isPlainObject } from '../values/plain-object'
import { Secret } from '../values/secret'
import type { Props } from './props'

/**
 * Where a password or token comes from. `'generated'`: 128 random bits, kept in the key store. `'stdin'`: typed or piped
 * once into `natsmith issue --password-stdin`. A `Secret`: its text. `{ bcrypt }`: the hash, so that natsmith never sees
 * the text. Only a bcrypt hash of it ever reaches a server's file.
 */
export type Password = 'generated' | 'stdin' | Secret | { readonly bcrypt: Secret }

/** Adds the problem `invalid-password`, also where nothing is given. */
export function readPassword<P extends string>(read: Props<P>, prop: P): PasswordSource {
  if (isPlainObject(read.raw(prop)))
    return read.object(prop, (inner: Props<'bcrypt'>) => ({
      kind: 'bcrypt' as const,
      hash: inner.value('bcrypt', parseHash),
    })) as PasswordSource
  return read.value(prop, (value) => {
    if (value === 'generated' || value === 'stdin') return { kind: value }
    return { kind: 'text', text: parsePassword(value) }
  })
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
    "give 'generated', 'stdin', Secret.of(text) of 1 to 72 bytes, or { bcrypt: Secret.of('$2a$…') }",
  )
}
