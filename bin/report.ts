// In: whatever a command threw. Out: what a person or a program reads of it, and the exit code. A user's mistake shows no
// stack trace; a defect of natsmith says that it is one.
import { CommanderError } from 'commander'
import { FindingsError, NatsmithError } from '../lib/values/finding'
import { count, findingLines, paint, say, sayJson } from './print'

export function reportFailure(error: unknown, { json }: { readonly json: boolean }): number {
  // commander has printed its own message; help and version are not failures.
  if (error instanceof CommanderError) return error.exitCode
  if (error instanceof FindingsError) {
    if (json) sayJson('error', { error: { code: error.code, findings: error.findings } })
    else say(...findingLines(error.findings), `${count(error.findings.length, 'error')}; nothing written`)
    return 1
  }
  if (error instanceof NatsmithError) {
    if (json) sayJson('error', { error: { code: error.code, message: error.message, change: error.change } })
    else say(`${paint('red', `error [${error.code}]`)}  ${error.message}`, `  change: ${error.change}`)
    return 1
  }
  const message = error instanceof Error ? error.message : String(error)
  if (json) sayJson('error', { error: { code: 'internal', message, change: REPORT } })
  else say(`${paint('red', 'error [internal]')}  ${message}`, `  change: ${REPORT}`)
  if (process.env['NATSMITH_DEBUG'] === '1' && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`)
  return 1
}

const REPORT = 'this is a defect of natsmith; NATSMITH_DEBUG=1 prints where, for a report'
