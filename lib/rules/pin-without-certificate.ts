// Finds pins of something that has no certificate to be pinned.
import { tlsOf, tlsProp } from '../model/query'
import { requestsOf } from '../model/requests'
import type { BuiltInRule } from '../model/rule'

const change =
  'pin who dials this listener with a certificate that natsmith issues, or give the fingerprint of its key'

export const pinWithoutCertificate: BuiltInRule = {
  code: 'pin-without-certificate',
  severity: 'error',
  title: 'whatever is pinned has an issued certificate',
  why: 'A pin that stands for no key lets nobody in; a list in which no pin stands for a key lets everybody in.',
  change,
  source: 'nats-server server/opts.go parseTLS (an empty pinned_certs is none)',
  example: 'pinnedCerts: prod/berlin has no certificate of natsmith to show there',
  check: ({ model }) => {
    const requested = new Set(requestsOf(model).map(({ identity }) => identity))
    return tlsOf(model).flatMap(({ cluster, tls }) =>
      tls.pinnedCerts.flatMap((pin) => {
        if (pin.kind === 'fingerprint') return []
        if (pin.identities.length > 0 && pin.identities.every((identity) => requested.has(identity)))
          return []
        const message = `${tlsProp(cluster, tls)}pinnedCerts: ${pin.path} has no certificate of natsmith to show there`
        return [{ path: tls.path, message, change }]
      }),
    )
  },
}
