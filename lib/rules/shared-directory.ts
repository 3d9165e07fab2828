// Finds nodes of one machine that would write to the same place.
import type { Cluster, Model, Node } from '../model/model'
import { dialAddress } from '../model/names'
import { nodesOf, resolverDir } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change =
  'give each server a directory of its own, in clusters of their own or relative to where each server starts; different machines need different names or addresses'

export const sharedDirectory: BuiltInRule = {
  code: 'shared-directory',
  severity: 'warning',
  title: 'nodes of one machine have directories of their own',
  why: 'Two servers with one store directory destroy the streams of each other; with one configDir, both start with the conf of the node that was deployed last.',
  change,
  source: 'nats-server server/jetstream.go EnableJetStream, server/filestore.go (no lock on the directory)',
  example: 'jetstream.storeDir: "/var/lib/nats" of "nats2" is also that of "nats1", both at 10.0.0.1',
  check: ({ model }) => {
    const owners = new Map<string, string>()
    return nodesOf(model).flatMap(({ cluster, node }) => {
      const { host } = dialAddress(node, 'client')
      return placesOf(model, cluster).flatMap(({ prop, directory }) => {
        const place = `${host}\0${directory.replace(/[\\/]+$/, '')}`
        const owner = owners.get(place)
        owners.set(place, owner ?? node.name)
        return owner === undefined || owner === node.name
          ? []
          : [violation(cluster, node, prop, directory, owner, host)]
      })
    })
  },
}

function violation(
  { path }: Cluster,
  { name }: Node,
  prop: string,
  directory: string,
  owner: string,
  host: string,
) {
  const message = `${prop}: ${show(directory)} of ${show(name)} is also that of ${show(owner)}, both at ${host}`
  return { path, message, change }
}

/** Relative ones depend on where the server was started. */
const placesOf = (model: Model, cluster: Cluster) => {
  const { configDir, jetstream, logging } = cluster
  return [
    { prop: 'configDir', directory: configDir },
    { prop: 'jetstream.storeDir', directory: jetstream?.storeDir ?? '' },
    { prop: 'logging.file', directory: logging.file ?? '' },
    { prop: 'resolver.dir', directory: resolverDir(model, cluster) },
  ].filter(({ directory }) => /^([\\/]|[A-Za-z]:[\\/])/.test(directory))
}
