// In: the flags that commands share. Out: the deployment, its key store and its record, and a synthesis of them.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { buildTree, type Deployment } from '../lib/constructs/deployment'
import type { DeployRecord } from '../lib/diff/record'
import { readRecord } from '../lib/diff/record-file'
import { withoutSecrets } from '../lib/keys/errors'
import type { KeyStore } from '../lib/keys/store'
import { openStore, SECRET_FILE, STORE_FILE } from '../lib/keys/store'
import type { IssueMode, Output, Synthesis } from '../lib/synth'
import { synthesize } from '../lib/synth'
import { blocks, FindingsError } from '../lib/values/finding'
import type { Secret } from '../lib/values/secret'
import { obstacleFindings } from './obstacles'
import { activity, commandLine } from './print'
import { chooseDeployment, loadProgram, callProgram } from './program'

/** Flags that every command on a deployment has. */
export interface CommonFlags {
  readonly program?: string
  readonly store: string
  readonly json?: true
}

/** Adds the argument and the flags of {@link CommonFlags}. */
export function common(command: Command): Command {
  return command
    .argument('[deployment]', 'its name, where the program has several')
    .option('--program <file>', 'the program (default: natsmith.ts or its kin in this folder)')
    .option('--store <dir>', 'folder of key stores and records', DEFAULT_STORE)
    .option('--json', 'print one JSON document')
}

export const DEFAULT_STORE = 'natsmith'

export interface Session {
  readonly deployment: Deployment
  readonly programFile: string
  /** `<store>/<deployment>`. */
  readonly folder: string
  readonly keys: string
  readonly recordFile: string
  readonly store: KeyStore
  readonly record: DeployRecord | undefined
  readonly now: number
  /** A command on the same deployment, program and store, to run next. */
  readonly next: (command: string, ...words: readonly string[]) => string
}

/**
 * Loads the program and opens its key store and record; writes nothing. `secrets: 'if-there'` is content with the public
 * part of a key store, as a clone has it.
 */
export async function openSession(
  name: string | undefined,
  flags: CommonFlags,
  secrets: 'needed' | 'if-there' = 'needed',
): Promise<Session> {
  const program = await loadProgram(flags.program)
  const deployment = chooseDeployment(program, name)
  const folder = join(resolve(flags.store), deployment.name)
  const keys = join(folder, 'keys')
  const recordFile = join(folder, 'record.json')
  const isClone = existsSync(join(keys, STORE_FILE)) && !existsSync(join(keys, SECRET_FILE))
  return {
    deployment,
    programFile: program.path,
    folder,
    keys,
    recordFile,
    store: openStore(keys, { secrets: secrets === 'needed' || !isClone }),
    record: readRecord(recordFile, deployment.name),
    now: Date.now(),
    next: (command, ...words) =>
      commandLine(
        'natsmith',
        command,
        ...(name === undefined ? [] : [name]),
        ...(flags.program === undefined ? [] : ['--program', flags.program]),
        ...(flags.store === DEFAULT_STORE ? [] : ['--store', flags.store]),
        ...words,
      ),
  }
}

/** What a command is for: a `preview` issues what nobody keeps. */
export type Purpose = IssueMode | 'preview'

/** Beside what everybody can do. */
export interface Asked {
  readonly given?: ReadonlyMap<string, Secret>
  readonly replaceLost?: boolean
}

/** Synthesizes in memory; what it issues is in the result and nowhere else until it is committed. */
export function synthesizeSession(session: Session, purpose: Purpose, asked: Asked = {}): Synthesis {
  const { deployment, store, record, now } = session
  return activity('synthesizing', (progress) =>
    callProgram(session.programFile, () =>
      synthesize(buildTree(deployment), deployment.name, {
        store,
        record,
        now,
        random: randomBytes,
        mode: purpose === 'stored' ? 'stored' : 'issue',
        // Hashes that nobody keeps need not be slow.
        ...(purpose === 'preview' && { bcryptCost: 4 }),
        progress,
        ...asked,
      }),
    ),
  )
}

/** A synthesis that nothing stands in the way of. */
export type Complete = Synthesis & Output

/** Throws FindingsError with every finding that blocks, else with every document that cannot be had. */
export function unblocked(session: Session, synthesis: Synthesis): Complete {
  const { findings, obstacles, output } = synthesis
  if (findings.some(blocks)) throw new FindingsError(findings)
  if (obstacles.length > 0) throw new FindingsError(obstacleFindings(session, obstacles, 'error'))
  if (output === undefined) throw withoutSecrets()
  return { ...synthesis, ...output }
}
