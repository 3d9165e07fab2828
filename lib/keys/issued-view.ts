// In: a key store as it is, and as it will be, and what was deployed. Out: what rules and diff may know of it: no secret.
import type { Identity } from '../model/identity'
import type { IssuedDocument, IssuedView } from '../model/issued'
import { splitCertificates } from '../x509/pem'
import { remember } from '../values/remember'
import type { CertificateEntry, Entry } from './entry'
import { isRetired, lifetimeOf } from './entry'
import type { KeyStore } from './store'
import { jwtMaterial } from './tokens'

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
  // Rules ask again and again, and what stays as it is has one entry in both.
  const described = remember(describe)
  const documentOf = ({ entries }: KeyStore, identity: Identity): IssuedDocument | undefined => {
    const entry = entries.get(identity)
    return entry === undefined || isRetired(entry) ? undefined : described(entry)
  }
  return {
    identities: new Set(present.map(({ identity }) => identity)),
    document: (identity) => {
      const document = documentOf(next, identity)
      const revokedAt = document && revokedIn(stored, identity)
      return revokedAt === undefined ? document : { ...document, identity, revokedAt }
    },
    deployed: (identity) => (deployed.has(identity) ? documentOf(stored, identity) : undefined),
  }
}

/** Since when the JWT of a user who is gone is revoked, by the JWT of the account. */
function revokedIn({ entries }: KeyStore, identity: Identity): number | undefined {
  const user = entries.get(identity)
  if (user?.kind !== 'jwt' || user.request.type !== 'user' || !isRetired(user)) return undefined
  const account = entries.get(identity.replace(/^user\/(.+)\/[^/]+\/jwt$/, 'account/$1/jwt'))
  const at = account?.kind === 'jwt' ? jwtMaterial(account).revocations[user.public.subject] : undefined
  return at === undefined ? undefined : at * 1000
}

function describe(entry: Entry): IssuedDocument {
  const { identity } = entry
  const certificate = certificateOf(entry)
  const clamped = 'clamped' in entry.public
  const issuer = 'issuer' in entry.public ? entry.public.issuer : undefined
  const names = entry.kind === 'certificate' ? namesOf(entry) : undefined
  return {
    identity,
    ...(certificate && { certificate, clamped }),
    ...(names && { names }),
    ...(issuer && { issuer }),
    ...(entry.kind === 'jwt' && {
      issuedAt: Date.parse(entry.public.notBefore),
      subject: entry.public.subject,
    }),
    ...lifetimeOf(entry),
  }
}

/** As they were asked for. */
function namesOf({ request }: CertificateEntry): IssuedDocument['names'] {
  const { dnsNames, ipAddresses } = request as unknown as Required<IssuedDocument>['names']
  return { dnsNames, ipAddresses }
}

function certificateOf(entry: Entry): string | undefined {
  if (entry.kind === 'imported-authority') return splitCertificates(entry.request.certificates)[0]
  return entry.kind === 'authority' || entry.kind === 'certificate' ? entry.public.certificate : undefined
}
