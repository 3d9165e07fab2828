// In: --out, --node and --root. Out: where deploy writes and drift looks.
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Target } from '../lib/engine/target'
import { NatsmithError } from '../lib/values/finding'

export interface TargetFlags {
  readonly out?: string
  readonly node?: string
  readonly root?: string
}

const DEFAULT_OUT = 'out'

export function targetFlags(command: Command): Command {
  return command
    .option('--out <dir>', `all nodes, each below DIR/<node> (default: "${DEFAULT_OUT}")`)
    .option('--node <node>', 'one node, with --root')
    .option('--root <dir>', 'what the node knows as /: on the node itself, /')
}

export function targetOf({ out, node, root }: TargetFlags): Target {
  if (out !== undefined && (node !== undefined || root !== undefined))
    throw new NatsmithError(
      'usage',
      '--out names all nodes, --node and --root name one',
      'give --out, or --node with --root',
    )
  for (const [flag, value] of Object.entries({ out, node, root }))
    if (value === '') throw new NatsmithError('usage', `--${flag} is empty`, `give --${flag} a value`)
  if (node === undefined && root === undefined) return { kind: 'out', dir: resolve(out ?? DEFAULT_OUT) }
  if (node === undefined || root === undefined)
    throw new NatsmithError('usage', '--node and --root go together', 'give both: --node nats1 --root /')
  return { kind: 'node', node, root: resolve(root) }
}

/** The flags again, for the command to run next. */
export const targetWords = ({ out, node, root }: TargetFlags): readonly string[] =>
  Object.entries({ out, node, root }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, value],
  )
