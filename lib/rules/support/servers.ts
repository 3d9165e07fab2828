// In: what a rule may look at. Out: the confs of the servers of a system, by what they turn on, also by an override.
import type { RuleContext } from '../../model/rule'
import type { ConfMap, ConfValue } from '../../values/conf'
import { isConfMap } from '../../values/conf'
import { groupBy } from '../../values/group'

export interface ServerConf {
  /** True when the option is set, to something else than false. */
  has(option: string): boolean
  /** True when the block tells where to listen. */
  listens(block: string): boolean
}

/** Those of all servers of a system: of each cluster one node's. */
export function serversOf({ model, conf }: RuleContext): (system: string) => readonly ServerConf[] {
  const clusters = groupBy(model.clusters, (cluster) => cluster.system)
  return (system) =>
    (clusters.get(system) ?? []).flatMap((cluster) =>
      cluster.nodes.slice(0, 1).map((node) => read(conf(cluster, node))),
    )
}

const read = (conf: ConfMap): ServerConf => ({
  has: (option) => {
    const value = at(conf, option)
    return value !== undefined && value !== false
  },
  listens: (block) => {
    const options = at(conf, block)
    return (
      options !== undefined &&
      isConfMap(options) &&
      ['port', 'listen'].some((o) => at(options, o) !== undefined)
    )
  },
})

/** nats-server reads the names of options in any case. */
const at = (conf: ConfMap, option: string): ConfValue | undefined =>
  Object.entries(conf).find(([name]) => name.toLowerCase() === option)?.[1]
