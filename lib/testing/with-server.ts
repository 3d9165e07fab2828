// Runs a deployment on servers of this machine, for one test. In: a deployment, and what to do with its servers. Out: what that
// gives. Everything listens on 127.0.0.1; servers, connections and files are gone afterwards.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node'
import type { Deployment } from '../constructs/deployment'
import { issue } from '../keys/issue'
import { materialsOf } from '../keys/materials'
import { planIssue } from '../keys/plan'
import type { Model, Node } from '../model/model'
import { nodesOf } from '../model/query'
import { requestsOf } from '../model/requests'
import { userNamed } from '../permissions/effective'
import type * as Login from '../push/login'
import { render, type RenderedNode } from '../render/render'
import { blocks, FindingsError, NatsmithError, show } from '../values/finding'
import { monitorUrlOf, onLoopback, PORTS_PER_NODE, urlOf } from './loopback'
import { place } from './place'
import { freeOffset } from './ports'
import { allReady } from './ready'
import { startServer, type RunningServer } from './server'
import { synthInMemory, testMeans, type TestOptions } from './synth-in-memory'

export interface ServerOptions extends Omit<TestOptions, 'now'> {
  /** The server to run, by name or path. @defaultValue `nats-server`, as the PATH has it */
  readonly program?: string
}

/** Options of NATS's own client, and which server to connect to. */
export interface ConnectOptions extends Omit<NodeConnectionOptions, 'servers'> {
  /** By name. @defaultValue any that lets the user in */
  readonly node?: string
}

/** A deployment that runs. */
export interface RunningNats {
  /**
   * Logs in as a user, `ORDERS/alice`, with what natsmith issued for it; closed at the end.
   * Throws NatsmithError `user-unknown`, `unknown-node`, and what the client throws.
   */
  readonly connect: (user: string, options?: ConnectOptions) => Promise<NatsConnection>
  /** A server by the name of its node. Throws NatsmithError `unknown-node`. */
  readonly node: (name: string) => {
    /** Where clients connect. */
    readonly url: string
    /** Where its monitoring endpoints are, `/varz` and the others. */
    readonly monitorUrl: string
    /** Everything it has logged so far. */
    readonly log: () => string
  }
}

/**
 * Runs every server of `deployment` on 127.0.0.1, each with the conf that natsmith renders for it, calls `work` when clusters, leaf
 * nodes and JetStream are ready, and stops them. Addresses, ports, folders and log files are those of the test, and plain
 * monitoring is on; all else is as in production. Of a server, files that are there already must be here, too, and
 * certificates that natsmith does not issue name `localhost`; what `addConfOverride` says stays as it is.
 *
 * @example
 * ```ts
 * await withServer(program, async (nats) => {
 *   const alice = await nats.connect('ORDERS/alice')
 *   alice.publish('orders.created')
 *   await alice.flush()
 * })
 * ```
 * @throws FindingsError what blocks a deploy; NatsmithError `server-not-found`, `server-not-ready`; and what `work` throws
 */
export async function withServer<T>(
  deployment: Deployment,
  work: (nats: RunningNats) => Promise<T>,
  { program = 'nats-server', ...options }: ServerOptions = {},
): Promise<T> {
  const means = testMeans({ ...options, now: new Date() })
  const { model: declared, findings } = synthInMemory(deployment, { ...options, now: new Date(means.now) })
  if (findings.some(blocks)) throw new FindingsError(findings.filter(blocks))
  const model = onLoopback(declared, await freePorts(nodesOf(declared).length * PORTS_PER_NODE))
  const requests = requestsOf(model)
  const plan = planIssue({ ...means, requests, moves: model.moves })
  const { materials } = materialsOf(issue(plan, means).after, requests)

  const folder = await mkdtemp(join(tmpdir(), 'natsmith-test-'))
  const servers = new Map<string, RunningServer>()
  const connections: NatsConnection[] = []
  try {
    await start(program, render(model, materials), folder, servers)
    await allReady(model)
    return await work({
      connect: async (name, { node, ...more } = {}) => {
        const user = userNamed(model, name)
        const where = node === undefined ? {} : { servers: urlOf(nodeNamed(model, node)) }
        const connection = await client().loginAs(model, materials, user, { ...where, ...more })
        connections.push(connection)
        return connection
      },
      node: (name) => {
        const node = nodeNamed(model, name)
        return { url: urlOf(node), monitorUrl: monitorUrlOf(node), log: () => servers.get(name)?.log() ?? '' }
      },
    })
  } finally {
    await Promise.all(connections.map((connection) => connection.close()))
    await Promise.all([...servers.values()].map((server) => server.stop()))
    await rm(folder, { recursive: true })
  }
}

/** NATS's own client. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when a test connects: other tests begin sooner
const client = (): typeof Login => require('../push/login') as typeof Login

/** Adds what runs to `servers`, also when one of them does not start. */
async function start(
  program: string,
  nodes: readonly RenderedNode[],
  folder: string,
  servers: Map<string, RunningServer>,
): Promise<void> {
  const started = await Promise.allSettled(
    nodes.map(async (rendered) => {
      const cwd = place(rendered, folder)
      servers.set(rendered.node.name, await startServer(program, { cwd, conf: 'nats-server.conf' }))
    }),
  )
  for (const result of started) if (result.status === 'rejected') throw result.reason
}

/** The first of so many ports in a row. */
async function freePorts(count: number): Promise<number> {
  const first = 4222
  return first + (await freeOffset(Array.from({ length: count }, (_, i) => first + i)))
}

function nodeNamed(model: Model, name: string): Node {
  const found = nodesOf(model).find(({ node }) => node.name === name)
  if (found) return found.node
  const names = nodesOf(model).map(({ node }) => node.name)
  throw new NatsmithError(
    'unknown-node',
    `there is no node ${show(name)}`,
    `name one of: ${names.join(', ')}`,
  )
}
