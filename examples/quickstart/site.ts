// One deployment of the program: issued and deployed by the natsmith command, as a user would, into a folder of its own,
// and run. In: the program, a nats-server, an empty folder. Out: a site on which claims can be tried.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { NodeManifest } from '../../lib/assembly/manifest'
import type { ClientSettings } from '../../lib/render/client'
import { login, type Client } from '../../test/oracle/support/client'
import { startServer, type RunningServer } from '../../lib/testing/server'
import { ports } from './natsmith'

/** In the order of their ports. */
export const NODES = ['nats1', 'nats2', 'nats3', 'edge'] as const
export type NodeName = (typeof NODES)[number]
export type Surface = 'client' | 'cluster' | 'leafnodes'

export interface SiteOptions {
  /** File of the program. */
  readonly program: string
  readonly serverVersion: string
  /** The nats-server to run. */
  readonly server: string
  /** An empty folder. */
  readonly folder: string
  /** What is added to its ports. */
  readonly shift: number
  /** Ends whatever runs at that moment. */
  readonly signal: AbortSignal
}

/** How a natsmith command ended, and what it printed. */
export interface Ran {
  readonly code: number | null
  readonly output: string
}

export interface Site {
  readonly serverVersion: string
  /** Where natsmith deploys to: a folder for each node. */
  readonly out: string
  /** With `--issue`, also issues what is missing. */
  deploy(...flags: readonly '--issue'[]): Promise<Ran>
  drift(): Promise<Ran>
  /** Hands out the files of a user: `ORDERS/alice`. */
  creds(user: string): Promise<Ran>
  /** Starts nodes, each in its own folder; resolves when all are ready. */
  start(...nodes: readonly NodeName[]): Promise<void>
  stop(node: NodeName): Promise<void>
  ports(node: NodeName): ReturnType<typeof ports>
  /** PEM of a deployed file. */
  pem(node: NodeName, purpose: 'certificate' | 'ca', surface: Surface): string
  /** What was handed out to a user. */
  settings(user: string): ClientSettings
  /** A client that knows one URL, that of `node`; it lasts until the site is closed. */
  login(user: string, node: NodeName, change?: Partial<ClientSettings>): Promise<Client>
  /** Closes every client, stops every node, and lets a command that still runs come to its end. */
  close(): Promise<void>
}

const COMMAND = join(__dirname, '../../dist/bin/natsmith.js')

/** A site of which nothing is deployed and nothing runs yet. */
export function newSite({ program, serverVersion, server, folder, shift, signal }: SiteOptions): Site {
  const inputs = { QUICKSTART_PORTS: String(shift), QUICKSTART_SERVER_VERSION: serverVersion }
  const source = ['--program', program]
  const out = join(folder, 'nodes')
  const creds = join(folder, 'creds')
  const running = new Map<NodeName, Promise<RunningServer>>()
  const clients: Client[] = []
  let command: Promise<number | null> | undefined

  const natsmith = async (...args: readonly string[]): Promise<Ran> => {
    const env = { ...process.env, ...inputs }
    const child = spawn(process.execPath, [COMMAND, ...args], { cwd: folder, env, signal })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    // Comes when the signal ended it; `close` follows.
    child.on('error', () => undefined)
    command = new Promise<number | null>((resolve) => child.once('close', resolve))
    const code = await command
    signal.throwIfAborted()
    return { code, output }
  }
  const portsOf: Site['ports'] = (node) => ports(shift + NODES.indexOf(node))
  const settings: Site['settings'] = (user) => {
    const file = join(creds, `quickstart-${user.replace('/', '-')}`, 'client.json')
    return JSON.parse(readFileSync(file, 'utf8')) as ClientSettings
  }
  const stop: Site['stop'] = async (node) => {
    await (await running.get(node)?.catch(() => undefined))?.stop()
  }

  return {
    serverVersion,
    out,
    deploy: (...flags) => natsmith('deploy', ...source, '--out', out, '--yes', ...flags),
    drift: () => natsmith('drift', '--out', out),
    creds: (user) => natsmith('creds', user, ...source, '--out', creds),
    ports: portsOf,
    settings,
    stop,
    async start(...nodes) {
      for (const node of nodes) {
        const cwd = join(out, node)
        running.set(node, startServer(server, { cwd, conf: join(cwd, 'nats-server.conf'), signal }))
      }
      await Promise.all(running.values())
    },
    pem(node, purpose, surface) {
      const manifest = readFileSync(join(out, node, 'natsmith-manifest.json'), 'utf8')
      const { files } = JSON.parse(manifest) as NodeManifest
      const file = files.find((f) => f.purpose === purpose && f.detail === surface)
      if (file === undefined) throw new Error(`${node} has no ${purpose} for ${surface}`)
      return readFileSync(join(out, node, file.path), 'utf8')
    },
    async login(user, node, change) {
      const client = await login({ ...settings(user), ...change }, portsOf(node).client, {
        reconnectTimeWait: 100,
      })
      clients.push(client)
      return client
    },
    async close() {
      await Promise.allSettled(clients.map(({ connection }) => connection.close()))
      await Promise.all([...running.keys()].map(stop))
      await command
    },
  }
}
