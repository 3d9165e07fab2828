// Finds imported authorities that certify servers, of which clients are given a chain that ends too early.
import type { BuiltInRule } from '../model/rule'
import { formatDn } from '../values/distinguished-name'
import { show } from '../values/finding'
import { topOf } from '../x509/read'

const change = 'append the certificates above it, up to the self-signed root, to imported.certificates'

export const authorityWithoutRoot: BuiltInRule = {
  code: 'authority-without-root',
  severity: 'warning',
  title: 'the chain of an imported authority ends in a self-signed root',
  why: 'Clients are given the chain to verify servers with. OpenSSL, and Node.js with it, refuses one that does not end in a root ("unable to get issuer certificate"); Go takes it.',
  change,
  source: 'OpenSSL X509_V_FLAG_PARTIAL_CHAIN; Node.js tls option allowPartialTrustChain; RFC 5280 6.1',
  example: 'imported.certificates: "CN=intermediate P-256" is not self-signed, and what signed it is missing',
  check: ({ model }) => {
    const shown = new Set(
      model.clusters.flatMap(({ tls: { client } }) =>
        client?.certificate?.kind === 'issued' ? [client.certificate.authority] : [],
      ),
    )
    return model.authorities.flatMap(({ path, name, source }) => {
      if (source.kind !== 'imported' || !shown.has(name)) return []
      const top = topOf(source.certificates)
      if (top === undefined || top.isSelfSigned) return []
      const message = `imported.certificates: ${show(formatDn(top.subject))} is not self-signed, and what signed it is missing`
      return [{ path, message, change }]
    })
  },
}
