// In: whatever a command threw. Out: what a person or a program reads of it, and the exit code. A user's mistake shows no
// stack trace; a defect of natsmith says that it is one.
import { CommanderError } from 'commander'
import { FindingsError, NatsmithError } from '../lib/values/finding'
import { errorLines, findingLines, findingTotals } from './finding-text'
import { commandLine } from '../lib/values/words'
import { note, sayJson } from './print'

/** @param command - the command that was called; undefined where there is none of that name. */
export function reportFailure(error: unknown, command: string | undefined, json: boolean): number {
  const { code, message, change } = asNatsmithError(error, command)
  const findings = error instanceof FindingsError ? error.findings : undefined
  if (json) {
    const text = findings === undefined ? message : `${findingTotals(findings)}; nothing written`
    sayJson(command ?? 'natsmith', { error: { code, message: text, change, ...(findings && { findings }) } })
  } else if (findings !== undefined) {
    note(...findingLines(findings, process.stderr), `${findingTotals(findings)}; nothing written`)
  } else {
    note(...errorLines(code, message, change))
  }
  if (code === INTERNAL && process.env['NATSMITH_DEBUG'] === '1' && error instanceof Error)
    note(error.stack ?? '')
  return 1
}

const INTERNAL = 'internal'

function asNatsmithError(error: unknown, command: string | undefined): NatsmithError {
  if (error instanceof NatsmithError) return error
  if (error instanceof CommanderError) {
    const help = commandLine('natsmith', ...(command === undefined ? [] : [command]), '--help')
    return new NatsmithError('usage', error.message.replace(/^error: /, '').replaceAll('\n', ' '), help)
  }
  if (error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd')
    return new NatsmithError(
      'no-working-directory',
      'the working directory is gone',
      'cd to one that is there',
    )
  return new NatsmithError(
    INTERNAL,
    error instanceof Error ? error.message : String(error),
    'this is a defect of natsmith; NATSMITH_DEBUG=1 prints where, for a report',
  )
}
