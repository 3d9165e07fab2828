// Finds listeners without TLS.
import type { Cluster } from '../model/model'
import type { BuiltInRule, Violation } from '../model/rule'
import { listens } from '../render/conf/doors'
import type { ConfMap } from '../values/conf'
import { confAt } from '../values/conf'
import type { SurfaceName } from '../values/surfaces'
import { SURFACES, SURFACE_NAMES } from '../values/surfaces'

export const plaintextListener: BuiltInRule = {
  code: 'plaintext-listener',
  severity: 'error',
  title: 'every listener has TLS',
  why: 'Whoever is on the network reads every message and every password, and can pretend to be a server.',
  change: 'set tls on the servers, or declare a TlsSurface for the listener below them',
  source: 'nats-server server/opts.go, server/server.go (a listener without tls is started, plain)',
  example: 'leafnodes: listens without tls',
  // What is judged is the conf, so that overrides count: one that brings TLS, and one that takes it away.
  check: ({ model, conf }) =>
    model.clusters.flatMap((cluster) => {
      const [node] = cluster.nodes
      return node === undefined ? [] : plainListeners(cluster, conf(cluster, node))
    }),
}

/** Monitoring has no tls of its own: rule `monitoring-exposed` judges it. */
const LISTENERS = SURFACE_NAMES.filter((name) => name !== 'leaf-remote' && name !== 'monitoring')

function plainListeners(cluster: Cluster, conf: ConfMap): readonly Violation[] {
  const { path } = cluster
  return LISTENERS.filter((surface) => listens(conf, surface)).flatMap((surface) => {
    if (confAt(conf, SURFACES[surface].conf) === undefined)
      return [
        {
          path,
          message: `${surface}: listens without tls`,
          change: changeFor(surface),
        },
      ]
    return surface === 'client' && conf['allow_non_tls'] === true
      ? [
          {
            path,
            message: 'client: allow_non_tls lets clients in without tls',
            change: 'remove the override',
          },
        ]
      : []
  })
}

function changeFor(surface: SurfaceName): string {
  if (surface === 'client')
    return "set tls on the servers, or declare a TlsSurface with surface: 'client' below them"
  if (surface === 'cluster' || surface === 'leafnodes')
    return `declare a TlsSurface with surface: '${surface}' below the servers`
  const path = SURFACES[surface].conf.map((key) => `'${key}'`).join(', ')
  return `add its tls beside it: addConfOverride([${path}], { … })`
}
