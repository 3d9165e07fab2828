// In: the flags that commands share. Out: the deployment, its key store and its record, and a synthesis of them.
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { buildTree, type Deployment } from '../lib/constructs/deployment'
import type { DeployRecord } from '../lib/diff/record'
import { readRecord } from '../lib/diff/record-file'
import type { KeyStore } from '../lib/keys/store'
import { openStore } from '../lib/keys/store'
import type { IssueMode, Synthesis } from '../lib/synth'
import { synthesize } from '../lib/synth'
import type { Secret } from '../lib/values/secret'
import { loadDeployment, runDefinition } from './program'

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
    .option('--program FILE', 'the program (default: natsmith.ts or its kin in this folder)')
    .option('--store DIR', 'folder of key stores and records', 'natsmith')
    .option('--json', 'print one JSON document')
}

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
}

/** Loads the program and opens its key store and record; writes nothing. */
export async function openSession(name: string | undefined, flags: CommonFlags): Promise<Session> {
  const { deployment, path } = await loadDeployment(flags.program, name)
  const folder = join(resolve(flags.store), deployment.name)
  const keys = join(folder, 'keys')
  const recordFile = join(folder, 'record.json')
  return {
    deployment,
    programFile: path,
    folder,
    keys,
    recordFile,
    store: openStore(keys, { secrets: true }),
    record: readRecord(recordFile, deployment.name),
    now: Date.now(),
  }
}

/** Synthesizes in memory; what `mode` issues is in the result and nowhere else until it is committed. */
export function synthesizeSession(
  session: Session,
  mode: IssueMode,
  given: ReadonlyMap<string, Secret> = new Map(),
): Synthesis {
  const root = runDefinition(session.programFile, () => buildTree(session.deployment))
  const { deployment, store, record, now } = session
  return synthesize(root, deployment.name, { store, record, now, random: randomBytes, given, mode })
}
