// natsmith completion: prints a script that a shell sources. Words come from the commands' own description.
import { Argument, Command } from 'commander'
import type { Entry } from '../commands'
import { COMMANDS } from '../commands'
import { say } from '../print'

const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]

export function define(command: Command): void {
  command
    .addArgument(new Argument('<shell>', 'the shell to print for').choices(SHELLS))
    .addHelpText('after', '\nSource it from your profile:  source <(natsmith completion bash)')
    .action((shell: Shell) => {
      say(SCRIPTS[shell](COMMANDS.map(wordsOf)))
    })
}

interface Words {
  readonly name: string
  readonly summary: string
  readonly flags: readonly { readonly flag: string; readonly description: string }[]
}

function wordsOf({ name, summary, load }: Entry): Words {
  const command = new Command(name)
  load().define(command)
  return {
    name,
    summary,
    flags: command.options.map(({ long, description }) => ({ flag: long ?? '', description })),
  }
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly Words[]) => string>> = { bash, zsh, fish }

const flagsOf = ({ flags }: Words): string => flags.map(({ flag }) => flag).join(' ')

function bash(commands: readonly Words[]): string {
  return [
    '_natsmith() {',
    '  local cur="${COMP_WORDS[COMP_CWORD]}" words',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${commands.map(({ name }) => name).join(' ')}"`,
    '  else',
    '    case "${COMP_WORDS[1]}" in',
    ...commands.map((c) => `      ${c.name}) words="${flagsOf(c)}" ;;`),
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    '}',
    'complete -o default -F _natsmith natsmith',
  ].join('\n')
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

function zsh(commands: readonly Words[]): string {
  return [
    '#compdef natsmith',
    '_natsmith() {',
    '  if (( CURRENT == 2 )); then',
    '    local -a commands=(',
    ...commands.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}`),
    '    )',
    "    _describe 'command' commands",
    '    return',
    '  fi',
    '  case "${words[2]}" in',
    ...commands.map((c) => `    ${c.name}) compadd -- ${flagsOf(c)}; _files ;;`),
    '  esac',
    '}',
    'compdef _natsmith natsmith',
  ].join('\n')
}

function fish(commands: readonly Words[]): string {
  return commands
    .flatMap(({ name, summary, flags }) => [
      `complete -c natsmith -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
      ...flags.map(
        ({ flag, description }) =>
          `complete -c natsmith -n '__fish_seen_subcommand_from ${name}' -l ${flag.replace(/^--/, '')} -d ${quoted(description)}`,
      ),
    ])
    .join('\n')
}
