// In: a model. Out: the certificates that may be shown by whoever dials, those that natsmith issues and those that were made
// elsewhere, and which of them a listener trusts.
import type { Identity } from '../../model/identity'
import type { CertificateNames } from '../../model/mapped-identity'
import { namesOf } from '../../model/mapped-identity'
import type { Cluster, Model, Trust } from '../../model/model'
import { requestsOf } from '../../model/requests'
import type { Anchors } from './anchors'
import { givenCertificates } from './given-certificates'
import { isFor } from './usages'

export interface ClientCertificate {
  readonly path: string
  /** Undefined for one that was made elsewhere. */
  readonly identity: Identity | undefined
  /** Whose servers show one that was made elsewhere, and when they dial as leaf nodes alone. */
  readonly shownBy: { readonly cluster: Cluster; readonly asLeafNode: boolean } | undefined
  readonly dnsNames: readonly string[]
  readonly names: () => CertificateNames
  /** Marks of the authorities that it chains to. */
  readonly anchors: readonly string[]
}

/** Of users, of leaf remotes, and of nodes that dial each other: all that may be shown to a listener. */
export function clientCertificates(model: Model, anchors: Anchors): readonly ClientCertificate[] {
  const issued = requestsOf(model).flatMap((request): readonly ClientCertificate[] => {
    if (request.kind !== 'certificate' || !request.usages.includes('clientAuth')) return []
    const { path, identity, dnsNames, authority } = request
    const names = (): CertificateNames => namesOf(request)
    const own = anchors.of({ kind: 'authority', name: authority })
    return [{ path, identity, shownBy: undefined, dnsNames, names, anchors: own }]
  })
  const copied = givenCertificates(model).flatMap((given): readonly ClientCertificate[] => {
    const [certificate] = given.certificates
    if (given.role !== 'shown' || certificate === undefined || !isFor(certificate, 'clientAuth')) return []
    const { path, cluster, tls, certificates } = given
    return [
      {
        path,
        identity: undefined,
        shownBy: { cluster, asLeafNode: tls.surface === 'leaf-remote' },
        dnsNames: certificate.dnsNames,
        names: () => certificate,
        anchors: anchors.above(certificates),
      },
    ]
  })
  return [...issued, ...copied]
}

export function trustedBy(
  trust: readonly Trust[],
  anchors: Anchors,
): (certificate: ClientCertificate) => boolean {
  const trusted = new Set(trust.flatMap(anchors.of))
  return (certificate) => certificate.anchors.some((anchor) => trusted.has(anchor))
}
