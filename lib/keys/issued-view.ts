// In: a key store as it is, and as it will be, and what was deployed. Out: what rules and diff may know of it: no secret.
import type { Identity } from '../model/identity'
import type { IssuedDocument, IssuedView, RevokedKey } from '../model/issued'
import { splitCertificates } from '../x509/pem'
import { once, remember } from '../values/remember'
import type { CertificateEntry, Entry, JwtEntry } from './entry'
import { isRetired, lifetimeOf } from './entry'
import { accountJwts } from './let-in'
import type { KeyStore } from './store'
import { jwtMaterial } from './tokens'

/** Whom accounts revoked when they were deployed last, by the public key of the account. */
export type DeployedRevocations = ReadonlyMap<string, readonly RevokedKey[]>

/**
 * @param stored - what there is now
 * @param next - what there will be once the plan is carried out
 * @param deployed - the identities whose documents were deployed last
 */
export function issuedView(
  stored: KeyStore,
  next: KeyStore,
  deployed: ReadonlySet<Identity> = new Set(),
  revoked: DeployedRevocations = new Map(),
): IssuedView {
  const present = [...stored.entries.values()].filter((entry) => !isRetired(entry))
  // Rules ask again and again, and what stays as it is has one entry in both.
  const described = remember(describe)
  const documentOf = ({ entries }: KeyStore, identity: Identity): IssuedDocument | undefined => {
    const entry = entries.get(identity)
    return entry === undefined || isRetired(entry) ? undefined : described(entry)
  }
  const revokedAtOf = revokedIn(stored)
  const forgottenBy = forgottenIn(stored, next, revoked)
  return {
    identities: new Set(present.map(({ identity }) => identity)),
    document: (identity) => {
      const document = documentOf(next, identity)
      if (document === undefined) return undefined
      const revokedAt = revokedAtOf(next.entries.get(identity))
      if (revokedAt !== undefined) return { ...document, revokedAt }
      const forgotten = forgottenBy(identity)
      return forgotten.length === 0 ? document : { ...document, forgotten }
    },
    deployed: (identity) => (deployed.has(identity) ? documentOf(stored, identity) : undefined),
  }
}

/** Since when what a user is let in with is revoked, by the JWT of its account: it was gone, under whatever name. */
function revokedIn({ entries }: KeyStore): (user: Entry | undefined) => number | undefined {
  const nameOf = ({ public: { account, subject } }: JwtEntry): string => `${account ?? ''} ${subject}`
  const gone = new Set<string>()
  for (const entry of entries.values())
    if (entry.kind === 'jwt' && entry.request.type === 'user' && isRetired(entry)) gone.add(nameOf(entry))
  const accounts = accountJwts({ entries })
  return (user) => {
    if (user?.kind !== 'jwt' || !gone.has(nameOf(user))) return undefined
    const account = accounts.get(user.public.account ?? '')
    const at = account && jwtMaterial(account).revocations[user.public.subject]
    return at === undefined ? undefined : at * 1000
  }
}

/**
 * By the JWT of an account, whom it revoked when it was deployed last and would no longer, although nobody has said so: a store that is
 * older than that deploy knows neither of them nor of the revocation.
 */
function forgottenIn(
  stored: KeyStore,
  next: KeyStore,
  revoked: DeployedRevocations,
): (account: Identity) => readonly RevokedKey[] {
  const subjects = once(
    () => new Set([...next.entries.values()].map((entry) => entry.kind === 'jwt' && entry.public.subject)),
  )
  const revocationsOf = (entry: Entry | undefined): readonly string[] =>
    entry?.kind === 'jwt' ? Object.keys(jwtMaterial(entry).revocations) : []
  return (identity) => {
    const entry = next.entries.get(identity)
    const deployed = entry?.kind === 'jwt' ? revoked.get(entry.public.subject) : undefined
    if (deployed === undefined) return []
    const known = new Set([entry, stored.entries.get(identity)].flatMap(revocationsOf))
    return deployed.filter(
      ({ publicKey }) => publicKey !== '*' && !known.has(publicKey) && !subjects().has(publicKey),
    )
  }
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
