// Materials without a key store: what a model needs, made when it is asked for, of nothing but the identity and the clock.
// Everything in them is real: certificates chain, seeds fit their public keys, passwords their hashes.
import { createHash } from 'node:crypto'
import { hashSync } from 'bcryptjs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { deterministicSigner } from '../../lib/testing/sign'
import { seededRandom } from '../../lib/testing/random'
import { authorityIdentity, intermediateIdentity } from '../../lib/model/identity'
import type { Materials } from '../../lib/model/materials'
import type { Model } from '../../lib/model/model'
import type { AuthorityRequest, CertificateRequest, KnownDocuments, Request } from '../../lib/model/request'
import { requestsOf } from '../../lib/model/requests'
import { distinguishedName } from '../../lib/values/distinguished-name'
import { nkeySigner, publicNkey } from '../../lib/jwt/nkey-pair'
import { jwtMaterial, makeJwt } from '../../lib/keys/tokens'
import { decodeSeed, encodeSeed, type NkeyRole } from '../../lib/values/nkey'
import { Secret } from '../../lib/values/secret'
import type { Certificate, Issuer } from '../../lib/x509/certificate'
import { authorityKeyIdentifier, issueAuthority, issueLeaf } from '../../lib/x509/certificate'
import type { KeyPair } from '../../lib/x509/key-pair'
import { keyIdentifier, makeKeyPair, privateKeyPem } from '../../lib/x509/key-pair'
import { encodeName } from '../../lib/x509/name'
import { modelOf } from './model'

/** The clock of tests that need no server: 2026-01-01. */
export const NOW = Date.UTC(2026, 0, 1)

interface MadeAuthority {
  readonly certificate: Certificate
  readonly issuer: Issuer
  /** Itself, if it is no root, and what is between it and the root. */
  readonly intermediates: string
}

export function materialsFor(model: Model, now: number = NOW): Materials {
  const requests = new Map(requestsOf(model).map((request) => [request.identity, request]))
  const find = <K extends Request['kind']>(identity: string, kind: K): Extract<Request, { kind: K }> => {
    const request = requests.get(identity)
    if (request?.kind !== kind) throw new Error(`the model asks for no ${kind} ${identity}`)
    return request as Extract<Request, { kind: K }>
  }
  const authority = cached((identity) => makeAuthority(find(identity, 'authority')))
  const means = (identity: string) => ({ now, random: seededRandom(identity) })

  function makeAuthority(request: AuthorityRequest): MadeAuthority {
    const key = makeKeyPair(request.keyAlgorithm, seededRandom(`key ${request.identity}`))
    const subject = distinguishedName([{ type: 'CN', value: request.commonName }])
    const sign = deterministicSigner(key)
    const parent = request.issuer === undefined ? undefined : authority(request.issuer)
    const signer = parent ? { parent: parent.issuer } : { sign }
    const certificate = issueAuthority({ ...request, subject, key }, signer, means(request.identity))
    const aki = authorityKeyIdentifier(keyIdentifier(key.publicKey))
    return {
      certificate,
      issuer: {
        ...certificate,
        name: encodeName(subject),
        authorityKeyIdentifier: aki,
        algorithm: key.algorithm,
        sign,
      },
      intermediates: parent ? certificate.pem + parent.intermediates : '',
    }
  }

  /** What signs in the name of an authority: its intermediate, if it has one. */
  const signing = (name: string): MadeAuthority =>
    authority(requests.has(intermediateIdentity(name)) ? intermediateIdentity(name) : authorityIdentity(name))

  function makeCertificate(request: CertificateRequest): ReturnType<Materials['certificate']> {
    const key = makeKeyPair(request.keyAlgorithm, seededRandom(`key ${request.identity}`))
    const { issuer, intermediates } = signing(request.authority)
    const subject = distinguishedName(request.subject)
    const leaf = issueLeaf({ ...request, subject, publicKey: key.publicKey }, issuer, means(request.identity))
    return { ...leaf, ...describe(leaf, key), chain: leaf.pem + intermediates }
  }

  const nkey = cached((identity) => {
    const request = find(identity, 'nkey')
    return makeNkey(identity, request.role)
  })

  const known: KnownDocuments = {
    publicKey: (identity) => nkey(identity).publicKey,
    token: (identity) => makeToken(identity).token,
    retired: () => [],
  }

  function makeToken(identity: string): ReturnType<Materials['jwt']> {
    const made = makeJwt(find(identity, 'jwt'), undefined, {
      now,
      known,
      signerOf: (signer) => {
        const { role } = find(signer, 'nkey')
        if (role === 'X') throw new Error(`${signer} signs nothing`)
        return nkeySigner(role, decodeSeed(role, nkey(signer).seed.reveal()))
      },
    })
    return jwtMaterial(made)
  }

  return {
    certificate: cached((identity) => makeCertificate(find(identity, 'certificate'))),
    authority: (name) => {
      const { certificate, intermediates } = signing(name)
      const root = authority(authorityIdentity(name)).certificate
      return { bundle: root.pem + intermediates, notAfter: Math.min(root.notAfter, certificate.notAfter) }
    },
    nkey,
    jwt: cached(makeToken),
    password: cached((identity) => makePassword(find(identity, 'password').identity)),
    encryptionKey: (identity) => Secret.of(sha256(find(identity, 'encryption-key').identity).toString('hex')),
  }
}

/** The certificate of an authority of another deployment. */
export function authorityPem(name: string): string {
  return materialsFor(modelOf((scope) => new CertificateAuthority(scope, name))).authority(name).bundle
}

function describe({ der }: Certificate, key: KeyPair) {
  return {
    key: Secret.of(privateKeyPem(key)),
    fingerprint: sha256(der).toString('hex'),
    publicKeyFingerprint: sha256(key.publicKey).toString('hex'),
  }
}

function makeNkey(identity: string, role: NkeyRole): ReturnType<Materials['nkey']> {
  const seed = sha256(`nkey of ${identity}`)
  return { publicKey: publicNkey(role, seed), seed: Secret.of(encodeSeed(role, seed)) }
}

function makePassword(identity: string): ReturnType<Materials['password']> {
  const text = `password of ${identity}`
  return { text: Secret.of(text), hash: Secret.of(hashSync(text, '$2b$04$abcdefghijklmnopqrstuu')) }
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()

function cached<T>(make: (identity: string) => T): (identity: string) => T {
  const made = new Map<string, T>()
  return (identity) => {
    const known = made.get(identity) ?? make(identity)
    made.set(identity, known)
    return known
  }
}
