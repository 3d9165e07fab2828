// In: a source of trust, or a chain. Out: marks of the authorities in it, or above it, so that one which is given by name and
// one which is given as PEM are seen to be the same.
import { X509Certificate } from 'node:crypto'
import { authorityIdentity } from '../../model/identity'
import type { Trust } from '../../model/model'
import { tlsOf } from '../../model/query'
import type { RuleContext } from '../../model/rule'
import { groupBy } from '../../values/group'
import { splitCertificates } from '../../x509/pem'
import { once, rememberFor } from '../../values/remember'
import type { CertificateFacts } from '../../x509/read'
import { readFingerprints } from '../../x509/read'

export interface Anchors {
  /** The certificates of a source of trust, as far as they are known. */
  readonly certificatesOf: (trust: Trust) => readonly string[]
  readonly of: (trust: Trust) => readonly string[]
  /** Of a chain, as far as each certificate in it signed one before, and of the authorities in the program that signed these. */
  readonly above: (chain: readonly CertificateFacts[]) => readonly string[]
}

/** Several rules ask. */
export const anchorsOf = rememberFor(({ model, issued }: RuleContext): Anchors => {
  const named = new Map(
    model.authorities.map(({ name, source }) => {
      const document = issued.document(authorityIdentity(name))?.certificate
      const pem = source.kind === 'imported' ? source.certificates : (document ?? '')
      return [name, { pem, marks: [`authority ${name}`, ...readFingerprints(pem)] }]
    }),
  )
  const trusted = (): readonly string[] =>
    tlsOf(model).flatMap(({ tls }) => tls.trust.flatMap((t) => (t.kind === 'certificates' ? [t.pem] : [])))
  const above = once(() => issuersIn([...[...named.values()].map(({ pem }) => pem), ...trusted()]))
  return {
    certificatesOf: (trust) => {
      if (trust.kind === 'on-node') return []
      return splitCertificates(trust.kind === 'certificates' ? trust.pem : (named.get(trust.name)?.pem ?? ''))
    },
    of: (trust) => {
      if (trust.kind === 'on-node') return [`file ${trust.caFile}`]
      return trust.kind === 'certificates'
        ? readFingerprints(trust.pem)
        : (named.get(trust.name)?.marks ?? [])
    },
    above: (chain) =>
      linked(chain).flatMap((certificate) => [certificate.fingerprint, ...above()(certificate)]),
  }
})

/** Those of a chain by which one comes from the first up to the next: others prove nothing to a peer. */
function linked(chain: readonly CertificateFacts[]): readonly CertificateFacts[] {
  const all = chain.map((facts) => ({ facts, x509: new X509Certificate(facts.pem) }))
  const reached = new Set(all.slice(0, 1))
  for (const below of reached) for (const one of all) if (below.x509.checkIssued(one.x509)) reached.add(one)
  return [...reached].map(({ facts }) => facts)
}

/** The fingerprints of those among the certificates in `pems` that signed another. */
function issuersIn(pems: readonly string[]): (certificate: CertificateFacts) => readonly string[] {
  const authorities = [...new Set(pems.flatMap(splitCertificates))].map((pem) => ({
    x509: new X509Certificate(pem),
    fingerprints: readFingerprints(pem),
  }))
  const bySubject = groupBy(authorities, ({ x509 }) => x509.subject)
  return ({ pem }) => {
    const x509 = new X509Certificate(pem)
    return (bySubject.get(x509.issuer) ?? [])
      .filter((authority) => x509.checkIssued(authority.x509))
      .flatMap(({ fingerprints }) => fingerprints)
  }
}
