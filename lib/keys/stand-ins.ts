// A key store of which only the public part was read. In: it. Out: the same with a stand-in for each secret, so that everything can
// be rendered and issued for show; what the ledger says of secrets stands for what cannot be read. `commitChanges` refuses it.
import { Secret } from '../values/secret'
import type { MakeSigner } from '../x509/sign'
import type { Entry } from './entry'
import { hasSecret } from './entry'
import type { StoredPassword } from './password'
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
