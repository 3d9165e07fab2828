// natsmith export: a deployment in the form that another tool works on.
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { writeFileAtomic } from '../../lib/files/atomic'
import { errnoError } from '../../lib/files/errors'
import { checkFolder, makeFolder } from '../../lib/files/folders'
import { statOf } from '../../lib/files/observe'
import { nscFiles } from '../../lib/nsc/export'
import { STORE_FILE } from '../../lib/nsc/layout'
import { NatsmithError } from '../../lib/values/finding'
import { commandLine, count } from '../../lib/values/words'
import { say, sayJson, shownPath } from '../print'
import { common, type CommonFlags } from '../session'
import { openSession, synthesizeSession, unblocked } from '../synthesis'

export function define(command: Command): void {
  command.description('Lays a deployment out as another tool has it.')
  common(command.command('nsc'))
    .description(
      'Writes a store of nsc with the JWTs, keys and creds of the deployment, so that nsc works on it: whoever has the folder has all keys.',
    )
    .requiredOption('--out <dir>', 'a folder without a store of that operator; for nsc --all-dirs')
    .action(exportNsc)
}

async function exportNsc(name: string | undefined, flags: CommonFlags & { out: string }): Promise<void> {
  const session = await openSession(name, flags)
  const { model, materials } = unblocked(session, synthesizeSession(session, 'stored'))
  const out = resolve(flags.out)
  const files = nscFiles(model, materials)
  const operators = model.systems.flatMap(({ operator }) => operator?.name ?? [])
  const [first] = operators
  if (first === undefined)
    throw new NatsmithError(
      'config-mode',
      'no system is in operator mode, and nsc knows nothing else',
      'declare an Operator',
    )
  for (const operator of operators) {
    const marker = join(out, operator, STORE_FILE)
    if (statOf(marker) !== undefined) throw errnoError('EEXIST', marker)
  }
  for (const { name: file } of files) checkFolder(out, dirname(join(out, file)))
  makeFolder(out, 0o700)
  for (const { name: file, content } of files) {
    makeFolder(dirname(join(out, file)), 0o700)
    writeFileAtomic(join(out, file), content, { mode: 0o600 })
  }
  if (flags.json) {
    const written = files.map(({ name: file }) => file)
    sayJson('export-nsc', { deployment: session.deployment.name, out, operators, files: written })
    return
  }
  const tryIt = commandLine('nsc', '--all-dirs', out, 'select', 'operator', first)
  say(`${count(files.length, 'file')} in ${shownPath(out)}, with all keys in clear`, '', `Next: ${tryIt}`)
}
