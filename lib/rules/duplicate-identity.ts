// Finds two constructs that would be one thing to NATS and to the key store.
import { accountName, leafIdentity } from '../model/identity'
import type { Authority, Model } from '../model/model'
import { accountsOf, nodesOf, remotesOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import { sortBy } from '../values/sort'

interface Named {
  readonly path: string
  readonly name: string
  /** What tells it apart from others of its kind. */
  readonly identity: string
}

const change = 'give one of them another name'

export const duplicateIdentity: BuiltInRule = {
  code: 'duplicate-identity',
  severity: 'error',
  title: 'every NATS name is declared once',
  why: 'Keys and documents are kept under NATS names: two constructs with one name would share them, and nats-server refuses to start, or merges them silently.',
  change,
  source: 'nats-server server/opts.go parseAccounts; conf/parse.go (the last of two equal keys wins)',
  example: 'name: "ORDERS" is also the name of the account prod/orders',
  check: ({ model }) => [
    ...repeated(
      'account',
      accountsOf(model).map((a) => named(a, accountName({ system: a.system, account: a.name }))),
    ),
    ...repeated(
      'system',
      model.systems.map((s) => named(s, s.name)),
    ),
    ...repeated(
      'cluster',
      model.clusters.map((c) => named(c, c.name)),
    ),
    ...repeated(
      'node',
      nodesOf(model).map(({ cluster, node }) => ({
        path: cluster.path,
        name: node.name,
        // Its folder has its name, and there are file systems where case does not count.
        identity: node.name.toLowerCase(),
      })),
    ),
    ...repeated(
      'certificate authority',
      authorities(model).map((a) => named(a, a.name)),
    ),
    ...repeated(
      'leaf remote',
      remotesOf(model).map(({ cluster, remote }) => named(remote, leafIdentity(cluster.name, remote.name))),
    ),
  ],
}

const named = ({ path, name }: { path: string; name: string }, identity: string): Named => ({
  path,
  name,
  identity,
})

function repeated(kind: string, things: readonly Named[]): readonly Violation[] {
  const groups = groupBy(things, (thing) => thing.identity)
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = sortBy(
      new Map(group.map((thing) => [`${thing.path} ${thing.name}`, thing])).values(),
      (t) => `${t.path} ${t.name}`,
    )
    return others.map(({ path, name }) => ({
      path,
      message: `${kind === 'node' ? 'nodes' : 'name'}: ${show(name)} is also${name === first?.name ? '' : ', but for its case,'} the name of the ${kind} ${first?.path ?? ''}`,
      change,
    }))
  })
}

/** Without the routes' authorities of clusters that have one name: the clusters are reported already. */
function authorities(model: Model): readonly Authority[] {
  const implicit = new Set(model.clusters.map((c) => c.path))
  const declared = new Set(model.authorities.filter((a) => !implicit.has(a.path)).map((a) => a.name))
  return model.authorities.filter((a) => !implicit.has(a.path) || declared.has(a.name))
}
