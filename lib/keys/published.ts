// What the public part says of secrets. In: an entry with its secret, and the store's own key. Out: keyed digests, from which nobody
// learns a secret, and by which everybody sees whether it is another one.
import { Secret } from '../values/secret'
import { keyedDigest } from './digest'
import type { Entry } from './entry'
import { readPassword } from './password'
import type { KeyStore } from './store'

/** What a conf holds of the secret of an entry: a seed, a key of JetStream, the hash of a password; of a certificate, nothing. */
export function confSecretOf({ kind, secret }: Entry): Secret | undefined {
  if (secret === undefined || kind === 'authority' || kind === 'certificate' || kind === 'jwt')
    return undefined
  return kind === 'password' ? Secret.of(readPassword(secret).hash) : secret
}

/** The entry with what is said of its secret; its properties are sorted, as they are written. */
export function withDigest(entry: Entry, key: Secret): Entry {
  const { identity, issuedAt, kind, request, retiredAt, secret } = entry
  const confSecret = confSecretOf(entry)
  return {
    digest: confSecret === undefined ? entry.digest : keyedDigest({ key })(confSecret.reveal()),
    identity,
    issuedAt,
    kind,
    public: entry.public,
    request,
    retiredAt,
    secret,
  } as Entry
}

/** From secret text of a conf to what the ledger says of it; empty for what it does not know. */
export function ledgerDigest({ entries }: Pick<KeyStore, 'entries'>): (text: string) => string {
  const known = new Map(
    [...entries.values()].map((entry) => [confSecretOf(entry)?.reveal(), entry.digest] as const),
  )
  return (text) => known.get(text) ?? ''
}
