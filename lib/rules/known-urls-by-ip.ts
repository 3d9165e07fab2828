// Finds routes that check known URLs although a node is dialled by its address.
import { dialAddress } from '../model/names'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import { parseHost } from '../values/hosts'

const change = 'give the node a name first: dnsNames, or use a CA of the routes alone instead'

export const knownUrlsByIp: BuiltInRule = {
  code: 'known-urls-by-ip',
  severity: 'error',
  title: 'with verifyCertAndCheckKnownUrls every node is dialled by name',
  why: 'nats-server compares known URLs with the DNS names of a certificate only: a node that is dialled by its address joins nobody.',
  change,
  source: 'nats-server server/auth.go dnsAltNameMatches',
  example: 'verifyCertAndCheckKnownUrls: true, but "nats1" is dialled as 10.0.0.1',
  check: ({ model }) =>
    model.clusters.flatMap(({ nodes, tls: { cluster: tls } }) => {
      if (tls?.verifyCertAndCheckKnownUrls !== true) return []
      return nodes.flatMap((node) => {
        const { host } = dialAddress(node, 'cluster')
        if (parseHost(host).kind === 'dns') return []
        const message = `verifyCertAndCheckKnownUrls: true, but ${show(node.name)} is dialled as ${host}`
        return [{ path: tls.path, message, change }]
      })
    }),
}
