// natsmith check: judges the program by every rule. Writes nothing.
import type { Command } from 'commander'
import { findingLines, findingTotals, say, sayJson } from '../print'
import type { CommonFlags } from '../session'
import { common, openSession, synthesizeSession } from '../session'
import { blocks } from '../../lib/values/finding'

export function define(command: Command): void {
  common(command).action(async (name: string | undefined, flags: CommonFlags) => {
    const session = await openSession(name, flags)
    const { findings } = synthesizeSession(session, 'preview')
    const blocked = findings.some(blocks)
    if (flags.json) sayJson('check', { deployment: session.deployment.name, findings })
    else {
      say(...findingLines(findings), findingTotals(findings))
      say(
        '',
        `Next: ${blocked ? 'mend the program, then natsmith check' : `natsmith diff ${session.deployment.name}`}`,
      )
    }
    process.exitCode = blocked ? 1 : 0
  })
}
