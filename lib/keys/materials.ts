// In: a key store as it is, or as it will be, and what a model needs. Out: what renderers put into files. Lookups never
// throw: what is missing is a placeholder, which opens nothing and is never written.
import { hash } from 'node:crypto'
import type { Identity } from '../model/identity'
import { authorityIdentity, intermediateIdentity } from '../model/identity'
import type { AuthorityMaterial, CertificateMaterial, Materials } from '../model/materials'
import type { Request } from '../model/request'
import { encodePublic, type NkeyRole } from '../values/nkey'
import { recall, remember } from '../values/remember'
import { Secret } from '../values/secret'
import { privateKeyPem } from '../x509/key-pair'
import { readCertificates } from '../x509/read'
import type { CertificateEntry, Entry } from './entry'
import { hasSecret, isRetired } from './entry'
import { readPassword } from './password'
import { keyOf } from './private-key'
import type { KeyStore } from './store'
import { jwtMaterial } from './tokens'

/** @returns `complete`: true when every request has its document, and its secret if there is one. */
export function materialsOf(
  store: KeyStore,
  requests: readonly Request[],
): { readonly materials: Materials; readonly complete: boolean } {
  const complete = requests.every(({ identity, kind }) => {
    const entry = find(store, identity, kind)
    return entry !== undefined && (!hasSecret(entry) || entry.secret !== undefined)
  })
  const chains = chainsOf(store)
  const certificates = remember((entry: CertificateEntry) => certificateOf(entry, chains))
  const authorities = new Map<string, AuthorityMaterial>()
  const materials: Materials = {
    certificate: (identity) => {
      const entry = find(store, identity, 'certificate')
      return entry === undefined ? noCertificate(identity) : certificates(entry)
    },
    authority: (name) => recall(authorities, name, () => authorityOf(store, name)),
    nkey: (identity) => {
      const entry = find(store, identity, 'nkey')
      const publicKey =
        entry?.public.publicKey ?? encodePublic(roleOf(identity), hash('sha256', identity, 'buffer'))
      return { publicKey, seed: entry?.secret ?? PLACEHOLDER }
    },
    password: (identity) => {
      const secret = find(store, identity, 'password')?.secret
      const { hash: bcrypt = NO_HASH, text } = secret === undefined ? {} : readPassword(secret)
      return { hash: Secret.of(bcrypt), text: text === undefined ? undefined : Secret.of(text) }
    },
    jwt: (identity) => {
      const entry = find(store, identity, 'jwt')
      return entry === undefined
        ? { token: notIssued(identity), publicKey: '', revocations: {}, exportRevocations: {} }
        : jwtMaterial(entry)
    },
    encryptionKey: (identity) => find(store, identity, 'encryption-key')?.secret ?? PLACEHOLDER,
  }
  return { materials, complete }
}

type EntryOf<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>

/** The document in use of an identity. */
function find<K extends Entry['kind']>(store: KeyStore, identity: Identity, kind: K): EntryOf<K> | undefined {
  const entry = store.entries.get(identity)
  return entry?.kind === kind && !isRetired(entry) ? (entry as EntryOf<K>) : undefined
}

function certificateOf(entry: CertificateEntry, chains: Chains): CertificateMaterial {
  const { certificate, fingerprint, publicKeyFingerprint, issuer = '', notBefore, notAfter } = entry.public
  const key = keyOf(entry)
  const ours = hasSecret(entry) ? PLACEHOLDER : undefined
  return {
    chain: certificate + (chains.get(issuer) ?? ''),
    key: key === undefined ? ours : Secret.of(privateKeyPem(key)),
    fingerprint,
    publicKeyFingerprint,
    notBefore: Date.parse(notBefore),
    notAfter: Date.parse(notAfter),
  }
}

/** What follows a leaf up to the root, without the root, by the fingerprint of the certificate that issued the leaf. */
type Chains = ReadonlyMap<string, string>

function chainsOf({ entries }: KeyStore): Chains {
  const authorities = new Map<string, { readonly own: string; readonly issuer?: string | undefined }>()
  for (const entry of entries.values()) {
    if (entry.kind === 'authority') {
      const { certificate, issuer, fingerprint } = entry.public
      authorities.set(fingerprint, { own: issuer === undefined ? '' : certificate, issuer })
    } else if (entry.kind === 'imported-authority') {
      const below = importedCertificates(entry).filter(({ isSelfSigned }) => !isSelfSigned)
      authorities.set(entry.public.fingerprint, { own: below.map(({ pem }) => pem).join('') })
    }
  }
  const chain = (fingerprint: string | undefined): string => {
    const authority = authorities.get(fingerprint ?? '')
    return authority === undefined ? '' : authority.own + chain(authority.issuer)
  }
  return new Map([...authorities.keys()].map((fingerprint) => [fingerprint, chain(fingerprint)]))
}

const importedCertificates = ({ request }: EntryOf<'imported-authority'>) =>
  readCertificates(request.certificates)

function authorityOf(store: KeyStore, name: string): AuthorityMaterial {
  const identity = authorityIdentity(name)
  const imported = find(store, identity, 'imported-authority')
  if (imported !== undefined) {
    const certificates = importedCertificates(imported)
    return {
      bundle: certificates
        .toReversed()
        .map(({ pem }) => pem)
        .join(''),
      notAfter: Math.min(...certificates.map(({ notAfter }) => notAfter)),
    }
  }
  const root = find(store, identity, 'authority')
  if (root === undefined) return { bundle: notIssued(identity), notAfter: 0 }
  const intermediate = find(store, intermediateIdentity(name), 'authority')
  const all = [root.public, ...(intermediate === undefined ? [] : [intermediate.public])]
  return {
    bundle: all.map(({ certificate }) => certificate).join(''),
    notAfter: Math.min(...all.map(({ notAfter }) => Date.parse(notAfter))),
  }
}

// ----------------------------------------------------------------------------------------------------- placeholders

const notIssued = (identity: Identity): string => `# ${identity} is not issued yet\n`

/** Of an nkey, by what it belongs to. */
const roleOf = (identity: Identity): NkeyRole => {
  if (identity.startsWith('operator/')) return 'O'
  if (/^callout\/.*\/xkey$/.test(identity)) return 'X'
  return /^(account|callout)\//.test(identity) ? 'A' : 'U'
}

const PLACEHOLDER = Secret.of('not-issued-yet')

/** The hash of nothing that anybody could find. */
const NO_HASH = `$2a$11$${'.'.repeat(53)}`

/** Distinct for each identity, because files are named after fingerprints. */
const noCertificate = (identity: Identity): CertificateMaterial => ({
  chain: notIssued(identity),
  key: PLACEHOLDER,
  fingerprint: hash('sha256', identity),
  publicKeyFingerprint: hash('sha256', identity),
  notBefore: 0,
  notAfter: 0,
})
