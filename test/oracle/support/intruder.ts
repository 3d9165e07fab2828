// Tries what must not work: to join a cluster as a route, or a hub as a leaf node, with what an ordinary user has.
// In: the listener, the server's monitoring, a certificate. Out: whether the server counts the intruder as a peer.
import { monitor } from './monitoring'
import { eventually } from '../../../lib/testing/wait'
import { dial, type DialOptions, type Wire } from './wire'

export interface Attempt {
  /** True when the server's monitoring lists the intruder. */
  readonly joined: boolean
  /** What ended the attempt: the server's last `-ERR`, else how the connection ended. */
  readonly reason: string
}

export interface Target extends Omit<DialOptions, 'tls'> {
  /** Port of the server's monitoring listener. */
  readonly monitoring: number
}

const NAME = 'intruder'
const VERSION = '2.10.27'

/** Offers a route as a server of `cluster` would: CONNECT, INFO, PING. */
export async function offerRoute(target: Target, cluster: string): Promise<Attempt> {
  const wire = await dial({ ...target, tls: 'first' })
  const connect = { name: NAME, cluster, tls_required: true, headers: true, lnoc: true }
  const info = {
    ...connect,
    server_id: NAME,
    server_name: NAME,
    version: VERSION,
    host: '127.0.0.1',
    port: 1,
  }
  wire.send(`CONNECT ${JSON.stringify(connect)}`, `INFO ${JSON.stringify(info)}`, 'PING')
  return outcome(wire, async () => {
    const { routes } = await monitor<{ routes: { remote_id: string }[] }>(target.monitoring, 'routez')
    return routes.some((route) => route.remote_id === NAME)
  })
}

/** Offers a leaf node connection, without credentials, as a server of another system would. */
export async function offerLeaf(target: Target): Promise<Attempt> {
  const wire = await dial({ ...target, tls: 'after-info' })
  const connect = { server_id: NAME, name: NAME, cluster: NAME, version: VERSION, tls_required: true }
  wire.send(`CONNECT ${JSON.stringify({ ...connect, headers: true })}`, 'PING')
  return outcome(wire, async () => {
    const { leafs } = await monitor<{ leafs?: { name: string }[] }>(target.monitoring, 'leafz')
    return leafs?.some((leaf) => leaf.name === NAME) === true
  })
}

async function outcome(wire: Wire, isListed: () => Promise<boolean>): Promise<Attempt> {
  try {
    const end = await eventually(async () => {
      const gone = wire.ended()
      return (await isListed()) ? 'joined' : gone
    })
    const errors = [...(await wire.receive(/$/)).matchAll(/-ERR '([^']*)'/g)]
    return { joined: end === 'joined', reason: errors.at(-1)?.[1] ?? end ?? 'neither joined nor refused' }
  } finally {
    wire.close()
  }
}
