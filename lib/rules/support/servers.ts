// In: what a rule may look at. Out: the confs of the servers of a system, by what they turn on, also by an override.
import type { RuleContext } from '../../model/rule'
import type { ConfMap, ConfValue } from '../../values/conf'
import { isConfMap } from '../../values/conf'
import { groupBy } from '../../values/group'
import { recall } from '../../values/remember'

export interface ServerConf {
  /** True when the option is set, to something else than false. */
  has(option: string): boolean
  /** True when the block tells where to listen. */
  listens(block: string): boolean
}

/** Those of all servers of a system: of each cluster one node's. */
export function serversOf({ model, conf }: RuleContext): (system: string) => readonly ServerConf[] {
  const clusters = groupBy(model.clusters, (cluster) => cluster.system)
  const known = new Map<string, readonly ServerConf[]>()
  return (system) =>
    recall(known, system, () =>
      (clusters.get(system) ?? []).flatMap((cluster) =>
        cluster.nodes.slice(0, 1).map((node) => read(conf(cluster, node))),
      ),
    )
}

function read(conf: ConfMap): ServerConf {
  const options = byLowerName(conf)
  return {
    has: (option) => {
      const value = options.get(option)
      return value !== undefined && value !== false
    },
    listens: (block) => {
      const value = options.get(block)
      if (value === undefined || !isConfMap(value)) return false
      const inside = byLowerName(value)
      return inside.has('port') || inside.has('listen')
    },
  }
}

/** nats-server reads the names of options in any case. */
const byLowerName = (conf: ConfMap): ReadonlyMap<string, ConfValue> =>
  new Map(Object.entries(conf).map(([name, value]) => [name.toLowerCase(), value]))
