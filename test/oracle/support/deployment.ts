// Runs a whole deployment on 127.0.0.1: declared, rendered, placed, and started, each node on ports of its own.
// In: the names of its nodes, and what to declare. Out: its materials, and where everything listens.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Construct } from 'constructs'

import type { NodeProps } from '../../../lib/index'
import type { Materials } from '../../../lib/model/materials'
import type { Model } from '../../../lib/model/model'
import { render } from '../../../lib/render/render'
import { need } from '../../../tools/install'
import { materialsFor } from '../../support/materials'
import { modelOf } from '../../support/model'
import { place } from '../../../lib/testing/place'
import { freeOffset } from '../../../lib/testing/ports'
import { startServer, type RunningServer } from '../../../lib/testing/server'

/** The oldest and the newest line. */
export const LINES = ['2.10', '2.15'] as const
export type Line = (typeof LINES)[number]

/** Ports of the first node; those of the others follow. */
const BASE = { client: 4222, cluster: 4322, leafnodes: 4422, monitoring: 4522 }
export type Ports = typeof BASE

export interface RunningDeployment<Name extends string> {
  readonly model: Model
  readonly materials: Materials
  /** A folder for the test's own files, removed at the end. */
  readonly folder: string
  ports(node: Name): Ports
  server(node: Name): RunningServer
  stop(): Promise<void>
}

export interface Plan<Name extends string> {
  readonly nodes: readonly Name[]
  /** Declares `nodes`, each with the props it is given, `configDir: '.'` and `host: '127.0.0.1'`. */
  readonly declare: (scope: Construct, node: (name: Name) => NodeProps) => void
}

/** Everything is stopped and removed again when one of the servers does not start. */
export async function runDeployment<Name extends string>(
  line: Line,
  { nodes, declare }: Plan<Name>,
): Promise<RunningDeployment<Name>> {
  const offset = await freeOffset(nodes.flatMap((_, i) => Object.values(shifted(i))))
  const ports = (node: Name): Ports => shifted(offset + nodes.indexOf(node))
  const model = modelOf((scope) => {
    declare(scope, (name) => ({ dnsNames: ['localhost'], ports: ports(name) }))
  })
  const materials = materialsFor(model, Date.now())
  const folder = mkdtempSync(join(tmpdir(), 'natsmith-oracle-'))
  const servers = new Map<string, RunningServer>()
  const stop = async (): Promise<void> => {
    for (const server of servers.values()) await server.stop()
    rmSync(folder, { recursive: true })
  }
  try {
    for (const rendered of render(model, materials)) {
      const cwd = place(rendered, folder)
      const server = await startServer(need(`nats-server-${line}`), { cwd, conf: 'nats-server.conf' })
      servers.set(rendered.node.name, server)
    }
  } catch (error) {
    await stop()
    throw error
  }
  const server = (node: Name): RunningServer => {
    const found = servers.get(node)
    if (found === undefined) throw new Error(`no server of ${node} runs`)
    return found
  }
  return { model, materials, folder, ports, server, stop }
}

function shifted(by: number): Ports {
  const { client, cluster, leafnodes, monitoring } = BASE
  return {
    client: client + by,
    cluster: cluster + by,
    leafnodes: leafnodes + by,
    monitoring: monitoring + by,
  }
}
