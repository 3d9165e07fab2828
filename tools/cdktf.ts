// `npm run cdktf -- deploy` and `npm run cdktn -- deploy`: the command line of either fork, with the programs and the provider
// of tools/install.ts. In: arguments of cdktf or cdktn, and cdktf.json in the working directory. Out: its exit code.
import { spawnSync } from 'node:child_process'

import { ensure } from './install'
import { terraformEnvironment } from './terraform'

/** Those that write a lock file of providers, which a mirror cannot serve for other platforms. */
const LOCKING = ['deploy', 'apply', 'destroy', 'diff', 'plan']

/** The oldest Node that cdktn-cli starts on. */
const CDKTN_NODE = [22, 19] as const

function run(fork: string, args: readonly string[]): number {
  if (fork !== 'cdktf' && fork !== 'cdktn') throw new Error(`got ${fork}; known: cdktf, cdktn`)
  const { [`${fork}-cli` as const]: cli } = ensure([`${fork}-cli`, 'tofu', 'terraform-provider-local'])
  const flags = LOCKING.includes(args[0] ?? '') ? ['--skip-provider-lock'] : []
  const { status } = spawnSync(nodeFor(fork), [cli, ...args, ...flags], {
    env: terraformEnvironment(),
    stdio: 'inherit',
  })
  return status ?? 1
}

function nodeFor(fork: 'cdktf' | 'cdktn'): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isNewEnough = major > CDKTN_NODE[0] || (major === CDKTN_NODE[0] && minor >= CDKTN_NODE[1])
  return fork === 'cdktf' || isNewEnough ? process.execPath : ensure(['node-22'])['node-22']
}

const [fork = '', ...args] = process.argv.slice(2)
process.exitCode = run(fork, args)
