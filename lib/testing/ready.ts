// When a deployment that was just started can be used. In: its model. Out: nothing, once each server has its routes and leaf nodes, and
// JetStream a leader. Source: docs.nats.io running-a-nats-service/nats_admin/monitoring.
import type { Cluster, Model, Node } from '../model/model'
import { nodesOf } from '../model/query'
import { NatsmithError } from '../values/finding'
import { monitorUrlOf } from './loopback'
import { eventually } from './wait'

const PATIENCE = 20_000

/** @throws NatsmithError `server-not-ready` */
export async function allReady(model: Model): Promise<void> {
  await Promise.all(
    nodesOf(model).map(async ({ cluster, node }) => {
      let missing: string | undefined
      const ready = await eventually(async () => {
        missing = await missingOf(cluster, node)
        return missing === undefined
      }, PATIENCE)
      if (ready !== true)
        throw new NatsmithError(
          'server-not-ready',
          `${node.name} has no ${missing ?? 'answer'} after ${String(PATIENCE / 1000)} s`,
          'look at the logs of its servers: run them with logging.debug',
        )
    }),
  )
}

/** What a server waits for; undefined: nothing. */
async function missingOf(cluster: Cluster, node: Node): Promise<string | undefined> {
  const ask = async (endpoint: string): Promise<Answer> => {
    const response = await fetch(`${monitorUrlOf(node)}/${endpoint}`)
    return (await response.json()) as Answer
  }
  const peers = cluster.nodes.length - 1
  const routes = cluster.routes && peers > 0 ? ((await ask('routez')).routes ?? []) : []
  if (cluster.routes && new Set(routes.map((route) => route.remote_id)).size < peers)
    return 'route to every node'
  if (cluster.remotes.length > ((await ask('leafz')).leafs ?? []).length) return 'connection to every hub'
  if (cluster.jetstream && (await ask('healthz')).status !== 'ok') return 'JetStream'
  return undefined
}

/** What monitoring endpoints say, of what is asked here. */
interface Answer {
  readonly routes?: readonly { readonly remote_id: string }[]
  readonly leafs?: readonly unknown[]
  readonly status?: string
}
