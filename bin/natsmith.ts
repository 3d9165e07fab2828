#!/usr/bin/env node
// In: argv. Out: a command's output and its exit code. Only the command that is called is loaded, so --help is quick.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { COMMANDS } from './commands'
import { reportFailure } from './report'

/** The whole command line, with the flags of `called`. */
export function buildProgram(called: string | undefined): Command {
  const program = new Command('natsmith')
    .description('A NATS deployment as typed TypeScript: synthesize, deploy, and detect drift.')
    .version(version())
    .showHelpAfterError('run natsmith --help')
    .exitOverride()
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).summary(summary).description(summary).exitOverride()
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
  const called = argv.find((word) => !word.startsWith('-'))
  const helped = called === 'help' ? argv[argv.indexOf('help') + 1] : called
  try {
    await buildProgram(helped).parseAsync(argv, { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    return reportFailure(error, { json: argv.includes('--json') })
  }
}

if (require.main === module) void main(process.argv.slice(2)).then((code) => (process.exitCode = code))
