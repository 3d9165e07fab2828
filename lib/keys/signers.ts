// Who signs what, as it will be when a plan is carried out. In: planned authorities. Out: whether each can sign.
import type { Identity } from '../model/identity'
import { authorityIdentity, intermediateIdentity } from '../model/identity'
import type { ImportedAuthorityRequest, Request } from '../model/request'
import { ValueError } from '../values/finding'
import { readPrivateKey } from '../x509/key-pair'
import { isKeyOf, readCertificate } from '../x509/read'
import { rfc3339 } from './entry'
import type { IssueStep } from './step'

export interface Signer {
  readonly identity: Identity
  /** Why it cannot sign, in words; undefined: it can. */
  readonly problem: string | undefined
  /** Of its certificate; undefined while that is still to be issued. */
  readonly fingerprint: string | undefined
  /** Milliseconds. */
  readonly notAfter: number
}

export type Signers = ReadonlyMap<Identity, Signer>

/** Who signs what is asked for, an authority's intermediate if it has one; undefined where nobody does, or an nkey of ours. */
export function signerOf(request: Request, signers: Signers): Signer | undefined {
  if (request.kind === 'authority')
    return request.issuer === undefined ? undefined : (signers.get(request.issuer) ?? unknown(request.issuer))
  if (request.kind === 'jwt') return signers.get(request.signer)
  if (request.kind !== 'certificate') return undefined
  const identity = authorityIdentity(request.authority)
  return signers.get(intermediateIdentity(request.authority)) ?? signers.get(identity) ?? unknown(identity)
}

const unknown = (identity: Identity): Signer => ({
  identity,
  problem: identity === authorityIdentity('') ? 'it names no authority' : `there is no ${identity}`,
  fingerprint: undefined,
  notAfter: 0,
})

/** What the authority of a planned step will be, or the nkey of an owner; undefined for a step of anything else. */
export function signerAfter(
  { identity, request, entry, fresh, reason }: IssueStep,
  now: number,
): Signer | undefined {
  if (request?.kind === 'imported-authority') return importedSigner(request, now)
  if (request?.kind === 'nkey' && request.publicKey !== undefined)
    return { identity, problem: `only the owner of ${request.publicKey} signs it`, ...FOR_EVER }
  if (request?.kind !== 'authority') return undefined
  if (fresh) return { identity, problem: undefined, fingerprint: undefined, notAfter: now + request.validity }
  if (entry?.kind !== 'authority') return { identity, problem: reason, fingerprint: undefined, notAfter: 0 }
  const { fingerprint, notAfter } = entry.public
  return { identity, fingerprint, ...lifetime(identity, Date.parse(notAfter), now) }
}

/** An nkey has no certificate. */
const FOR_EVER = { fingerprint: undefined, notAfter: Infinity }

function importedSigner(request: ImportedAuthorityRequest, now: number): Signer {
  const { identity, certificates } = request
  const { fingerprint, notAfter } = readCertificate(certificates)
  const { problem } = lifetime(identity, notAfter, now)
  return { identity, fingerprint, notAfter, problem: keyProblem(request) ?? problem }
}

const lifetime = (
  identity: Identity,
  notAfter: number,
  now: number,
): Pick<Signer, 'notAfter' | 'problem'> => ({
  notAfter,
  problem: notAfter <= now ? `${identity} expired on ${rfc3339(notAfter)}` : undefined,
})

function keyProblem({ identity, certificates, key }: ImportedAuthorityRequest): string | undefined {
  if (key === undefined) return `${identity} was imported without its key`
  if (!readCertificate(certificates).isAuthority)
    return `the certificate of ${identity} is not that of an authority`
  if (!isKeyOf(certificates, key.reveal())) return `the key of ${identity} is not that of its certificate`
  try {
    readPrivateKey(key.reveal())
    return undefined
  } catch (error) {
    if (error instanceof ValueError) return `${identity}: ${error.message}`
    throw error
  }
}
