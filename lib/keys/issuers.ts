// In: the identity of an authority. Out: the authority at work, its key prepared once for everything that it signs.
import type { Identity } from '../model/identity'
import type { Issuer } from '../x509/certificate'
import { readPrivateKey } from '../x509/key-pair'
import { issuerOf, readFingerprints } from '../x509/read'
import type { MakeSigner } from '../x509/sign'
import type { Entry } from './entry'
import type { IssueStep } from './step'
import { keyOf } from './private-key'

/** An authority, and the certificate by which what it signs refers to it. */
export interface KnownIssuer extends Issuer {
  readonly fingerprint: string
}

/**
 * @param steps - give the keys of imported authorities, which the store does not have.
 * @param entries - the store as it is when an issuer is asked for: authorities are issued before what they sign.
 */
export function issuersOf(
  steps: readonly IssueStep[],
  entries: ReadonlyMap<Identity, Entry>,
  makeSigner: MakeSigner,
): (identity: Identity) => KnownIssuer {
  const imported = new Map(
    steps.flatMap(({ request }) =>
      request?.kind === 'imported-authority' ? [[request.identity, request]] : [],
    ),
  )
  const known = new Map<Identity, KnownIssuer>()
  const find = (identity: Identity): KnownIssuer => {
    const request = imported.get(identity)
    const entry = entries.get(identity)
    const pem = request?.certificates ?? (entry?.kind === 'authority' ? entry.public.certificate : '')
    const key = request?.key === undefined ? entry && keyOf(entry) : readPrivateKey(request.key.reveal())
    // planStep lets nothing be signed by an authority that cannot sign.
    if (key === undefined) throw new TypeError(`${identity} cannot sign`)
    return { ...issuerOf(pem, makeSigner(key)), fingerprint: readFingerprints(pem)[0] ?? '' }
  }
  return (identity) => {
    const issuer = known.get(identity) ?? find(identity)
    known.set(identity, issuer)
    return issuer
  }
}
