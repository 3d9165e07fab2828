// In: --out, --node and --root, or --via. Out: where deploy writes and drift looks.
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { LocalTarget } from '../lib/engine/target'
import { NatsmithError } from '../lib/values/finding'

export interface TargetFlags {
  readonly out?: string
  readonly node?: readonly string[]
  readonly root?: string
  readonly via?: string
  readonly parallel: string
  readonly timeout: string
}

const DEFAULT_OUT = 'out'

export function targetFlags(command: Command): Command {
  return command
    .option('--out <dir>', `all nodes, each below DIR/<node> (default: "${DEFAULT_OUT}")`)
    .option('--node <node>', 'one node, with --root; with --via, each that is named', repeated)
    .option('--root <dir>', 'what the node knows as /: on the node itself, /')
    .option(
      '--via <command>',
      "each node on its own host, through a command that runs a command there, such as 'ssh {host}'; {node} is the node's name",
    )
    .option('--parallel <n>', 'with --via: how many hosts at once', '8')
    .option('--timeout <duration>', 'with --via: how long one answer of a host may take', '60s')
}

const repeated = (value: string, others: readonly string[] = []): readonly string[] => [...others, value]

/** Throws NatsmithError `usage`. */
export function targetOf(flags: TargetFlags): LocalTarget {
  checkTarget(flags)
  const { out, node: [node, ...others] = [], root } = flags
  if (node === undefined && root === undefined) return { kind: 'out', dir: resolve(out ?? DEFAULT_OUT) }
  if (node === undefined || root === undefined || others.length > 0)
    throw new NatsmithError('usage', '--node and --root go together', 'give both: --node nats1 --root /')
  return { kind: 'node', node, root: resolve(root) }
}

/** Throws NatsmithError `usage`. */
export function checkTarget({ out, node, root, via }: TargetFlags): void {
  if (out !== undefined && (node ?? root ?? via) !== undefined)
    throw new NatsmithError(
      'usage',
      '--out names all nodes on this machine',
      'give --out, or --node with --root, or --via',
    )
  for (const [flag, value] of Object.entries({ out, root, via, ...(node?.includes('') && { node: '' }) }))
    if (value === '') throw new NatsmithError('usage', `--${flag} is empty`, `give --${flag} a value`)
}

/** The flags again, for the command to run next. */
export const targetWords = ({ out, node = [], root, via }: TargetFlags): readonly string[] => [
  ...node.flatMap((name) => ['--node', name]),
  ...Object.entries({ out, root, via }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, value],
  ),
]
