// In: the servers that a client connects to. Out: the authorities that it trusts, as far as natsmith knows them.
import { X509Certificate } from 'node:crypto'
import type { Materials } from '../model/materials'
import type { Cluster, Tls } from '../model/model'
import { givenIn } from '../model/query'
import { splitCertificates } from '../x509/pem'
import { bundleOf } from './tls-files'

/** The authorities that certified the client listeners, in PEM; undefined where natsmith knows none. */
export function serverAuthorities(clusters: readonly Cluster[], materials: Materials): string | undefined {
  const pem = clusters.flatMap(({ tls }) => (tls.client ? [authoritiesOf(tls.client, materials)] : []))
  const bundle = bundleOf(pem)
  return bundle === '' ? undefined : bundle
}

function authoritiesOf({ certificate, trust }: Tls, materials: Materials): string {
  if (certificate?.kind === 'issued') return materials.authority(certificate.authority).bundle
  const copied = givenIn({ certificate }).flatMap(({ given }) =>
    given.kind === 'copied' ? [given.certificates] : [],
  )
  if (copied.length === 0) return ''
  // Somebody else issued it: the one who certifies clients, perhaps, and only then do we have the certificate.
  const trusted = trust.map((source) => {
    if (source.kind === 'authority') return materials.authority(source.name).bundle
    return source.kind === 'certificates' ? source.pem : ''
  })
  const parse = (pem: string): readonly X509Certificate[] =>
    splitCertificates(pem).map((block) => new X509Certificate(block))
  const chain = copied.flatMap(parse)
  return trusted.filter((pem) => parse(pem).some((ca) => chain.some((link) => link.checkIssued(ca)))).join('')
}
