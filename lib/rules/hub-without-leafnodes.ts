// Finds leaf remotes that dial servers which do not listen for leaf nodes.
import { remotesOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

export const hubWithoutLeafnodes: BuiltInRule = {
  code: 'hub-without-leafnodes',
  severity: 'error',
  title: 'the hub of a leaf remote listens for leaf nodes',
  why: 'The remote dials a port on which nobody listens, for ever.',
  change: 'set leafnodes: {} on the hub',
  source: 'nats-server server/leafnode.go; server/opts.go parseLeafNodes',
  example: 'hub: "hub" has no leafnodes listener',
  check: ({ model }) =>
    remotesOf(model).flatMap(({ remote, hub }) => {
      if (hub?.leafnodes !== undefined) return []
      const problem = hub === undefined ? 'is not in this deployment' : 'has no leafnodes listener'
      return [
        {
          path: remote.path,
          message: `hub: ${show(remote.hub)} ${problem}`,
          change: hub === undefined ? 'declare both in one deployment' : 'set leafnodes: {} on the hub',
        },
      ]
    }),
}
