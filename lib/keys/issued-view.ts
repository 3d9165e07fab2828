// In: a key store as it is, and as it will be. Out: what rules and diff may know of it: no secret.
import type { IssuedDocument, IssuedView } from '../model/issued'
import { splitCertificates } from '../x509/pem'
import type { Entry } from './entry'
import { isRetired, lifetimeOf } from './entry'
import type { KeyStore } from './store'

/**
 * @param stored - what there is now
 * @param next - what there will be once the plan is carried out
 */
export function issuedView(stored: KeyStore, next: KeyStore): IssuedView {
  const present = [...stored.entries.values()].filter((entry) => !isRetired(entry))
  return {
    identities: new Set(present.map(({ identity }) => identity)),
    document: (identity) => {
      const entry = next.entries.get(identity)
      return entry === undefined || isRetired(entry) ? undefined : describe(entry)
    },
  }
}

function describe(entry: Entry): IssuedDocument {
  const { identity } = entry
  const certificate = certificateOf(entry)
  const clamped = 'clamped' in entry.public
  return { identity, ...(certificate && { certificate, clamped }), ...lifetimeOf(entry) }
}

function certificateOf(entry: Entry): string | undefined {
  if (entry.kind === 'imported-authority') return splitCertificates(entry.request.certificates)[0]
  return entry.kind === 'authority' || entry.kind === 'certificate' ? entry.public.certificate : undefined
}
