// Finds accounts whose streams a switch between config mode and operator mode leaves behind.
import type { Identity } from '../model/identity'
import {
  accountIdentity,
  jetstreamIdentity,
  jwtIdentity,
  nkeyIdentity,
  operatorIdentity,
  tlsIdentity,
  userIdentity,
} from '../model/identity'
import type { Account, System } from '../model/model'
import type { BuiltInRule, RuleContext } from '../model/rule'

const change =
  'carry the data over as the guide to operator mode says, and acknowledge this for the deploy that switches'

export const jetstreamModeSwitch: BuiltInRule = {
  code: 'jetstream-mode-switch',
  severity: 'error',
  title: 'the streams of an account stay where the server looks for them',
  why: 'Servers keep streams in a folder named after the account: by its name in config mode, by its public key in operator mode. After a switch they begin with an empty one, and the old streams lie beside it.',
  change,
  source: 'nats-server server/jetstream.go EnableJetStream (storeDir, account name)',
  example: 'jetstream: the account was deployed in config mode, and servers will not find its streams',
  check: (context) =>
    context.model.systems.flatMap((system) => {
      const before = modeBefore(system, context)
      if (before === undefined || (before === 'operator') === (system.operator !== undefined)) return []
      const message = `jetstream: the account was deployed in ${before} mode, and servers will not find its streams`
      return system.accounts
        .filter((account) => account.jetstream !== undefined && hasServers(account, context))
        .map(({ path }) => ({ path, message, change }))
    }),
}

const hasServers = ({ system }: Account, { model }: RuleContext): boolean =>
  model.clusters.some((cluster) => cluster.system === system && cluster.jetstream !== undefined)

/** How a system was deployed last; undefined: not yet. */
function modeBefore(system: System, { model, issued }: RuleContext): 'config' | 'operator' | undefined {
  const wasDeployed = (identities: readonly Identity[]): boolean =>
    identities.some((identity) => issued.deployed(identity) !== undefined)
  const { accounts, operator, name } = system
  const jwts = [
    ...accounts.map((account) => accountIdentity({ system: name, account: account.name })),
    ...(operator ? [operatorIdentity(operator)] : []),
  ].map(jwtIdentity)
  if (wasDeployed(jwts)) return 'operator'
  const users = accounts.flatMap((account) => account.users).map(userIdentity)
  const nodes = model.clusters
    .filter((cluster) => cluster.system === name)
    .flatMap((cluster) => cluster.nodes.map((node) => ({ cluster, node })))
  const others = [
    ...users.flatMap((user) => [nkeyIdentity(user), `${user}/password`]),
    ...nodes.flatMap(({ cluster, node }) => [
      tlsIdentity(cluster, node, 'client'),
      jetstreamIdentity(cluster, node),
    ]),
  ]
  return wasDeployed(others) ? 'config' : undefined
}
