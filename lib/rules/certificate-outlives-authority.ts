// Finds certificates whose validity was cut because their authority ends first.
import type { CertificateRequest, AuthorityRequest } from '../model/request'
import { requestsOf } from '../model/requests'
import type { BuiltInRule } from '../model/rule'
import { formatDuration } from '../values/duration'

const change = 'shorten validity, or replace the authority by one that lasts longer'

export const certificateOutlivesAuthority: BuiltInRule = {
  code: 'certificate-outlives-authority',
  severity: 'warning',
  title: 'a certificate ends before its authority does',
  why: 'A certificate is worth nothing once its authority has ended: it was cut to that date, and all the others of the authority end with it, at once.',
  change,
  source: 'RFC 5280 6.1.3 (a)(2)',
  example: 'validity: 2160h of tls/hub/nats1/client was cut, because authority "acme" ends 2026-02-01',
  check: ({ model, issued }) =>
    requestsOf(model).flatMap((request) => {
      if (request.kind !== 'certificate' && request.kind !== 'authority') return []
      const document = issued.document(request.identity)
      if (document?.clamped !== true) return []
      const end =
        document.notAfter === undefined ? '' : ` ${new Date(document.notAfter).toISOString().slice(0, 10)}`
      return [
        {
          path: request.path,
          message: `validity: ${formatDuration(request.validity)} of ${request.identity} was cut, because authority "${authorityOf(request)}" ends${end}`,
          change,
        },
      ]
    }),
}

const authorityOf = (request: CertificateRequest | AuthorityRequest): string =>
  request.kind === 'certificate'
    ? request.authority
    : (request.issuer?.replace(/^ca\//, '') ?? request.commonName)
