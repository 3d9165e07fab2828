// In: the flags that commands share. Out: the deployment, and where what is beside the program is; no key store is opened yet.
import type { Command } from 'commander'
import { buildTree, type Deployment } from '../lib/constructs/deployment'
import { resolve, type Resolved } from '../lib/model/resolve'
import { once } from '../lib/values/remember'
import { commandLine } from '../lib/values/words'
import type { NextCommand } from '../lib/workspace/obstacles'
import { DEFAULT_STORE, placeOf, type Place } from '../lib/workspace/place'
import type { Workspace } from '../lib/workspace/workspace'
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
