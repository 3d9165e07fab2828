// In: what was issued, and something that is made of it. Out: what was made, and the identities of which something is in it.
import type { Identity } from '../../model/identity'
import type { Materials } from '../../model/materials'
import { sortBy } from '../../values/sort'

export interface Recorded<T> {
  readonly made: T
  /** Of nkeys, passwords and keys; certificates stand in files of their own. */
  readonly identities: readonly Identity[]
}

export function recorded<T>(materials: Materials, make: (materials: Materials) => T): Recorded<T> {
  const identities = new Set<Identity>()
  const record = <M>(look: (identity: Identity) => M): ((identity: Identity) => M) => {
    return (identity) => {
      identities.add(identity)
      return look(identity)
    }
  }
  const made = make({
    certificate: (identity) => materials.certificate(identity),
    authority: (name) => materials.authority(name),
    nkey: record((identity) => materials.nkey(identity)),
    password: record((identity) => materials.password(identity)),
    jwt: record((identity) => materials.jwt(identity)),
    encryptionKey: record((identity) => materials.encryptionKey(identity)),
  })
  return { made, identities: sortBy(identities, (identity) => identity) }
}
