// In: a request, the entry that it continues, and the means. Out: the document and the secret that answer it.
import type { Identity } from '../model/identity'
import type {
  AuthorityRequest,
  CertificateRequest,
  ImportedAuthorityRequest,
  Request,
} from '../model/request'
import { publicNkey } from '../jwt/nkey-pair'
import { distinguishedName } from '../values/distinguished-name'
import { encodeSeed } from '../values/nkey'
import { Secret } from '../values/secret'
import type { KeyAlgorithm } from '../values/tls-names'
import type { Certificate } from '../x509/certificate'
import { issueAuthority, issueLeaf } from '../x509/certificate'
import { readRequest } from '../x509/csr'
import type { KeyPair, MakeKeyPair } from '../x509/key-pair'
import { readCertificate, sha256Hex } from '../x509/read'
import type { MakeSigner } from '../x509/sign'
import type { Entry, IssuedCertificate } from './entry'
import { rfc3339 } from './entry'
import { givenPair, givenSeed } from './given'
import type { KnownIssuer } from './issuers'
import type { PasswordMeans } from './password'
import { generatePassword, givenText, storeHash, storeText } from './password'
import type { IssueStep } from './step'
import { keyOf, storeKey } from './private-key'
import { makeJwt, type JwtMeans } from './tokens'

export interface Means extends PasswordMeans, JwtMeans {
  readonly now: number
  readonly sign: MakeSigner
  readonly keyPair: MakeKeyPair
  readonly issuer: (identity: Identity) => KnownIssuer
  readonly given: ReadonlyMap<Identity, Secret>
}

/** What an entry says beside who it is and when it was made. */
export interface Made {
  readonly public: Entry['public']
  readonly secret?: Secret
  /** What was asked for, where that depends on what else was made. */
  readonly request?: Entry['request']
}

export function make(request: Request, step: IssueStep, means: Means): Made {
  switch (request.kind) {
    case 'authority':
      return makeAuthority(request, step, means)
    case 'imported-authority':
      return makeImported(request)
    case 'certificate':
      return makeLeaf(request, step, means)
    case 'nkey': {
      if (request.publicKey !== undefined) return { public: { publicKey: request.publicKey } }
      const given = means.given.get(request.identity)
      const seed = given ? givenSeed(request, given) : means.random(32)
      return {
        public: { publicKey: publicNkey(request.role, seed) },
        secret: Secret.of(encodeSeed(request.role, seed)),
      }
    }
    case 'jwt':
      return makeJwt(request, step.entry, means)
    case 'password': {
      const { source } = request
      const given = givenText(request, means.given)
      const kept = step.rotated || step.entry?.kind !== 'password' ? undefined : step.entry.secret
      if (given === undefined) return { public: {}, secret: generatePassword(source, kept, means) }
      return {
        public: {},
        secret: source.kind === 'bcrypt' ? storeHash(given, means) : storeText(source, given, means),
      }
    }
    case 'encryption-key':
      return {
        public: {},
        secret: means.given.get(request.identity) ?? Secret.of(means.random(32).toString('base64url')),
      }
  }
}

function makeAuthority(request: AuthorityRequest, step: IssueStep, means: Means): Made {
  const { signer } = step
  const key = ownKey(step, request.keyAlgorithm, means)
  const subject = distinguishedName([{ type: 'CN', value: request.commonName }])
  const parent = signer === undefined ? undefined : means.issuer(signer)
  const certificate = issueAuthority(
    { ...request, subject, key },
    parent === undefined ? { sign: means.sign(key) } : { parent },
    means,
  )
  return { public: describe(certificate, key, parent), secret: storeKey(key) }
}

function makeImported({ certificates }: ImportedAuthorityRequest): Made {
  const { fingerprint, notBefore, notAfter } = readCertificate(certificates)
  return { public: { fingerprint, notBefore: rfc3339(notBefore), notAfter: rfc3339(notAfter) } }
}

function makeLeaf(request: CertificateRequest, step: IssueStep, means: Means): Made {
  const { signer = '' } = step
  const { csr, validity, usages, dnsNames, ipAddresses, emails, uris } = request
  const issuer = means.issuer(signer)
  const subject = distinguishedName(request.subject)
  const own = csr === undefined ? leafKey(request, step, means) : undefined
  const key = own ?? ownersKey(csr ?? '')
  const { publicKey, algorithm: keyAlgorithm } = key
  const certificate = issueLeaf(
    { subject, publicKey, keyAlgorithm, usages, validity, dnsNames, ipAddresses, emails, uris },
    issuer,
    means,
  )
  const made = describe(certificate, key, issuer)
  return own === undefined ? { public: made } : { public: made, secret: storeKey(own) }
}

/** The key that was given for this run, or its own. */
function leafKey(request: CertificateRequest, step: IssueStep, means: Means): KeyPair {
  const given = means.given.get(request.identity)
  return given ? givenPair(request, given) : ownKey(step, request.keyAlgorithm, means)
}

/** The key that there is, if it is of the kind that is asked for. */
function ownKey({ entry, rotated }: IssueStep, algorithm: KeyAlgorithm, { keyPair, random }: Means): KeyPair {
  const known = entry && !rotated ? keyOf(entry) : undefined
  return known?.algorithm === algorithm ? known : keyPair(algorithm, random)
}

type PublicKey = Pick<KeyPair, 'algorithm' | 'publicKey'>

function ownersKey(csr: string): PublicKey {
  const { keyAlgorithm, publicKey } = readRequest(csr)
  return { algorithm: keyAlgorithm, publicKey }
}

function describe(
  certificate: Certificate,
  key: PublicKey,
  issuer: KnownIssuer | undefined,
): IssuedCertificate {
  return {
    certificate: certificate.pem,
    ...(certificate.clamped && { clamped: true }),
    fingerprint: sha256Hex(certificate.der),
    ...(issuer && { issuer: issuer.fingerprint }),
    keyAlgorithm: key.algorithm,
    notAfter: rfc3339(certificate.notAfter),
    notBefore: rfc3339(certificate.notBefore),
    publicKey: key.publicKey.toString('base64'),
    publicKeyFingerprint: sha256Hex(key.publicKey),
  }
}
