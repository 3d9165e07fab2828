// The code of a guide, run: its program, with this machine in the place of its servers, and its commands, in a shell.
import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { need } from '../../../tools/install'
import { freeOffset } from '../../../lib/testing/ports'
import { startServer, type RunningServer } from '../../../lib/testing/server'
import { succeeded } from './engines/engine'
import { COMMAND, makeWorkspace, type Workspace } from './workspace'

/** The blocks of code of docs/guides/NAME.md, in order. */
export function blocksOf(name: string): (language: string) => readonly string[] {
  const guide = readFileSync(join(__dirname, `../../../docs/guides/${name}.md`), 'utf8')
  return (language) =>
    [...guide.matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\``, 'gms'))].map(
      ([, text = '']) => text,
    )
}

/** Something of the program, and what stands in its place. */
export type Replaced = readonly [was: string, is: string]

export interface Site {
  readonly workspace: Workspace
  /** Of the client listener. */
  readonly port: number
  /** The guide's program with something in the place of something else. */
  readonly program: (...changes: readonly Replaced[]) => void
  readonly deploy: () => Promise<string>
  readonly start: () => Promise<void>
  /** Nothing runs any more, and nothing is left. */
  readonly remove: () => Promise<void>
  readonly stop: () => Promise<void>
  /** A command of the guide, in a shell; what it prints. */
  readonly shell: (script: string, env?: Readonly<Record<string, string>>) => Promise<string>
  /** Hands out a user's creds, and runs `nats` as this user. */
  readonly nats: (user: string, ...words: readonly string[]) => Promise<string>
}

/** @param here - further changes of `text`, a guide's program, for this machine */
export async function makeSite(
  text: string,
  here: (workspace: Workspace) => readonly Replaced[] = () => [],
): Promise<Site> {
  const workspace = makeWorkspace('program')
  rmSync(workspace.path('natsmith.cjs'))
  const port = 4222 + (await freeOffset([4222]))
  const node = `{ dnsNames: ['localhost'], ports: { client: ${String(port)} } }`
  let server: RunningServer | undefined
  const shell: Site['shell'] = async (script, env = {}) => {
    const PATH = `${dirname(need('nats'))}:${process.env['PATH'] ?? ''}`
    const options = { cwd: workspace.folder, env: { ...process.env, ...env, PATH } }
    const { stdout, stderr } = await promisify(execFile)(
      'sh',
      ['-euc', `natsmith() { '${process.execPath}' '${COMMAND}' "$@"; }\n${script}`],
      options,
    )
    return stdout + stderr
  }
  const stop = async (): Promise<void> => {
    await server?.stop()
  }
  return {
    workspace,
    port,
    shell,
    stop,
    async remove() {
      await stop()
      rmSync(workspace.folder, { recursive: true, force: true })
    },
    program(...changes) {
      const ofServers: readonly Replaced[] = [
        ["nats1: 'nats1.internal'", `nats1: ${node}`],
        ["serverVersion: '2.15'", "serverVersion: '2.15', host: '127.0.0.1', configDir: 'etc/nats'"],
      ]
      const written = [...changes, ...ofServers, ...here(workspace)].reduce((all, [was, is]) => {
        if (!all.includes(was)) throw new Error(`the guide's program has no ${was}`)
        return all.replace(was, () => is)
      }, text)
      workspace.write('natsmith.ts', written)
    },
    async deploy() {
      return succeeded(await workspace.run('deploy --out out --yes --issue')).stdout
    },
    async start() {
      const cwd = workspace.path('out/nats1')
      server = await startServer(need('nats-server-2.15'), { cwd, conf: 'etc/nats/nats-server.conf' })
    },
    async nats(user, ...words) {
      succeeded(await workspace.run(`creds ${user} --out creds`))
      const context = `prod-${user.replace('/', '-')}`
      const line = words.map((word) => `'${word}'`).join(' ')
      return shell(`XDG_CONFIG_HOME="$PWD/creds" nats --context ${context} ${line}`)
    },
  }
}
