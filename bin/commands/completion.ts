// natsmith completion: prints a script that a shell sources. Words come from the commands' own description.
import { Argument, Command } from 'commander'
import { RULES } from '../../lib/rules'
import type { Entry } from '../commands'
import { COMMANDS } from '../commands'
import { say } from '../print'

const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]

export function define(command: Command): void {
  command
    .description('Prints a completion script.')
    .addArgument(new Argument('<shell>', 'the shell to print for').choices(SHELLS))
    .addHelpText(
      'after',
      '\nSource it from your profile:\n  source <(natsmith completion bash)     bash, zsh\n  natsmith completion fish | source      fish',
    )
    .action((shell: Shell) => {
      say(SCRIPTS[shell]([...COMMANDS.map(wordsOf), HELP]))
    })
}

/** What may follow a command. */
interface Words {
  readonly name: string
  readonly summary: string
  readonly values: readonly string[]
  readonly flags: readonly { readonly flag: string; readonly description: string }[]
}

function wordsOf({ name, summary, load }: Entry): Words {
  const command = new Command(name)
  load().define(command)
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices)
  const flags = command.options.map(({ long, description }) => ({ flag: long ?? '', description }))
  return { name, summary, values: name === 'explain' ? RULES.map(({ code }) => code) : choices, flags }
}

const HELP: Words = {
  name: 'help',
  summary: 'explain a command',
  values: COMMANDS.map(({ name }) => name),
  flags: [],
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly Words[]) => string>> = { bash, zsh, fish }

const flagsOf = ({ flags }: Words): string => [...flags.map(({ flag }) => flag), '--help'].join(' ')

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** One branch of a `case` for each command that has something to offer. */
const branches = (commands: readonly Words[], offer: (command: Words) => string): readonly string[] =>
  commands.flatMap((command) => {
    const offered = offer(command)
    return offered === '' ? [] : [`      ${command.name}) ${offered} ;;`]
  })

function bash(commands: readonly Words[]): string {
  return [
    '_natsmith() {',
    '  local cur="${COMP_WORDS[COMP_CWORD]}" words=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${commands.map(({ name }) => name).join(' ')}"`,
    '  elif [[ "$cur" == -* ]]; then',
    '    case "${COMP_WORDS[1]}" in',
    ...branches(commands, (command) => `words="${flagsOf(command)}"`),
    '    esac',
    '  else',
    '    case "${COMP_WORDS[1]}" in',
    ...branches(commands, ({ values }) => (values.length > 0 ? `words="${values.join(' ')}"` : '')),
    '    esac',
    '  fi',
    '  COMPREPLY=()',
    '  if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$cur")); fi',
    '}',
    '# Where nothing is offered, bash completes names of files.',
    'complete -o default -F _natsmith natsmith',
  ].join('\n')
}

function zsh(commands: readonly Words[]): string {
  return [
    '#compdef natsmith',
    '_natsmith() {',
    '  if (( CURRENT == 2 )); then',
    '    local -a commands=(',
    ...commands.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}`),
    '    )',
    "    _describe 'command' commands",
    '  elif [[ "${words[CURRENT]}" == -* ]]; then',
    '    case "${words[2]}" in',
    ...branches(commands, (command) => `compadd -- ${flagsOf(command)}`),
    '    esac',
    '  else',
    '    case "${words[2]}" in',
    ...branches(commands, ({ values }) => (values.length > 0 ? `compadd -- ${values.join(' ')}` : '')),
    '      *) _files ;;',
    '    esac',
    '  fi',
    '}',
    'compdef _natsmith natsmith',
  ].join('\n')
}

function fish(commands: readonly Words[]): string {
  return commands
    .flatMap(({ name, summary, values, flags }) => {
      const after = `complete -c natsmith -n '__fish_seen_subcommand_from ${name}'`
      return [
        `complete -c natsmith -f -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
        ...flags.map(
          ({ flag, description }) => `${after} -l ${flag.replace(/^--/, '')} -d ${quoted(description)}`,
        ),
        ...(values.length > 0 ? [`${after} -f -a ${quoted(values.join(' '))}`] : []),
      ]
    })
    .join('\n')
}
