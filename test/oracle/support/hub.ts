// A deployment with one of every option that natsmith renders, for servers on 127.0.0.1: a hub of two nodes, `nats1` and
// `nats2`, and a leaf node, `edge`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Construct } from 'constructs'
import { Account, CertificateAuthority, LeafNode, NatsCluster, User } from '../../../lib/index'
import type { Materials } from '../../../lib/model/materials'
import type { RenderedNode } from '../../../lib/render/render'
import { render } from '../../../lib/render/render'
import { need } from '../../../tools/install'
import { materialsFor } from '../../support/materials'
import { modelOf } from '../../support/model'
import { place } from '../../../lib/testing/place'
import { freeOffset } from '../../../lib/testing/ports'
import type { RunningServer } from '../../../lib/testing/server'
import { startServer } from '../../../lib/testing/server'

export type Line = '2.10' | '2.15'

const BASE = { client: 4222, cluster: 4232, leafnodes: 4242, monitoring: 4252 }

/** Ports of `nats1`; those of `nats2` and `edge` follow. */
export type HubPorts = typeof BASE

async function hubPorts(): Promise<HubPorts> {
  const offset = await freeOffset(Object.values(BASE).flatMap((port) => [port, port + 1, port + 2]))
  return shifted(BASE, offset)
}

const shifted = (ports: HubPorts, by: number): HubPorts => ({
  client: ports.client + by,
  cluster: ports.cluster + by,
  leafnodes: ports.leafnodes + by,
  monitoring: ports.monitoring + by,
})

function declareHub(scope: Construct, serverVersion: Line, ports: HubPorts): void {
  const ca = new CertificateAuthority(scope, 'ca', { intermediate: true })
  const systemAccount = new Account(scope, 'system', { name: '$SYS' })
  new User(systemAccount, 'root', { password: 'generated' })
  const orders = new Account(scope, 'ORDERS', {
    jetstream: { maxStore: '10MB', maxStreams: 3 },
    limits: { maxConnections: 100, maxLeafnodes: 10, maxPayload: '256KB', maxSubscriptions: 1000 },
    defaultPermissions: { publish: ['orders.>'], subscribe: ['orders.>', '_INBOX.>', 'jobs.> workers'] },
    mappings: { 'old.*': 'orders.$1', 'split.it': [{ destination: 'orders.a', weight: 30 }] },
    exports: [
      { stream: 'orders.>' },
      { service: 'price', response: 'stream', responseThreshold: '2s' },
      { stream: 'private.*', accountTokenPosition: 2 },
    ],
  })
  new User(orders, 'alice', {
    permissions: { publish: { deny: ['>'] }, allowResponses: { max: 2, expires: '5s' } },
  })
  new User(orders, 'bob', { password: 'generated', connectionTypes: ['STANDARD', 'WEBSOCKET'] })
  const billing = new Account(scope, 'BILLING', { jetstream: true })
  billing.addImport({ from: orders, stream: 'orders.>', prefix: 'in' })
  billing.addImport({ from: orders, service: 'price', to: 'their.price', share: true })

  const node = (shift: number) => ({ dnsNames: ['localhost'], ports: shifted(ports, shift) })
  const hub = new NatsCluster(scope, 'hub', {
    nodes: { nats1: node(0), nats2: node(1) },
    host: '127.0.0.1',
    configDir: 'conf',
    serverVersion,
    systemAccount,
    tls: {
      issuer: ca,
      cipherSuites: ['TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
      curvePreferences: ['X25519', 'CurveP256'],
      timeout: '5s',
      connectionRateLimit: 1000,
    },
    routes: { poolSize: 2, compression: 's2_fast' },
    leafnodes: { compression: 's2_auto' },
    monitoring: {},
    logging: { debug: true, logtime: true, logtimeUtc: true },
    limits: {
      maxConnections: 1000,
      maxSubscriptions: 0,
      maxPayload: '512KB',
      maxPending: '8MB',
      maxControlLine: '4KB',
      pingInterval: '30s',
      pingMax: 3,
      writeDeadline: '5s',
    },
    jetstream: { storeDir: 'js', maxMemory: '8MB', maxFile: '32MB', domain: 'hub', encryption: 'aes' },
  })
  hub.addConfOverride(['lame_duck_duration'], '31s')
  new LeafNode(scope, 'edge', {
    address: node(2),
    host: '127.0.0.1',
    configDir: 'conf',
    monitoring: { https: true },
    remotes: [
      { hub, hubAccount: orders, account: orders, denyExports: ['orders.local.>'], compression: 's2_auto' },
    ],
  })
}

export interface RunningHub {
  readonly ports: HubPorts
  readonly materials: Materials
  /** By name. */
  readonly nodes: ReadonlyMap<string, RenderedNode>
  readonly servers: ReadonlyMap<string, RunningServer>
  /** The folder in which a node's server runs; its conf is `conf/nats-server.conf`. */
  folder(node: string): string
  stop(): Promise<void>
}

/** Renders, places and starts all of it. */
export async function runHub(line: Line): Promise<RunningHub> {
  const ports = await hubPorts()
  const model = modelOf((scope) => {
    declareHub(scope, line, ports)
  })
  const materials = materialsFor(model, Date.now())
  const nodes = new Map(render(model, materials).map((rendered) => [rendered.node.name, rendered]))
  const root = mkdtempSync(join(tmpdir(), 'natsmith-hub-'))
  const servers = new Map<string, RunningServer>()
  const stop = async (): Promise<void> => {
    for (const server of servers.values()) await server.stop()
    rmSync(root, { recursive: true })
  }
  try {
    for (const [name, rendered] of nodes) {
      const cwd = place(rendered, root)
      servers.set(name, await startServer(need(`nats-server-${line}`), { cwd, conf: CONF }))
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { ports, materials, nodes, servers, folder: (node) => join(root, node), stop }
}

/** Where each server finds its conf, from the folder it runs in. */
export const CONF = 'conf/nats-server.conf'
