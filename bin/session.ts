// In: the flags that commands share. Out: the deployment, its key store and its record, and a synthesis of them.
import type { Command } from 'commander'
import { buildTree, type Deployment } from '../lib/constructs/deployment'
import { resolve, type Resolved } from '../lib/model/resolve'
import type { IssueMode, Synthesis } from '../lib/synth'
import { synthesizeResolved } from '../lib/synth'
import { once } from '../lib/values/remember'
import type { Secret } from '../lib/values/secret'
import { commandLine } from '../lib/values/words'
import { unblocked as refuseObstacles, type NextCommand } from '../lib/workspace/obstacles'
import type { Complete, Place, SecretsWanted, Workspace } from '../lib/workspace/workspace'
import { DEFAULT_STORE, openKeys, placeOf } from '../lib/workspace/workspace'
import { systemRandom } from '../lib/x509/random'
import { activity } from './print'
import { callProgram, chooseDeployment, loadProgram } from './program'

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

/** A program that was loaded, and what is beside it, but for its keys. */
export interface Begun extends Place {
  readonly deployment: Deployment
  readonly programFile: string
  /** The tree of the deployment, which is built once. */
  readonly resolved: () => Resolved
  readonly now: number
  /** A command on the same deployment, program and store, to run next. */
  readonly next: NextCommand
}

export type Session = Begun & Workspace

/** Loads the program and opens its record and key store; writes nothing. */
export const openSession = async (
  name: string | undefined,
  flags: CommonFlags,
  secrets: SecretsWanted = 'needed',
): Promise<Session> => withKeys(await beginSession(name, flags), secrets)

export const withKeys = (begun: Begun, secrets: SecretsWanted = 'needed'): Session => ({
  ...begun,
  ...openKeys(begun, secrets),
})

/** Loads the program and opens its record. */
export async function beginSession(name: string | undefined, flags: CommonFlags): Promise<Begun> {
  const { path: programFile, deployments } = await loadProgram(flags.program)
  const deployment = chooseDeployment({ path: programFile, deployments }, name)
  return {
    ...placeOf(flags.store, deployment.name),
    deployment,
    programFile,
    resolved: once(() =>
      activity('reading the program', () =>
        callProgram(programFile, () => resolve(buildTree(deployment), deployment.name)),
      ),
    ),
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
  readonly rotate?: ReadonlySet<string>
}

/** Synthesizes in memory; what it issues is in the result and nowhere else until it is committed. */
export function synthesizeSession(session: Session, purpose: Purpose, asked: Asked = {}): Synthesis {
  const { resolved, store, record, now } = session
  const tree = resolved()
  return activity('synthesizing', (progress) =>
    callProgram(session.programFile, () =>
      synthesizeResolved(tree, {
        store,
        record,
        now,
        random: systemRandom(),
        mode: purpose === 'stored' ? 'stored' : 'issue',
        // Hashes that nobody keeps need not be slow.
        ...(purpose === 'preview' && { bcryptCost: 4 }),
        progress,
        ...asked,
      }),
    ),
  )
}

/** Throws FindingsError with every finding that blocks, else with every document that cannot be had. */
export const unblocked = ({ name, next }: Session, synthesis: Synthesis): Complete =>
  refuseObstacles(name, next, synthesis)
