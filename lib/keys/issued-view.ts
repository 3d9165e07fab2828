// In: a key store as it is, and as it will be, and what was deployed. Out: what rules and diff may know of it: no secret.
import type { Identity } from '../model/identity'
import type { IssuedDocument, IssuedView } from '../model/issued'
import { splitCertificates } from '../x509/pem'
import type { Entry } from './entry'
import { isRetired, lifetimeOf } from './entry'
import type { KeyStore } from './store'

/**
 * @param stored - what there is now
 * @param next - what there will be once the plan is carried out
 * @param deployed - the identities whose documents were deployed last
 */
export function issuedView(
  stored: KeyStore,
  next: KeyStore,
  deployed: ReadonlySet<Identity> = new Set(),
): IssuedView {
  const present = [...stored.entries.values()].filter((entry) => !isRetired(entry))
  return {
    identities: new Set(present.map(({ identity }) => identity)),
    document: documentsOf(next),
    deployed: (identity) => (deployed.has(identity) ? documentsOf(stored)(identity) : undefined),
  }
}

const documentsOf =
  ({ entries }: KeyStore) =>
  (identity: Identity): IssuedDocument | undefined => {
    const entry = entries.get(identity)
    return entry === undefined || isRetired(entry) ? undefined : describe(entry)
  }

function describe(entry: Entry): IssuedDocument {
  const { identity } = entry
  const certificate = certificateOf(entry)
  const clamped = 'clamped' in entry.public
  const issuer = 'issuer' in entry.public ? entry.public.issuer : undefined
  return {
    identity,
    ...(certificate && { certificate, clamped }),
    ...(issuer && { issuer }),
    ...lifetimeOf(entry),
  }
}

function certificateOf(entry: Entry): string | undefined {
  if (entry.kind === 'imported-authority') return splitCertificates(entry.request.certificates)[0]
  return entry.kind === 'authority' || entry.kind === 'certificate' ? entry.public.certificate : undefined
}
