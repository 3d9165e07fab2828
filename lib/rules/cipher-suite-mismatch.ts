// Finds cipher lists of which the certificate's key can serve nothing.
import type { Cluster, Tls, TlsCertificate } from '../model/model'
import { givenIn, remotesOf, tlsProp } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import type { KeyAlgorithm } from '../values/tls-names'
import { CIPHER_SUITES, suiteFits } from '../values/tls-names'
import { readCertificate } from '../x509/read'

export const cipherSuiteMismatch: BuiltInRule = {
  code: 'cipher-suite-mismatch',
  severity: 'error',
  title: 'cipherSuites holds a TLS 1.2 suite for the key of the certificate',
  why: 'A handshake with TLS 1.2 has nothing to agree on and fails; the suites of TLS 1.3 are always on, and are no choice.',
  change: "list a suite for the key, or set minVersion: '1.3' and leave cipherSuites out",
  source: 'Go crypto/tls Config.CipherSuites; nats-server server/ciphersuites.go; RFC 8446 B.4',
  example: 'tls.cipherSuites: no suite for the ECDSA key of the certificate',
  check: ({ model }) => [
    ...model.clusters.flatMap((cluster) =>
      Object.values(cluster.tls).flatMap((tls) => mismatch(cluster, tls, tls.certificate)),
    ),
    // The key that counts is that of the end which accepts.
    ...remotesOf(model).flatMap(({ cluster, remote, hub }) =>
      remote.tls ? mismatch(cluster, remote.tls, hub?.tls.leafnodes?.certificate) : [],
    ),
  ],
}

function mismatch(cluster: Cluster, tls: Tls, certificate: TlsCertificate | undefined): readonly Violation[] {
  const { cipherSuites, minVersion, path } = tls
  if (cipherSuites === undefined || minVersion === '1.3') return []
  const prop = `${tlsProp(cluster, tls)}cipherSuites`
  const suites = cipherSuites.filter((suite) => CIPHER_SUITES[suite].tls === '1.2')
  if (suites.length === 0)
    return [
      {
        path,
        message: `${prop}: only suites of TLS 1.3, so TLS 1.2 is offered without any`,
        change: "set minVersion: '1.3' and leave cipherSuites out, or list a suite of TLS 1.2",
      },
    ]
  const algorithms = certificate === undefined ? [] : keyAlgorithmsOf(certificate)
  const unserved = algorithms.filter((algorithm) => !suites.some((suite) => suiteFits(suite, algorithm)))
  const families = new Set(unserved.map((algorithm) => (algorithm.startsWith('RSA') ? 'RSA' : 'ECDSA')))
  return [...families].map((family) => ({
    path,
    message: `${prop}: no suite for the ${family} key of the certificate`,
    change: `list a TLS_ECDHE_${family}_… suite`,
  }))
}

/** As far as suites tell keys apart; of what is on the node nobody here knows. */
function keyAlgorithmsOf(certificate: TlsCertificate): readonly KeyAlgorithm[] {
  if (certificate.kind === 'issued') return [certificate.keyAlgorithm]
  return givenIn({ certificate }).flatMap(({ given }) => {
    if (given.kind === 'on-node') return []
    return readCertificate(given.certificates).keyAlgorithm.startsWith('RSA') ? 'RSA-2048' : 'P-256'
  })
}
