// In: a model, one of its nodes, and what was issued. Out: the node's whole conf, as data; the order of its options is the
// order in which a person reads it.
import type { Materials } from '../../model/materials'
import type { Cluster, LeafRemote, Model, Node, Override, Tls } from '../../model/model'
import { accountsOf } from '../../model/query'
import type { ConfMap } from '../../values/conf'
import { tlsFiles } from '../tls-files'
import { accountOptions } from './accounts'
import { block } from './block'
import { clusterBlock } from './cluster'
import { doorsOf } from './doors'
import { jetstreamBlock } from './jetstream'
import { leafnodesBlock } from './leafnodes'
import { applyOverrides } from './overrides'
import { serverOptions } from './server'
import { spellPath } from './spelling'
import { tlsBlock } from './tls'

/** @throws NatsmithError `conf-override-not-applicable`, `conf-override-other-spelling` */
export function confOf(model: Model, cluster: Cluster, node: Node, materials: Materials): ConfMap {
  const tls = (given: Tls | undefined, remote?: LeafRemote): ConfMap | undefined =>
    given &&
    tlsBlock(given, tlsFiles(cluster, node, given, materials, remote), cluster.serverVersion, materials)
  const accounts = accountsOf(model).filter((account) => account.system === cluster.system)
  const listening = block({
    ...serverOptions(cluster, node),
    tls: tls(cluster.tls.client),
    cluster: clusterBlock(cluster, node, tls(cluster.tls.cluster)),
    leafnodes: leafnodesBlock(cluster, node, tls, materials),
    jetstream: jetstreamBlock(cluster, node, materials),
  })
  // An override may open a door, or have it map.
  const doors = doorsOf(applyOverrides(listening, cluster.overrides.filter(isNoAccount)))
  const conf = { ...listening, ...accountOptions(accounts, cluster, doors, materials) }
  return applyOverrides(conf, cluster.overrides)
}

/** What is in accounts may be given by its position among their users. */
const isNoAccount = ({ conf }: Override): boolean => spellPath(conf)[0] !== 'accounts'
