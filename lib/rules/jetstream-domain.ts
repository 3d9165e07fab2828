// Finds servers on both sides of a leaf node whose JetStream cannot be told apart.
import type { Identity } from '../model/identity'
import { accountIdentity, accountName } from '../model/identity'
import type { Account, Cluster, LeafRemote, Model } from '../model/model'
import { accountsByIdentity, isSystemAccount, remotesOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import { extendsJetStream } from './support/system-account'

const change = 'give each of them a jetstream.domain of its own'

export const jetstreamDomain: BuiltInRule = {
  code: 'jetstream-domain',
  severity: 'warning',
  title: 'servers with JetStream that leaf nodes join have a domain each',
  why: 'Across a leaf node JetStream is asked by its domain: without one nobody on the other side reaches it, and a request to one that two have is answered by either, or by both.',
  change,
  source: 'nats-server server/leafnode.go addLeafNodeConnection; docs.nats.io, JetStream on leaf nodes',
  example: 'jetstream.domain: "main" is also that of "hub", which APP joins',
  check: ({ model }) => {
    const dialling = diallingOf(model)
    return [...dialling.flatMap(besideHub), ...besideOthers(dialling)]
  },
}

interface Dialling {
  readonly cluster: Cluster
  readonly remote: LeafRemote
  readonly hub: Cluster
}

/** Where JetStream is on both sides, of the servers and of the accounts, and is not meant to be one. */
function diallingOf(model: Model): readonly Dialling[] {
  const accounts = accountsByIdentity(model)
  return remotesOf(model).flatMap(({ cluster, remote, hub }) => {
    if (hub?.jetstream === undefined || cluster.jetstream === undefined) return []
    const isOne = extendsJetStream(
      cluster,
      (other) => other.hub === hub.name && isSystemAccount(hub, other.hubAccount),
    )
    const bothHave = hasJetStream(accounts, remote.account) && hasJetStream(accounts, remote.hubAccount)
    return isOne || !bothHave ? [] : [{ cluster, remote, hub }]
  })
}

const hasJetStream = (accounts: ReadonlyMap<Identity, Account>, ref: LeafRemote['account']): boolean =>
  accounts.get(accountIdentity(ref))?.jetstream !== undefined

function besideHub({ cluster, remote, hub }: Dialling): readonly Violation[] {
  const domain = cluster.jetstream?.domain
  if (domain !== hub.jetstream?.domain) return []
  const joined = `${show(hub.name)}, which ${accountName(remote.account)} joins`
  const message =
    domain === undefined
      ? `is not set, nor is that of ${joined}`
      : `${show(domain)} is also that of ${joined}`
  return [{ path: cluster.path, message: `jetstream.domain: ${message}`, change }]
}

/** Who asks from the hub is answered by each of those that dial it. */
function besideOthers(dialling: readonly Dialling[]): readonly Violation[] {
  const groups = groupBy(
    dialling.filter(({ cluster }) => cluster.jetstream?.domain !== undefined),
    ({ cluster, remote, hub }) =>
      [hub.name, accountIdentity(remote.hubAccount), cluster.jetstream?.domain].join('\0'),
  )
  return [...groups.values()].flatMap(([first, ...others]) =>
    others
      .filter(({ cluster }) => cluster !== first?.cluster)
      .map(({ cluster, hub }) => ({
        path: cluster.path,
        message: `jetstream.domain: ${show(cluster.jetstream?.domain)} is also that of ${show(first?.cluster.name)}, and both dial ${show(hub.name)}`,
        change,
      })),
  )
}
