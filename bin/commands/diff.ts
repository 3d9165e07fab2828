// natsmith diff: the program against what was deployed last. Writes nothing; keys that it needs to show exist in memory only.
import type { Command } from 'commander'
import { compare } from '../../lib/diff/compare'
import { changeLines, changeTotals, issueLines, issueSteps, issueTotals } from '../plan-text'
import { say, sayJson } from '../print'
import type { CommonFlags } from '../session'
import { common, openSession, synthesizeSession, unblocked } from '../session'

export function define(command: Command): void {
  common(command)
    .option('--exit-code', 'exit with 2 when something would change')
    .action(async (name: string | undefined, flags: CommonFlags & { exitCode?: true }) => {
      const session = await openSession(name, flags)
      const synthesis = synthesizeSession(session, 'preview')
      const { comparable } = unblocked(synthesis)
      const changes = compare(session.record, comparable)
      const steps = issueSteps(synthesis.plan)
      const pending = changes.length + steps.length > 0
      const deployment = session.deployment.name
      if (flags.json)
        sayJson('diff', {
          deployment,
          changes,
          issue: steps.map(({ identity, verb, reason }) => ({ identity, verb, reason })),
        })
      else {
        say(...changeLines(changes), ...issueLines(synthesis.plan))
        say([changeTotals(changes), issueTotals(synthesis.plan)].filter((part) => part !== '').join('; '))
        say('', `Next: ${pending ? `natsmith deploy ${deployment}` : `natsmith drift ${deployment}`}`)
      }
      process.exitCode = pending && flags.exitCode ? 2 : 0
    })
}
