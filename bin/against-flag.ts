// In: a command. Out: the command with the flag --against.
import type { Command } from 'commander'

export interface AgainstFlags {
  readonly against?: string
}

export const againstFlag = (command: Command): Command =>
  command.option(
    '--against <path>',
    'servers that natsmith has not deployed to: a folder with NODE.conf or NODE/nats-server.conf, or the only conf',
  )
