// natsmith's own engine.
import type { RunOptions, Workspace } from '../workspace'
import { succeeded, type Engine } from './engine'

export function embedded(workspace: Workspace): Engine {
  let program: RunOptions = {}
  return {
    kind: 'natsmith',
    name: 'natsmith deploy',
    workspace,
    change: (changed) => {
      program = changed
      return Promise.resolve()
    },
    plan: async () => {
      // Nobody is there to be asked, so it ends with the plan.
      const { code, stdout, stderr } = await workspace.run('deploy --verbose', program)
      if (code === 0) return { isRefused: false, lines: [], size: 0 }
      const isRefused = !stderr.includes('[confirmation-needed]')
      return { isRefused, lines: isRefused ? [stderr] : planned(stdout), size: stdout.length }
    },
    deploy: async () => {
      succeeded(await workspace.run('deploy --yes --issue', program))
    },
    trace: async () => {
      const { stdout, stderr } = succeeded(await workspace.run('deploy --yes --issue --verbose', program))
      return { stdout, stderr }
    },
    nameOf: ({ node, path }) => `${node} ${path}`,
  }
}

/** `nats1  repair  /etc/nats/nats-server.conf  mode 0640, wanted 0600`: node and path. */
const planned = (stdout: string): readonly string[] =>
  [...stdout.matchAll(/^ {2}(\S+) +\S+ +(\/\S+)/gm)].map(([, node = '', path = '']) => `${node} ${path}`)
