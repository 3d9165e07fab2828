// In: a model. Out: the certificates that the program gives as PEM, read, with the prop that they were given in.
import type { Cluster, Model, Tls } from '../../model/model'
import { givenIn, tlsOf, tlsProp } from '../../model/query'
import type { CertificateFacts } from '../../x509/read'
import { rememberFor } from '../../values/remember'
import { readCertificates } from '../../x509/read'

interface Given {
  readonly path: string
  readonly prop: string
  /** At least one. */
  readonly certificates: readonly CertificateFacts[]
}

/** What a `tls` block shows, what an authority was imported as, and what the other end is trusted by. */
export type GivenCertificates = Given &
  (
    | { readonly role: 'shown'; readonly cluster: Cluster; readonly tls: Tls }
    | { readonly role: 'authority'; readonly name: string }
    | { readonly role: 'trusted' }
  )

/** Several rules ask, and reading takes time. */
export const givenCertificates = rememberFor((model: Model): readonly GivenCertificates[] => {
  const texts = new Map<string, readonly CertificateFacts[]>()
  const certificatesIn = (pem: string): readonly CertificateFacts[] => {
    const certificates = texts.get(pem) ?? readCertificates(pem)
    texts.set(pem, certificates)
    return certificates
  }
  return [
    ...model.authorities.flatMap(({ path, name, source }): readonly GivenCertificates[] => {
      if (source.kind !== 'imported') return []
      const certificates = certificatesIn(source.certificates)
      return [{ role: 'authority', path, name, prop: 'imported.certificates', certificates }]
    }),
    ...tlsOf(model).flatMap(({ cluster, tls }): readonly GivenCertificates[] => {
      const { path, trust } = tls
      const prefix = tlsProp(cluster, tls)
      return [
        ...givenIn(tls).flatMap(({ prop, given }) =>
          given.kind === 'copied'
            ? [
                {
                  role: 'shown' as const,
                  ...{ path, cluster, tls, prop: `${prefix}${prop}` },
                  certificates: certificatesIn(given.certificates),
                },
              ]
            : [],
        ),
        ...trust.flatMap((source, i) =>
          source.kind === 'certificates'
            ? [
                {
                  role: 'trusted' as const,
                  ...{ path, prop: `${prefix}trust[${String(i)}]` },
                  certificates: certificatesIn(source.pem),
                },
              ]
            : [],
        ),
      ]
    }),
  ]
})
