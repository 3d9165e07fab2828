#!/usr/bin/env node
// In: argv. Out: a command's output and its exit code. Only the command that is called is loaded, so --help is quick.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { NatsmithError } from '../lib/values/finding'
import { COMMANDS, loadReport } from './commands'

/** Ours alone: a program that is loaded must not end the process. */
const exit = process.exit.bind(process)
const writers = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream))

/** Ends the process once all that was said has been read. */
function leave(code: number): void {
  let left = writers.length
  for (const write of writers) write('', () => --left === 0 && exit(code))
}

/** The whole command line, with the flags of `called`. */
function buildProgram(called: string | undefined): Command {
  const program = new Command('natsmith')
    .description('A NATS deployment as typed TypeScript: synthesize, deploy, and detect drift.')
    .version(version())
    .exitOverride()
    // Errors are reported in our own form.
    .configureOutput({ outputError: () => undefined })
    .addHelpText(
      'after',
      '\nExit codes: 0 done or clean, 1 error or declined, 2 drift, a JWT that is refused, or changes with diff --exit-code',
    )
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).summary(summary)
    if (called === name) load().define(command)
  }
  return program
}

/** From package.json, which stands above the compiled files as well as above the sources. */
function version(): string {
  const above = ['..', '../..']
    .map((up) => join(__dirname, up, 'package.json'))
    .filter((file) => existsSync(file))
  const { version: found } = JSON.parse(readFileSync(above[0] ?? 'package.json', 'utf8')) as {
    version: string
  }
  return found
}

async function main(argv: readonly string[]): Promise<number> {
  const [first, second] = argv.filter((word) => !word.startsWith('-'))
  const called = COMMANDS.find(({ name }) => name === (first === 'help' ? second : first))?.name
  const failed = (error: unknown): number =>
    isAnswer(error) ? error.exitCode : loadReport().reportFailure(error, called, argv.includes('--json'))
  // natsmith waits for all that it starts, so this is something that the program started.
  process.on('uncaughtException', (error) => exit(failed(leftBehind(error))))
  // Whoever reads our output may stop reading; the work goes on.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code !== 'EPIPE') exit(1)
    })
  try {
    await buildProgram(called).parseAsync(argv, { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    return failed(error)
  }
}

/** Help and the version are no failures, and are printed already. */
const isAnswer = (error: unknown): error is CommanderError =>
  error instanceof CommanderError && !error.message.startsWith('error: ')

const leftBehind = (error: unknown): NatsmithError =>
  new NatsmithError(
    'program-failed',
    `something that the program started threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    'await what the program starts, and catch what it throws',
  )

// The program may have left timers or sockets that would keep the process alive.
if (require.main === module) void main(process.argv.slice(2)).then(leave)
