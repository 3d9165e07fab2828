// natsmith synth, where there may be something to write. In: a session that has begun, and a folder. Out: the assembly in it.
import { writeAssembly } from '../lib/assembly/write'
import type { Written } from './commands/synth'
import { activity } from './print'
import type { Begun } from './session'
import { keepAsItIs } from './settling'
import { synthesizeSession, unblocked, withKeys } from './synthesis'

export function write(begun: Begun, out: string): Written {
  const session = withKeys(begun)
  const synthesis = unblocked(session, synthesizeSession(session, 'stored'))
  activity('writing', (progress) => {
    writeAssembly(synthesis.assembly, out, progress)
  })
  keepAsItIs(session, synthesis)
  return { manifest: synthesis.assembly.manifest, findings: synthesis.findings }
}
