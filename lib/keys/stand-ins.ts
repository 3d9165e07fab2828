// A key store of which only the public part was read. In: it. Out: the same with a stand-in for each secret, so that everything can
// be rendered and issued for show; what the ledger says of secrets stands for what cannot be read. `commitChanges` refuses it.
import { Secret } from '../values/secret'
import type { MakeSigner } from '../x509/sign'
import type { Entry } from './entry'
import { hasSecret } from './entry'
import { readPassword, type StoredPassword } from './password'
import type { KeyStore } from './store'

export function withStandIns(store: KeyStore): KeyStore {
  const entries = [...store.entries].map(
    ([identity, entry]) =>
      [identity, hasSecret(entry) ? { ...entry, secret: standInFor(entry) } : entry] as const,
  )
  return { ...store, entries: new Map(entries) }
}

/** Another one for each identity. */
const standInFor = ({ identity, kind }: Entry): Secret =>
  Secret.of(kind === 'password' ? JSON.stringify({ hash: identity } satisfies StoredPassword) : identity)

/** Of the keys of authorities there are only stand-ins, too: its signatures are none. */
export const standInSigner: MakeSigner = () => () => Buffer.alloc(64)

/** What a conf holds of the secret of an entry: a seed, a key of JetStream, the hash of a password; of a certificate, nothing. */
export function confSecretOf({ kind, secret }: Entry): Secret | undefined {
  if (secret === undefined || kind === 'authority' || kind === 'certificate') return undefined
  return kind === 'password' ? Secret.of(readPassword(secret).hash) : secret
}

/** From secret text of a conf to what the ledger says of it; empty for what it does not know. */
export function ledgerDigest({ entries }: Pick<KeyStore, 'entries'>): (text: string) => string {
  const known = new Map(
    [...entries.values()].map((entry) => [confSecretOf(entry)?.reveal(), entry.digest] as const),
  )
  return (text) => known.get(text) ?? ''
}
