// Finds certificates that were given, and that have ended or not begun.
import type { BuiltInRule } from '../model/rule'
import { formatDn } from '../values/distinguished-name'
import { show } from '../values/finding'
import type { CertificateFacts } from '../x509/read'
import { givenCertificates } from './support/given-certificates'

const change = 'give one that is valid now; a clock that is wrong shows here, too'

export const certificateNotValid: BuiltInRule = {
  code: 'certificate-not-valid',
  severity: 'error',
  title: 'the certificates that are given are valid now',
  why: 'nats-server starts with a certificate that has ended, and every handshake fails.',
  change,
  source: 'RFC 5280 4.1.2.5, 6.1.3 (a)(2); nats-server server/opts.go GenTLSConfig (no look at the dates)',
  example: 'tls.certificate: "CN=nats1" has ended 2025-12-30T12:30:15.000Z',
  check: ({ model, now }) =>
    givenCertificates(model).flatMap(({ role, path, prop, certificates }) => {
      const invalid = certificates.filter(({ notBefore, notAfter }) => now < notBefore || now > notAfter)
      // A bundle of trust is kept for long: one that is left is enough.
      if (role === 'trusted' && invalid.length < certificates.length) return []
      return invalid.map((certificate) => ({
        path,
        message: `${prop}: ${show(formatDn(certificate.subject))} ${when(certificate, now)}`,
        change,
      }))
    }),
}

const when = ({ notBefore, notAfter }: CertificateFacts, now: number): string =>
  now < notBefore
    ? `begins ${new Date(notBefore).toISOString()}`
    : `has ended ${new Date(notAfter).toISOString()}`
