// In: a construct tree. Out: the model, frozen, and what was attached to scopes. With tree.ts and the other resolve files, the
// only reader of the tree.
import type { Construct, IConstruct } from 'constructs'
import type { CertificateAuthority } from '../constructs/certificate-authority'
import type { Acknowledgement } from '../constructs/construct'
import { attached } from '../constructs/construct'
import type { Operator as OperatorConstruct } from '../constructs/operator'
import { defined } from '../values/defined'
import type { Finding } from '../values/finding'
import { freeze } from '../values/freeze'
import { groupBy } from '../values/group'
import { commonNameOf } from '../values/names'
import { sortBy } from '../values/sort'
import type { Account, Authority, Cluster, Model, Operator, System } from './model'
import { resolveAccounts } from './resolve-accounts'
import { resolveServers, routeAuthorities } from './resolve-servers'
import type { Rule } from './rule'
import type { Tree } from './tree'
import { operatorsIn, originOf, readTree } from './tree'

export interface Resolved {
  readonly model: Model
  /** Rules added with `addRules`, each with the scope it judges. */
  readonly rules: readonly { readonly scope: string; readonly rule: Rule }[]
  readonly acknowledgements: readonly (Acknowledgement & { readonly scope: string })[]
  /** What the tree's own `node.addValidation` says, unless the engine that hosts it asks that itself. */
  readonly validations: readonly Finding[]
}

/** Reads the tree below (and with) `root` into plain data. Sorted by name, so the order of declarations changes nothing. */
export function resolve(root: Construct, deployment: string, validate = true): Resolved {
  const tree = readTree(root)
  const clusters = tree.servers.map((servers) => resolveServers(servers, tree))
  const authorities = tree.authorities.map((authority) => resolveAuthority(authority, deployment))
  const systems = resolveSystems(tree, resolveAccounts(clusters, tree), clusters)
  const model: Model = {
    deployment,
    path: root.node.path,
    systems,
    authorities: sortBy([...authorities, ...routeAuthorities(deployment, tree)], (a) => a.name),
    clusters: sortBy(clusters.map(withSystemAccount(systems)), (c) => c.name),
    moves: tree.all.flatMap((c) => attached(c, 'moves').map((move) => ({ ...originOf(c), ...move }))),
  }
  return {
    model: freeze(model),
    rules: tree.all.flatMap((c) => attached(c, 'rules').map((rule) => ({ scope: c.node.path, rule }))),
    acknowledgements: tree.all.flatMap((c) =>
      attached(c, 'acknowledgements').map((a) => ({ scope: c.node.path, ...a })),
    ),
    validations: validate
      ? tree.all.flatMap((c) => c.node.validate().map((message) => validation(c, message)))
      : [],
  }
}

function validation(construct: IConstruct, message: string): Finding {
  return {
    code: 'validation',
    severity: 'error',
    path: construct.node.path,
    message,
    change: 'as the construct says; it comes from its own node.addValidation',
  }
}

/** The implicit system, whose name is empty, and those that were declared. */
function resolveSystems(
  tree: Tree,
  accounts: readonly Account[],
  clusters: readonly Cluster[],
): readonly System[] {
  const { root, systems } = tree
  const bySystem = groupBy(accounts, (a) => a.system)
  const named = [
    { ...originOf(root), name: '' },
    ...systems.map((s) => ({ ...originOf(s), name: s.systemName })),
  ]
  const resolved = named.map((system) => {
    const [operator, ...others] = operatorsIn(tree, system.name)
    return {
      ...system,
      operator: resolveOperator(operator, clusters),
      surplusOperators: others.map(originOf),
      accounts: sortBy(bySystem.get(system.name) ?? [], (a) => a.name),
    }
  })
  return sortBy(resolved, (s) => s.name)
}

/** Its system account is that of the servers, unless it names one. */
function resolveOperator(
  operator: OperatorConstruct | undefined,
  clusters: readonly Cluster[],
): Operator | undefined {
  if (operator === undefined) return undefined
  const { system, operatorName: name, signingKeys, strictSigningKeys, serviceUrls } = operator
  const servers = clusters.filter((cluster) => cluster.system === system)
  return {
    ...originOf(operator),
    system,
    name,
    signingKeys: [...new Set(signingKeys)],
    strictSigningKeys,
    systemAccount:
      operator.systemAccount?.ref ?? servers.flatMap((cluster) => cluster.systemAccount ?? [])[0],
    serviceUrls,
    ...defined({
      publicKey: operator.publicKey,
      accountServerUrl: operator.accountServerUrl,
      assertServerVersion: operator.assertServerVersion,
      validity: operator.validity,
    }),
  }
}

/** Servers that name none have the system account of their operator. */
const withSystemAccount =
  (systems: readonly System[]) =>
  (cluster: Cluster): Cluster => ({
    ...cluster,
    systemAccount:
      cluster.systemAccount ?? systems.find(({ name }) => name === cluster.system)?.operator?.systemAccount,
  })

/** Without a common name of its own, an authority is called after the deployment and its name. */
function resolveAuthority(authority: CertificateAuthority, deployment: string): Authority {
  const { authorityName: name, source } = authority
  if (source.kind === 'imported') return { ...originOf(authority), name, source }
  const { commonName = commonNameOf(`${deployment} ${name}`), intermediate, ...rest } = source
  const below = intermediate && {
    validity: intermediate.validity,
    commonName: intermediate.commonName ?? commonNameOf(`${commonName} intermediate`),
  }
  return {
    ...originOf(authority),
    name,
    source: { ...rest, commonName, ...(below && { intermediate: below }) },
  }
}
