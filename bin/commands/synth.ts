// natsmith synth: writes the assembly to a folder. Issues nothing: what is missing is an error that says so.
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { writeAssembly } from '../../lib/assembly/write'
import { count, findingLines, say, sayJson } from '../print'
import type { CommonFlags } from '../session'
import { common, openSession, synthesizeSession, unblocked } from '../session'

export function define(command: Command): void {
  common(command)
    .requiredOption('--out <dir>', 'folder to write it to')
    .action(async (name: string | undefined, flags: CommonFlags & { out: string }) => {
      const session = await openSession(name, flags)
      const synthesis = synthesizeSession(session, 'stored')
      const { assembly } = unblocked(synthesis)
      const out = resolve(flags.out)
      writeAssembly(assembly, out)
      const { nodes } = assembly.manifest
      if (flags.json)
        sayJson('synth', { deployment: session.deployment.name, out, manifest: assembly.manifest })
      else {
        say(...findingLines(synthesis.findings))
        say(`wrote ${count(assembly.artifacts.length, 'file')} of ${count(nodes.length, 'node')} to ${out}`)
        say('', `Next: natsmith deploy ${session.deployment.name}`)
      }
    })
}
