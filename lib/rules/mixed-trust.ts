// Finds trust of which one part is a file on the node, and another is not.
import { tlsOf, tlsProp } from '../model/query'
import type { BuiltInRule } from '../model/rule'

const change = 'trust the one file alone, or give its certificates as PEM: { certificates }'

export const mixedTrust: BuiltInRule = {
  code: 'mixed-trust',
  severity: 'error',
  title: 'a CA file on the node is the only trust of its tls block',
  why: 'A tls block names one ca_file: natsmith cannot add to a file that it neither has nor owns.',
  change,
  source: 'nats-server server/opts.go parseTLS (ca_file is one path)',
  example: 'tls.trust: has 2 sources, one of which is the file "/etc/ssl/nats-ca.pem" on the node',
  check: ({ model }) =>
    tlsOf(model).flatMap(({ cluster, tls }) => {
      const file = tls.trust.find((t) => t.kind === 'on-node')
      if (file === undefined || tls.trust.length === 1) return []
      const message = `${tlsProp(cluster, tls)}trust: has ${String(tls.trust.length)} sources, one of which is the file ${JSON.stringify(file.caFile)} on the node`
      return [{ path: tls.path, message, change }]
    }),
}
