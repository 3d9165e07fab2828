// natsmith synth: writes the assembly to a folder. Issues nothing: what is missing is an error that says so.
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { writeAssembly } from '../../lib/assembly/write'
import { findingLines } from '../finding-text'
import { count } from '../../lib/values/words'
import { activity, say, sayJson } from '../print'
import type { CommonFlags } from '../session'
import { common, openSession, synthesizeSession, unblocked } from '../session'

export function define(command: Command): void {
  common(command)
    .description(
      'Writes the assembly: every file of every node, DIR/<node>/…, and DIR/manifest.json about them. Issues nothing.',
    )
    .requiredOption('--out <dir>', 'folder to write it to')
    .action(async (name: string | undefined, flags: CommonFlags & { out: string }) => {
      const session = await openSession(name, flags)
      const { assembly, findings } = unblocked(session, synthesizeSession(session, 'stored'))
      const { manifest, artifacts } = assembly
      const out = resolve(flags.out)
      activity('writing', (progress) => {
        writeAssembly(assembly, out, progress)
      })
      if (flags.json) sayJson('synth', { deployment: session.deployment.name, out, findings, manifest })
      else
        say(
          ...findingLines(findings),
          `wrote ${count(artifacts.length, 'file')} of ${count(manifest.nodes.length, 'node')} to ${out}`,
          '',
          `Next: ${session.next('deploy')}`,
        )
    })
}
