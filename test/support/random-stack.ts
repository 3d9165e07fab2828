// Random whole deployments for fast-check: `anyStack` is plain data, `stackOf` makes constructs of it. Valid as far as that
// can be said of each thing and of what it refers to: names are unique, imports fit exports, hubs listen, suites fit keys.
import type { Construct } from 'constructs'
import type {
  CertificateAuthorityProps,
  Deployment,
  LeafRemoteProps,
  ServerVersion,
  User,
} from '../../lib/index'
import {
  Account,
  CertificateAuthority,
  LeafRemote,
  NatsSystem,
  acknowledge,
  deployment,
} from '../../lib/index'
import { defined } from '../../lib/values/defined'
import type { Since } from '../../lib/values/server-version'
import { atLeast, parseServerVersion } from '../../lib/values/server-version'
import type { DeclaredAccount, Each, Listeners, Numbered } from './stack/accounts'
import {
  accountProps,
  declareUsers,
  exportOf,
  importsOf,
  listenersOf,
  numbered,
  passwordOf,
  pick,
} from './stack/accounts'
import type { Hub, Surroundings } from './stack/servers'
import {
  MOST_NODES,
  PORTS_PER_NODE,
  declareCluster,
  declareLeafNode,
  declareSurfaces,
  remoteProps,
} from './stack/servers'
import type { AuthoritySpec, ClusterSpec, RemoteSpec, Stack, SystemSpec } from './stack/spec'
import { importedAuthority } from './stack/tls'

export { anyStack } from './stack/spec'
export type { Stack } from './stack/spec'
export { ON_NODE } from './stack/tls'

type Shuffle = <T>(things: readonly T[]) => readonly T[]

export interface StackOptions {
  /** @defaultValue natsmith's own */
  readonly configDir?: string
  /** The order in which things are declared that do not refer to each other. @defaultValue as they come */
  readonly shuffle?: Shuffle
  /** Puts all servers on 127.0.0.1, on ports from this one on, with logs to standard error. @defaultValue where they are */
  readonly basePort?: number
  /** Of all servers. @defaultValue as each says */
  readonly version?: ServerVersion
}

/** A deployment called `prod`. */
export function stackOf(stack: Stack, options: StackOptions = {}): Deployment {
  const { version } = options
  const chosen = version === undefined ? stack : allOn(version, stack)
  return deployment('prod', (scope) => {
    declare(scope, chosen, options)
  })
}

function allOn(version: ServerVersion, stack: Stack): Stack {
  const systems = stack.systems.map((system) => ({
    ...system,
    clusters: system.clusters.map((cluster) => ({ ...cluster, version })),
    leafNodes: system.leafNodes.map((leafNode) => ({ ...leafNode, version })),
  }))
  return { ...stack, systems }
}

/** How many ports a stack takes from `basePort` on. */
export function portsOf({ systems }: Stack): number {
  const clusters = systems.flatMap((system) => system.clusters)
  const leafNodes = systems.flatMap((system) => system.leafNodes)
  return (clusters.length * MOST_NODES + leafNodes.length) * PORTS_PER_NODE
}

const inOrderOf =
  (shuffle: Shuffle): Each =>
  <T, R>(things: readonly T[], declareOne: (thing: T, position: number) => R) => {
    const made = shuffle([...things.entries()]).map(([i, thing]) => [i, declareOne(thing, i)] as const)
    return made.toSorted(([i], [j]) => i - j).map(([, one]) => one)
  }

function at<T>(things: readonly T[], position: number): T {
  const thing = things[position]
  if (thing === undefined) throw new Error(`nothing at ${String(position)}`)
  return thing
}

type Dialling = Pick<ClusterSpec, 'version'> & { readonly system: number }

interface DeclaredSystem {
  readonly spec: SystemSpec
  readonly scope: Construct
  readonly accounts: readonly DeclaredAccount[]
  /** Users with certificates of natsmith. */
  readonly certified: readonly User[]
}

/** What is no fault of a conf: servers start with it. */
const ACCEPTED = [
  'monitoring-exposed',
  'leaf-permissions-unenforced',
  'duplicate-leaf-remote',
  'path-not-expanded',
  'wildcard-missed',
  'hours-past-midnight',
  'proxy-without-trust',
]

function declare(root: Construct, stack: Stack, options: StackOptions): void {
  for (const code of ACCEPTED) acknowledge(root, code, 'a random stack')
  const { shuffle = (things) => things, ...place } = options
  const each = inOrderOf(shuffle)
  const authorities = each(numbered('ca', stack.authorities), (ca) => declareAuthority(root, ca))
  const authority = (which: number): CertificateAuthority => at(authorities, which % authorities.length)
  const systems = each(numbered('s', stack.systems), (system) =>
    declareSystem(root, system, listenersOf(system.spec, stack), each),
  )
  const around = (which: number, ordinal: number, account: number | undefined): Surroundings => {
    const { spec, scope, accounts, certified } = at(systems, which)
    return {
      ...place,
      shuffle,
      authority,
      scope,
      ordinal,
      systemAccount: account === undefined ? undefined : pick(accounts, account)?.construct,
      token: spec.token && passwordOf(spec.token),
      users: certified,
    }
  }

  const inSystems = <T>(
    of: (system: SystemSpec) => readonly T[],
  ): readonly (T & { readonly system: number })[] =>
    stack.systems.flatMap((spec, system) => of(spec).map((one) => ({ ...one, system })))
  const clusterSpecs = numbered(
    'c',
    inSystems(({ clusters }) => clusters),
  )
  const leafNodeSpecs = numbered(
    'l',
    inSystems(({ leafNodes }) => leafNodes),
  )
  // With a token there are no users, and so no logins of leaf nodes.
  const hubs = clusterSpecs.flatMap(({ spec }, i) => (at(systems, spec.system).spec.token ? [] : [i]))
  const hubOf = ({ hub }: RemoteSpec, dialling?: number): number | undefined =>
    pick(
      hubs.filter((i) => i !== dialling),
      hub,
    )
  const extra = stack.remotes.map(({ servers, remote }) => ({
    servers: servers % clusterSpecs.length,
    remote,
  }))
  const dialled = new Set([
    ...leafNodeSpecs.flatMap(({ spec }) => spec.remotes.map((remote) => hubOf(remote))),
    ...extra.map(({ servers, remote }) => hubOf(remote, servers)),
  ])

  const clusters = each(clusterSpecs, (cluster, i) =>
    declareCluster(
      cluster,
      dialled.has(i),
      around(cluster.spec.system, i * MOST_NODES, cluster.spec.systemAccount),
    ),
  )
  const accountOf = (system: number, which: number): Account => {
    const { accounts } = at(systems, system)
    return at(accounts, which % accounts.length).construct
  }
  const remote = (spec: Numbered<RemoteSpec>, hub: Hub, { system, version }: Dialling): LeafRemoteProps =>
    remoteProps(spec, hub, version, authority, {
      hubAccount: accountOf(hub.system, spec.spec.hubAccount),
      account: accountOf(system, spec.spec.account),
    })
  const leafNodes = each(leafNodeSpecs, ({ id, name, spec }, i) => {
    const [first, ...others] = numbered(`${id}r`, spec.remotes).flatMap((one) => {
      const hub = hubOf(one.spec)
      return hub === undefined
        ? []
        : [{ hub: at(clusters, hub), props: remote(one, at(clusters, hub), spec) }]
    })
    if (first === undefined) return []
    const ordinal = clusters.length * MOST_NODES + i
    return [
      declareLeafNode(
        { id, name, spec },
        first.hub,
        [first.props, ...others.map(({ props }) => props)],
        around(spec.system, ordinal, spec.systemAccount),
      ),
    ]
  }).flat()
  each(extra, ({ servers, remote: spec }) => {
    const hub = hubOf(spec, servers)
    const [one] = numbered('r', [spec])
    if (hub === undefined || one === undefined) return
    const { construct } = at(clusters, servers)
    new LeafRemote(construct, one.id, remote(one, at(clusters, hub), at(clusterSpecs, servers).spec))
  })
  each([...clusters, ...leafNodes], (servers) => {
    declareSurfaces(servers, authority)
  })
}

function declareAuthority(
  scope: Construct,
  { id, name, spec }: Numbered<AuthoritySpec>,
): CertificateAuthority {
  if (spec.kind === 'imported')
    return new CertificateAuthority(scope, id, { name, imported: importedAuthority() })
  const { keyAlgorithm, commonName, intermediate } = spec
  const props: CertificateAuthorityProps = {
    name,
    keyAlgorithm,
    ...defined({
      commonName: commonName && `${commonName} ${id}`,
      intermediate:
        intermediate && defined({ commonName: intermediate.commonName && `${intermediate.commonName} i` }),
    }),
  }
  return new CertificateAuthority(scope, id, props)
}

function declareSystem(
  root: Construct,
  { id, name, spec }: Numbered<SystemSpec>,
  listeners: Listeners,
  each: Each,
): DeclaredSystem {
  const scope = id === 's0' ? root : new NatsSystem(root, id, { name })
  const clusters = spec.clusters.map((cluster) => cluster.name)
  const systemAccounts = new Set(
    [...spec.clusters, ...spec.leafNodes].map(
      (s) => s.systemAccount && s.systemAccount % spec.accounts.length,
    ),
  )
  const versions = [...spec.clusters, ...spec.leafNodes].map((s) => parseServerVersion(s.version))
  const knows = (since: Since): boolean => versions.every((version) => atLeast(version, since))
  const accounts = each(numbered(`${id}a`, spec.accounts), (account, i): DeclaredAccount => {
    const props = accountProps(account, clusters, systemAccounts.has(i), knows)
    return { ...account, construct: new Account(scope, account.id, props) }
  })
  each(accounts, ({ construct, spec: { exports } }) => {
    each(exports, (exported) => {
      construct.addExport(exportOf(exported, accounts))
    })
  })
  each(accounts, (account) => {
    each(importsOf(account, accounts), (imported) => {
      account.construct.addImport(imported)
    })
  })
  const users = spec.token === undefined ? declareUsers(accounts, listeners, each) : []
  const certified = listeners.verify ? users.filter(({ certificate }) => certificate !== 'none') : []
  return { spec, scope, accounts, certified }
}
