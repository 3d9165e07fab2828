// In: a model. Out: the certificates that natsmith issues for whoever dials, and which of them a listener trusts.
import type { Model, Trust } from '../../model/model'
import type { CertificateRequest } from '../../model/request'
import { requestsOf } from '../../model/requests'
import type { Anchors } from './anchors'

/** Of users, of leaf remotes, and of nodes that dial each other: all that may be shown to a listener. */
export function clientCertificates(model: Model): readonly CertificateRequest[] {
  return requestsOf(model).filter(
    (request): request is CertificateRequest =>
      request.kind === 'certificate' && request.usages.includes('clientAuth'),
  )
}

export function trustedBy(
  trust: readonly Trust[],
  anchors: Anchors,
): (certificate: CertificateRequest) => boolean {
  const trusted = new Set(trust.flatMap(anchors))
  return ({ authority }) => anchors({ kind: 'authority', name: authority }).some((a) => trusted.has(a))
}
