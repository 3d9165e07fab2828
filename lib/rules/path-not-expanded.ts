// Finds paths on a node that only a shell would understand.
import type { Cluster, Model, Tls } from '../model/model'
import { givenIn, resolverDir, tlsOf, tlsProp } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'write the path out'

export const pathNotExpanded: BuiltInRule = {
  code: 'path-not-expanded',
  severity: 'error',
  title: 'paths on a node are written out',
  why: 'nats-server expands neither ~ nor variables in a path: it looks for a file of just this name and does not start, or begins an empty store below its working directory.',
  change,
  source: 'nats-server server/opts.go (paths go to os.Open as they are; a quoted value takes no variable)',
  example: 'jetstream.storeDir: "$HOME/nats" has a variable, which nats-server does not expand',
  check: ({ model }) =>
    [
      ...model.clusters.flatMap((cluster) => pathsOf(model, cluster)),
      ...tlsOf(model).flatMap(({ cluster, tls }) => pathsOfTls(cluster, tls)),
    ].flatMap(({ path, prop, value }) => {
      const what = unexpanded(value)
      if (what === undefined) return []
      return [
        { path, message: `${prop}: ${show(value)} has ${what}, which nats-server does not expand`, change },
      ]
    }),
}

interface NodePath {
  readonly path: string
  readonly prop: string
  readonly value: string
}

const pathsOf = (model: Model, cluster: Cluster): readonly NodePath[] => {
  const { path, configDir, jetstream, logging } = cluster
  return [
    { path, prop: 'configDir', value: configDir },
    { path, prop: 'jetstream.storeDir', value: jetstream?.storeDir ?? '' },
    { path, prop: 'logging.file', value: logging.file ?? '' },
    { path, prop: 'resolver.dir', value: resolverDir(model, cluster) },
  ]
}

function pathsOfTls(cluster: Cluster, tls: Tls): readonly NodePath[] {
  const { path, trust } = tls
  const prefix = tlsProp(cluster, tls)
  return [
    ...givenIn(tls).flatMap(({ prop, given }) =>
      given.kind === 'on-node'
        ? (['certFile', 'keyFile'] as const).map((file) => ({
            path,
            prop: `${prefix}${prop}.onNode.${file}`,
            value: given[file],
          }))
        : [],
    ),
    ...trust.flatMap((source, i) =>
      source.kind === 'on-node'
        ? [{ path, prop: `${prefix}trust[${String(i)}].onNode.caFile`, value: source.caFile }]
        : [],
    ),
  ]
}

function unexpanded(value: string): string | undefined {
  if (value.startsWith('~')) return 'a ~'
  return /\$(\{|[A-Za-z_])|%[A-Za-z_]+%/.test(value) ? 'a variable' : undefined
}
