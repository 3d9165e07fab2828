// Finds certificates that were given, and whose key or signature holds nobody off.
import type { BuiltInRule } from '../model/rule'
import { formatDn } from '../values/distinguished-name'
import { show } from '../values/finding'
import { KEY_ALGORITHMS } from '../values/tls-names'
import type { CertificateFacts } from '../x509/read'
import { givenCertificates } from './support/given-certificates'

const change =
  'replace it by one with a P-256 key, or RSA of 2048 bits, signed with SHA-256; or let natsmith issue it'

export const weakCertificate: BuiltInRule = {
  code: 'weak-certificate',
  severity: 'error',
  title: 'the certificates that are given have keys and signatures that hold',
  why: 'A short key or a forged signature makes anybody who takes the trouble a server, or a client; and what Go does not know or trust, such as P-224 and SHA-1, fails every handshake.',
  change,
  source: 'NIST SP 800-131A; Go crypto/tls, crypto/x509 InsecureAlgorithmError; RFC 9155',
  example: 'imported.certificates: "CN=old" has a key that is RSA-1024',
  check: ({ model }) =>
    givenCertificates(model).flatMap(({ path, prop, certificates }) =>
      certificates.flatMap((certificate) =>
        weaknesses(certificate).map((weakness) => {
          const name = show(formatDn(certificate.subject))
          return { path, message: `${prop}: ${name} ${weakness}`, change }
        }),
      ),
    ),
}

const STRONG: ReadonlySet<string> = new Set([...KEY_ALGORITHMS, 'EC secp521r1'])

function weaknesses({ keyAlgorithm, weakDigest, isSelfSigned }: CertificateFacts): readonly string[] {
  return [
    ...(isStrong(keyAlgorithm) ? [] : [`has a key that is ${keyAlgorithm}`]),
    // Nobody checks the signature of a root.
    ...(weakDigest === undefined || isSelfSigned ? [] : [`is signed with ${weakDigest}`]),
  ]
}

/** Go takes RSA up to 8192 bits. */
function isStrong(key: string): boolean {
  const [, bits] = /^RSA-(\d+)$/.exec(key) ?? []
  return bits === undefined ? STRONG.has(key) : Number(bits) >= 2048 && Number(bits) <= 8192
}
