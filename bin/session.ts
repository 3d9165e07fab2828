// In: the flags that commands share. Out: the deployment, its key store and its record, and a synthesis of them.
import type { Command } from 'commander'
import { buildTree, type Deployment } from '../lib/constructs/deployment'
import type { IssueMode, Synthesis } from '../lib/synth'
import { synthesize } from '../lib/synth'
import type { Secret } from '../lib/values/secret'
import { commandLine } from '../lib/values/words'
import { unblocked as refuseObstacles, type NextCommand } from '../lib/workspace/obstacles'
import type { Complete, Workspace } from '../lib/workspace/workspace'
import { DEFAULT_STORE, openWorkspace } from '../lib/workspace/workspace'
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

export interface Session extends Workspace {
  readonly deployment: Deployment
  readonly programFile: string
  readonly now: number
  /** A command on the same deployment, program and store, to run next. */
  readonly next: NextCommand
}

/** Loads the program and opens its key store and record; writes nothing. */
export async function openSession(
  name: string | undefined,
  flags: CommonFlags,
  secrets: 'needed' | 'if-there' = 'needed',
): Promise<Session> {
  const program = await loadProgram(flags.program)
  const deployment = chooseDeployment(program, name)
  return {
    ...openWorkspace(flags.store, deployment.name, secrets),
    deployment,
    programFile: program.path,
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
  const { deployment, store, record, now } = session
  return activity('synthesizing', (progress) =>
    callProgram(session.programFile, () =>
      synthesize(buildTree(deployment), deployment.name, {
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
