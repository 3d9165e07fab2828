// The commands of natsmith: name, one line, and where the rest of it is.
import type { Command } from 'commander'
import type * as Report from './report'

export interface CommandModule {
  /** Adds the command's arguments, flags and action. */
  define(command: Command): void
}

export interface Entry {
  readonly name: string
  readonly summary: string
  readonly load: () => CommandModule
}

/* eslint-disable @typescript-eslint/no-require-imports -- loaded only when called: natsmith --help stays quick */
export const COMMANDS: readonly Entry[] = [
  {
    name: 'init',
    summary: 'write a first program, natsmith.ts',
    load: () => require('./commands/init') as CommandModule,
  },
  {
    name: 'check',
    summary: 'judge the program by every rule',
    load: () => require('./commands/check') as CommandModule,
  },
  {
    name: 'diff',
    summary: 'compare the program with what was deployed',
    load: () => require('./commands/diff') as CommandModule,
  },
  {
    name: 'issue',
    summary: 'issue the keys and certificates that are missing or due',
    load: () => require('./commands/issue') as CommandModule,
  },
  {
    name: 'synth',
    summary: 'write the assembly: every file of every node, and its manifest',
    load: () => require('./commands/synth') as CommandModule,
  },
  {
    name: 'deploy',
    summary: 'show the plan, ask, issue, and write the files',
    load: () => require('./commands/deploy') as CommandModule,
  },
  {
    name: 'drift',
    summary: 'compare what was deployed with what is on disk',
    load: () => require('./commands/drift') as CommandModule,
  },
  {
    name: 'bundle',
    summary: "write what one node's host needs, as a script, tar, unit or user data",
    load: () => require('./commands/bundle') as CommandModule,
  },
  {
    name: 'creds',
    summary: "hand out a user's own files",
    load: () => require('./commands/creds') as CommandModule,
  },
  {
    name: 'can',
    summary: 'say whether a user can publish or subscribe to a subject, and why',
    load: () => require('./commands/can') as CommandModule,
  },
  {
    name: 'reach',
    summary: 'say whom a message on a subject can reach, and by which way',
    load: () => require('./commands/reach') as CommandModule,
  },
  {
    name: 'permissions',
    summary: 'say what every user can do with every subject, in the terminal or as a page',
    load: () => require('./commands/permissions') as CommandModule,
  },
  {
    name: 'push',
    summary: 'send JWTs of accounts to servers that keep them in a folder',
    load: () => require('./commands/push') as CommandModule,
  },
  {
    name: 'keys',
    summary: 'list what is in the key store, rotate a key, say who can open the store',
    load: () => require('./commands/keys') as CommandModule,
  },
  {
    name: 'jwt',
    summary: 'say what a JWT says, and whether a server would take it',
    load: () => require('./commands/jwt') as CommandModule,
  },
  {
    name: 'import',
    summary: 'take over what nsc has: its keys and JWTs, and a program that describes it',
    load: () => require('./commands/import') as CommandModule,
  },
  {
    name: 'export',
    summary: 'lay out JWTs, keys and creds so that nsc works on them',
    load: () => require('./commands/export') as CommandModule,
  },
  {
    name: 'sweep',
    summary: 'remove staged files that no engine needs any more',
    load: () => require('./commands/sweep') as CommandModule,
  },
  { name: 'rules', summary: 'list the rules', load: () => require('./commands/rules') as CommandModule },
  {
    name: 'explain',
    summary: 'explain a rule by its code',
    load: () => require('./commands/explain') as CommandModule,
  },
  {
    name: 'completion',
    summary: 'print a completion script for bash, zsh or fish',
    load: () => require('./commands/completion') as CommandModule,
  },
]

export const loadReport = (): typeof Report => require('./report') as typeof Report
/* eslint-enable @typescript-eslint/no-require-imports */
