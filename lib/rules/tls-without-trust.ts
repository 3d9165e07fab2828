// Finds `tls` blocks that check the other end's certificate against nothing that the program names.
import { tlsOf, tlsProp } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'set trust: [authority], with the CertificateAuthority that certifies the other end'

export const tlsWithoutTrust: BuiltInRule = {
  code: 'tls-without-trust',
  severity: 'error',
  title: 'verifying TLS names the authorities that it trusts',
  why: 'Without a CA file, nats-server verifies against the roots of the operating system: whoever any public authority certifies is let in.',
  change,
  source: 'nats-server server/opts.go GenTLSConfig; crypto/x509 Certificate.Verify',
  example: 'tls.trust: is empty, so clients are verified against the roots of the operating system',
  check: ({ model }) => {
    const known = new Set(model.authorities.map((a) => a.name))
    return tlsOf(model).flatMap(({ cluster, tls }) => {
      const prop = `${tlsProp(cluster, tls)}trust`
      const unknown = tls.trust.flatMap((t) => (t.kind === 'authority' && !known.has(t.name) ? [t.name] : []))
      const dials = tls.surface === 'leaf-remote'
      const others = dials ? 'the hub is' : 'clients are'
      return [
        ...((tls.verify || dials) && tls.trust.length === 0
          ? [
              {
                path: tls.path,
                message: `${prop}: is empty, so ${others} verified against the roots of the operating system`,
                change,
              },
            ]
          : []),
        ...unknown.map((name) => ({
          path: tls.path,
          message: `${prop}: ${show(name)} is no authority of this deployment`,
          change:
            'declare the CertificateAuthority in the same deployment, or give its PEM: { certificates }',
        })),
      ]
    })
  },
}
