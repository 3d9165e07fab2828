// In: the flags that commands share. Out: the deployment, its key store and its record, and a synthesis of them.
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { buildTree, type Deployment } from '../lib/constructs/deployment'
import type { DeployRecord } from '../lib/diff/record'
import { readRecord } from '../lib/diff/record-file'
import type { KeyStore } from '../lib/keys/store'
import { withoutSecrets } from '../lib/keys/errors'
import { openStore } from '../lib/keys/store'
import type { IssueStep } from '../lib/keys/step'
import type { Output, Synthesis } from '../lib/synth'
import { synthesize } from '../lib/synth'
import type { Finding } from '../lib/values/finding'
import { FindingsError, blocks } from '../lib/values/finding'
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
    .option('--program <file>', 'the program (default: natsmith.ts or its kin in this folder)')
    .option('--store <dir>', 'folder of key stores and records', 'natsmith')
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

/** What to do with what is missing: issue it for good, issue it only to show what would come of it, or nothing. */
type Purpose = 'deploy' | 'preview' | 'stored'

/** Synthesizes in memory; what it issues is in the result and nowhere else until it is committed. */
export function synthesizeSession(
  session: Session,
  purpose: Purpose,
  given: ReadonlyMap<string, Secret> = new Map(),
): Synthesis {
  const root = runDefinition(session.programFile, () => buildTree(session.deployment))
  const { deployment, store, record, now } = session
  return synthesize(root, deployment.name, {
    store,
    record,
    now,
    random: randomBytes,
    given,
    mode: purpose === 'stored' ? 'stored' : 'issue',
    // Hashes that nobody keeps need not be slow.
    ...(purpose === 'preview' && { bcryptCost: 4 }),
  })
}

/** A synthesis that nothing stands in the way of. */
export type Complete = Synthesis & Output

/** Throws FindingsError with every finding that blocks, else with every document that cannot be had. */
export function unblocked(synthesis: Synthesis): Complete {
  const { findings, obstacles, output } = synthesis
  if (findings.some(blocks)) throw new FindingsError(findings)
  if (obstacles.length > 0) throw new FindingsError(obstacles.map(obstacleFinding))
  if (output === undefined) throw withoutSecrets()
  return { ...synthesis, ...output }
}

function obstacleFinding({ identity, verb, reason, request }: IssueStep): Finding {
  const code = verb in OBSTACLE_CHANGES ? verb : 'not-issued'
  const change = OBSTACLE_CHANGES[code] ?? 'natsmith issue'
  return { code, severity: 'error', path: request?.path ?? '', message: `${identity}: ${reason}`, change }
}

const OBSTACLE_CHANGES: Readonly<Record<string, string>> = {
  'needs-stdin': 'pipe it in once: natsmith issue --password-stdin ACCOUNT/USER < file',
  'needs-authority': 'give the authority its key, or issue from another one',
  'needs-csr': 'ask the owner for a request that openssl req -verify accepts',
  lost: 'restore the key store from a backup; natsmith never makes a new key in place of a lost one',
}
