// examples/operator as a newcomer runs it: deployed, and three servers on loopback. In: what is otherwise than in the example. Out: the
// servers, and clients that log in to them.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { freeOffset } from '../../../lib/testing/ports'
import { startServer, type RunningServer } from '../../../lib/testing/server'
import type { ClientSettings } from '../../../lib/render/client'
import { need } from '../../../tools/install'
import { login, type Client } from '../../oracle/support/client'
import type { Line } from '../../oracle/support/deployment'
import { succeeded } from './engines/engine'
import { makeWorkspace, type Workspace } from './workspace'

const EXAMPLE = readFileSync(join(__dirname, '../../../examples/operator/natsmith.ts'), 'utf8')
export const NODES = ['nats1', 'nats2', 'nats3'] as const
type Node = (typeof NODES)[number]
export type Change = readonly [string, string]

export interface Site {
  readonly workspace: Workspace
  /** The example with something in the place of something else, deployed. */
  deploy(...changes: readonly Change[]): Promise<void>
  stop(node: Node): Promise<void>
  restart(node: Node): Promise<void>
  /** What `natsmith creds` hands out. */
  settings(user: string): Promise<ClientSettings>
  /** @param user - by name, or by what it was handed out */
  login(user: string | ClientSettings, node?: Node): Promise<Client>
  close(): Promise<void>
}

/** @param always - changes of the example in every deployment of the site */
export async function startExample(line: Line, ...always: readonly Change[]): Promise<Site> {
  const workspace = makeWorkspace('program')
  rmSync(workspace.path('natsmith.cjs'))
  const bases = NODES.flatMap((_, i) => [4222 + i, 6222 + i])
  const offset = await freeOffset(bases)
  const port = (node: Node): number => 4222 + offset + NODES.indexOf(node)
  const here: readonly Change[] = [
    ...NODES.map((node): Change => {
      const ports = `{ client: ${String(port(node))}, cluster: ${String(port(node) + 2000)} }`
      return [`${node}: '${node}.internal'`, `${node}: { dnsNames: ['localhost'], ports: ${ports} }`]
    }),
    ["serverVersion: '2.15'", `serverVersion: '${line}', host: '127.0.0.1', configDir: 'etc/nats'`],
    ["{ type: 'full' }", "{ type: 'full', dir: 'accounts' }"],
    ...always,
  ]
  const servers = new Map<Node, RunningServer>()
  const clients: Client[] = []
  const deploy: Site['deploy'] = async (...changes) => {
    const text = [...here, ...changes].reduce((all, [from, to]) => {
      if (!all.includes(from)) throw new Error(`the example has no ${from}`)
      return all.replace(from, () => to)
    }, EXAMPLE)
    workspace.write('natsmith.ts', text)
    succeeded(await workspace.run('deploy --out out --yes --issue'))
  }
  const run = async (node: Node): Promise<void> => {
    const place = { cwd: workspace.path('out', node), conf: 'etc/nats/nats-server.conf' }
    servers.set(node, await startServer(need(`nats-server-${line}`), place))
  }
  const settings: Site['settings'] = async (user) => {
    succeeded(await workspace.run(`creds ${user} --out creds`))
    const file = workspace.path('creds', `operator-${user.replace('/', '-')}`, 'client.json')
    return JSON.parse(readFileSync(file, 'utf8')) as ClientSettings
  }
  const close = async (): Promise<void> => {
    for (const { connection } of clients) await connection.close()
    for (const server of servers.values()) await server.stop()
    rmSync(workspace.folder, { recursive: true, force: true })
  }
  try {
    await deploy()
    for (const node of NODES) await run(node)
  } catch (error) {
    await close()
    throw error
  }
  return {
    workspace,
    deploy,
    close,
    stop: async (node) => servers.get(node)?.stop(),
    async restart(node) {
      await servers.get(node)?.stop()
      await run(node)
    },
    settings,
    async login(user, node = 'nats1') {
      const handedOut = typeof user === 'string' ? await settings(user) : user
      const client = await login(handedOut, port(node), { reconnect: false })
      clients.push(client)
      return client
    },
  }
}
