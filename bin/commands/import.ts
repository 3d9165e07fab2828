// natsmith import: a deployment that another tool has made, as a program with its keys and JWTs.
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { writeFileAtomic } from '../../lib/files/atomic'
import { makeFolder } from '../../lib/files/folders'
import { statOf } from '../../lib/files/observe'
import { commitChanges } from '../../lib/keys/commit'
import { begun } from '../../lib/keys/store'
import { putEntries } from '../../lib/keys/transfer'
import { attempt } from '../../lib/nsc/findings'
import { takeOver } from '../../lib/nsc/import'
import type { NscFolders } from '../../lib/nsc/layout'
import { chooseOperator, readStore } from '../../lib/nsc/read'
import { FindingsError, NatsmithError, type Finding } from '../../lib/values/finding'
import { parseName } from '../../lib/values/names'
import { commandLine, count } from '../../lib/values/words'
import { DEFAULT_STORE } from '../../lib/workspace/place'
import { openWorkspace } from '../../lib/workspace/workspace'
import { systemRandom } from '../../lib/x509/random'
import { say, sayJson, shownPath } from '../print'

const FILE = 'natsmith.ts'

export function define(command: Command): void {
  command.description('Takes over a deployment that another tool has made.')
  command
    .command('nsc')
    .description(
      'Reads a store of nsc: writes the program that describes it, and takes its keys and JWTs into the key store, so that nothing is issued anew. All of it, or nothing.',
    )
    .argument('<dir>', 'what nsc was given as --all-dirs; or its folder with stores and keys in it')
    .option('--operator <name>', 'which one, where the store has several')
    .option('--keystore-dir <dir>', 'where its keys are, if not there')
    .option('--deployment <name>', 'what to call the deployment', 'prod')
    .option('--program <file>', 'where to write the program', FILE)
    .option('--store <dir>', 'folder of key stores and records', DEFAULT_STORE)
    .option('--json', 'print one JSON document')
    .action(importNsc)
}

interface ImportFlags {
  readonly operator?: string
  readonly keystoreDir?: string
  readonly deployment: string
  readonly program: string
  readonly store: string
  readonly json?: true
}

function importNsc(dir: string, flags: ImportFlags): void {
  const deployment = parseDeploymentName(flags.deployment)
  const program = resolve(flags.program)
  const { store, keys } = openWorkspace(flags.store, deployment, 'needed')
  const folders = foldersIn(resolve(dir), flags.keystoreDir)
  const operator = chooseOperator(folders.stores, flags.operator)
  const findings: Finding[] = []
  const stored = readStore(folders, operator, findings)
  if (stored === undefined) throw new FindingsError(findings)
  const { entries, leftOut, text } = takeOver(stored, deployment, Date.now(), findings)
  const { changes, imported } = putEntries(store, begun(store, systemRandom()), entries, {
    change: 'name another deployment with --deployment NAME, or another folder with --store DIR',
  })
  if (existsSync(program))
    throw new NatsmithError(
      'program-exists',
      `${program} exists`,
      'move it away, or name another file with --program FILE',
    )
  commitChanges(keys, changes)
  makeFolder(dirname(program), 0o755)
  writeFileAtomic(program, text, { mode: 0o644 })
  if (flags.json) {
    sayJson('import-nsc', { deployment, operator, written: [program], store: keys, imported, leftOut })
    return
  }
  const named = flags.program === FILE ? [] : ['--program', flags.program]
  const stores = flags.store === DEFAULT_STORE ? [] : ['--store', flags.store]
  say(
    ...leftOut.map(({ account, user, reason }) => `left out ${account}/${user}: ${reason}`),
    `wrote ${shownPath(program)}; ${count(imported.length, 'key')} and JWTs of ${operator} in ${shownPath(keys)}`,
    '',
    `Next: ${commandLine('natsmith', 'check', ...named, ...stores)}, then declare the servers`,
  )
}

/** Throws NatsmithError `invalid-name`. */
function parseDeploymentName(name: string): string {
  const findings: Finding[] = []
  const parsed = attempt(findings, '--deployment', () => parseName(name))
  if (parsed === undefined) throw new FindingsError(findings)
  return parsed
}

/** nsc has its stores and its keys in one folder if it is told so, and else in two beside each other. */
function foldersIn(dir: string, keystore: string | undefined): NscFolders {
  const isApart = statOf(join(dir, 'stores'))?.isDirectory() === true
  const stores = isApart ? join(dir, 'stores') : dir
  return { stores, keystore: keystore === undefined ? join(dir, isApart ? 'keys' : '') : resolve(keystore) }
}
