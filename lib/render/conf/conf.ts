// In: a model, and what was issued. Out: for any of its nodes the whole conf, as data; the order of its options is the order in
// which a person reads it.
import type { Identity } from '../../model/identity'
import type { Materials } from '../../model/materials'
import type { Cluster, LeafRemote, Model, Node, Override, Tls } from '../../model/model'
import { accountsOf, operatorOf } from '../../model/query'
import type { ConfMap } from '../../values/conf'
import { groupBy } from '../../values/group'
import { recall } from '../../values/remember'
import type { TlsFiles, TlsFilesOf } from '../tls-files'
import { tlsFilesOf } from '../tls-files'
import type { AccountsBlock } from './accounts'
import { accountsBlocks } from './accounts'
import { authorizationOptions } from './authorization'
import { block } from './block'
import { clusterBlock } from './cluster'
import { doorsOf } from './doors'
import { jetstreamBlock } from './jetstream'
import { leafnodesBlock } from './leafnodes'
import type { OperatorFile } from './operator'
import { accountKey, operatorFile, operatorOptions, remoteCredentials } from './operator'
import { applyOverrides } from './overrides'
import type { Recorded } from './recorded'
import { recorded } from './recorded'
import { serverOptions } from './server'
import { spellPath } from './spelling'
import { tlsBlock } from './tls'

export interface NodeConf {
  readonly conf: ConfMap
  /** Of which something is in it. */
  readonly identities: readonly Identity[]
  /** The files of a `tls` block of the node. */
  readonly filesOf: (tls: Tls, remote?: LeafRemote) => TlsFiles
  /** What the conf names in operator mode. */
  readonly operatorFiles: readonly OperatorFile[]
}

/**
 * Each is made once, and so is what several have in common: the accounts of a system are on all of its servers.
 * @throws NatsmithError `conf-override-not-applicable`, `conf-override-other-spelling`
 */
export type Confs = (cluster: Cluster, node: Node) => NodeConf

export function confsOf(model: Model, materials: Materials): Confs {
  const bySystem = groupBy(accountsOf(model), ({ system }) => system)
  const shared: Shared = {
    model,
    materials,
    accounts: accountsBlocks(bySystem, materials),
    operator: operatorOptions((system) => bySystem.get(system) ?? [], materials),
    files: tlsFilesOf(materials),
  }
  const known = new Map<Node, NodeConf>()
  return (cluster, node) => recall(known, node, () => nodeConf(cluster, node, shared))
}

/** What nodes have in common. */
interface Shared {
  readonly model: Model
  readonly materials: Materials
  readonly accounts: AccountsBlock
  readonly operator: ReturnType<typeof operatorOptions>
  readonly files: TlsFilesOf
}

function nodeConf(cluster: Cluster, node: Node, shared: Shared): NodeConf {
  const { model, materials, files } = shared
  const operator = operatorOf(model, cluster)
  const known = new Map<Tls | LeafRemote, TlsFiles>()
  const filesOf: NodeConf['filesOf'] = (tls, remote) =>
    recall(known, remote ?? tls, () => files(cluster, node, tls, remote))
  const server = recorded(materials, (issued) => {
    const tls = (given: Tls | undefined, remote?: LeafRemote): ConfMap | undefined =>
      given && tlsBlock(given, filesOf(given, remote), cluster.serverVersion, issued)
    return block({
      ...serverOptions(cluster, node),
      tls: tls(cluster.tls.client),
      cluster: clusterBlock(cluster, node, tls(cluster.tls.cluster)),
      leafnodes: leafnodesBlock(cluster, node, tls, {
        materials: issued,
        isOpen: operator === undefined,
        accountKey: (account) => accountKey(model, account, issued),
        credentials: (remote) =>
          operatorOf(model, remote.hubAccount) && remoteCredentials(cluster, remote, issued).path,
      }),
      jetstream: jetstreamBlock(cluster, node, issued),
      ...authorizationOptions(model, cluster, issued),
    })
  })
  const accounts = operator
    ? shared.operator(cluster, operator)
    : accountOptions(cluster, server.made, shared)
  return {
    conf: applyOverrides(block({ ...server.made, ...accounts.made }), cluster.overrides),
    identities: [...server.identities, ...accounts.identities],
    filesOf,
    operatorFiles: [
      ...(operator ? [operatorFile(cluster, operator, materials)] : []),
      ...cluster.remotes.flatMap((remote) =>
        operatorOf(model, remote.hubAccount) ? [remoteCredentials(cluster, remote, materials)] : [],
      ),
    ],
  }
}

/** In config mode. */
function accountOptions(cluster: Cluster, server: ConfMap, { accounts }: Shared): Recorded<ConfMap> {
  // An override may open a door, or have it map.
  const doors = doorsOf(applyOverrides(server, cluster.overrides.filter(isNoAccount)))
  const { made, identities } = accounts(cluster, doors)
  return { made: block({ accounts: made, system_account: cluster.systemAccount?.account }), identities }
}

/** What is in accounts may be given by its position among their users. */
const isNoAccount = ({ conf }: Override): boolean => spellPath(conf)[0] !== 'accounts'
