// Finds lists of cipher suites beside TLS 1.3 alone.
import type { Tls } from '../model/model'
import { remotesOf, tlsProp } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import type { Cluster } from '../model/model'

const change = "leave cipherSuites out, or set minVersion: '1.2' if older clients have to connect"

export const ciphersWithoutEffect: BuiltInRule = {
  code: 'ciphers-without-effect',
  severity: 'warning',
  title: 'cipher suites are chosen where TLS 1.2 is spoken',
  why: 'Go lets nobody choose among the suites of TLS 1.3: the list forbids nothing of what it leaves out.',
  change,
  source: 'Go crypto/tls Config.CipherSuites ("TLS 1.3 ciphersuites are not configurable")',
  example: "tls.cipherSuites: means nothing, because minVersion is '1.3'",
  check: ({ model }) => [
    ...model.clusters.flatMap((cluster) =>
      Object.values(cluster.tls).flatMap((tls) => problems(cluster, tls)),
    ),
    ...remotesOf(model).flatMap(({ cluster, remote, hub }) => {
      const inherited = hub?.tls.leafnodes?.cipherSuites?.join() === remote.tls?.cipherSuites?.join()
      return remote.tls === undefined || inherited ? [] : problems(cluster, remote.tls)
    }),
  ],
}

function problems(cluster: Cluster, tls: Tls): readonly Violation[] {
  const { path, minVersion, cipherSuites } = tls
  if (minVersion !== '1.3' || cipherSuites === undefined) return []
  const message = `${tlsProp(cluster, tls)}cipherSuites: means nothing, because minVersion is '1.3'`
  return [{ path, message, change }]
}
