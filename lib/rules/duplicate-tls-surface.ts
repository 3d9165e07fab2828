// Finds a second TlsSurface for a surface that has one.
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'remove one of the two TlsSurfaces'

export const duplicateTlsSurface: BuiltInRule = {
  code: 'duplicate-tls-surface',
  severity: 'error',
  title: 'a surface has one TlsSurface',
  why: 'A listener has one tls block: of two, one would be dropped, and nobody would see which.',
  change,
  source: 'nats-server conf/parse.go (the last of two equal keys wins)',
  example: 'surface: "leafnodes" is already that of prod/hub/leaf-tls',
  check: ({ model }) =>
    model.clusters.flatMap((cluster) =>
      cluster.surplusTls.map((tls) => ({
        path: tls.path,
        message: `surface: ${show(tls.surface)} is already that of ${cluster.tls[tls.surface]?.path ?? cluster.path}`,
        change,
      })),
    ),
}
