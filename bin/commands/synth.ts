// natsmith synth: writes the assembly to a folder. Issues nothing: what is missing is an error that says so.
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Manifest } from '../../lib/assembly/manifest'
import { isWritten } from '../../lib/assembly/write'
import type { Finding } from '../../lib/values/finding'
import { findingLines } from '../finding-text'
import { count } from '../../lib/values/words'
import { recallUpToDate } from '../../lib/workspace/up-to-date-file'
import { say, sayJson } from '../print'
import type { Begun, CommonFlags } from '../session'
import { beginSession, common } from '../session'
import type * as Steps from '../synth-steps'

export function define(command: Command): void {
  common(command)
    .description(
      'Writes the assembly: every file of every node, DIR/<node>/…, and DIR/manifest.json about them. Issues nothing.',
    )
    .requiredOption('--out <dir>', 'folder to write it to')
    .action(async (name: string | undefined, flags: CommonFlags & { out: string }) => {
      const begun = await beginSession(name, flags)
      const out = resolve(flags.out)
      const { manifest, findings } = writtenBefore(begun, out) ?? loadSteps().write(begun, out)
      if (flags.json) {
        sayJson('synth', { deployment: begun.name, out, findings, manifest })
        return
      }
      const files = manifest.nodes.reduce((sum, node) => sum + node.files.length, 0)
      say(
        ...findingLines(findings),
        `wrote ${count(files, 'file')} of ${count(manifest.nodes.length, 'node')} to ${out}`,
        '',
        `Next: ${begun.next('deploy')}`,
      )
    })
}

export interface Written {
  readonly manifest: Manifest
  readonly findings: readonly Finding[]
}

/** Undefined where something else is to be in the folder, or is. */
function writtenBefore(begun: Begun, out: string): Written | undefined {
  const kept = recallUpToDate(begun, begun.resolved(), begun.now)
  return kept && isWritten(kept.manifest, out) ? kept : undefined
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- most of natsmith, which is not needed where there is nothing to do
const loadSteps = (): typeof Steps => require('../synth-steps') as typeof Steps
