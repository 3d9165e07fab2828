// Finds certificates that are given with a key which is not theirs.
import { givenIn, tlsOf, tlsProp } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { isKeyOf } from '../x509/read'

const change = 'give the key for which the first certificate was made'

export const keyOfAnother: BuiltInRule = {
  code: 'key-of-another',
  severity: 'error',
  title: 'a certificate that is given comes with its own key',
  why: 'nats-server refuses the conf: "private key does not match public key".',
  change,
  source: 'Go crypto/tls X509KeyPair',
  example: 'tls.certificate: the key is not that of the first certificate',
  check: ({ model }) =>
    tlsOf(model).flatMap(({ cluster, tls }) =>
      givenIn(tls).flatMap(({ prop, given }) =>
        given.kind === 'copied' && !isKeyOf(given.certificates, given.key.reveal())
          ? [
              {
                path: tls.path,
                message: `${tlsProp(cluster, tls)}${prop}: the key is not that of the first certificate`,
                change,
              },
            ]
          : [],
      ),
    ),
}
