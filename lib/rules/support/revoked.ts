// In: a document, and revocations of it. Out: in words, until when it is revoked, and of when it is.
import type { Identity } from '../../model/identity'
import type { IssuedView } from '../../model/issued'

/**
 * Undefined where the document is worth something, or is still to be issued.
 *
 * @param isMeant - whether a revocation is of the public key that the document is about
 */
export function revokedWords<Of>(
  issued: IssuedView,
  identity: Identity,
  revocations: readonly { readonly of: Of; readonly at: number }[],
  isMeant: (of: Of, publicKey: string | undefined) => boolean,
): { readonly end: string; readonly from: string } | undefined {
  const { issuedAt, subject } = issued.document(identity) ?? {}
  const until = Math.max(
    0,
    ...revocations.filter(({ of }) => isMeant(of, subject)).map(({ at }) => at * 1000),
  )
  if (issuedAt === undefined || until < issuedAt) return undefined
  return { end: new Date(until).toISOString(), from: new Date(issuedAt).toISOString() }
}
