// natsmith diff: the program against what was deployed last. Writes nothing; keys that it needs to show exist in memory only.
import type { Command } from 'commander'
import { compare, effectsOf } from '../../lib/diff/compare'
import { handOuts, issueSteps } from '../../lib/keys/step'
import { refuseBlocked } from '../../lib/workspace/obstacles'
import { toBeIssued } from '../../lib/workspace/preview'
import { againstFlag, sidesOf, type AgainstFlags } from '../against'
import { changeLines, changeTotals, handOutWords, issueLines, issueTotals } from '../plan-text'
import { say, sayJson } from '../print'
import type { CommonFlags } from '../session'
import { common, openSession, synthesizeSession } from '../session'

interface Flags extends CommonFlags, AgainstFlags {
  readonly exitCode?: true
}

export function define(command: Command): void {
  againstFlag(common(command))
    .description(
      'Compares the program with what was deployed last: in your own names, down to the subject, with what each server ' +
        'needs for it, and what is to be issued. Writes nothing. In a clone, the public part of the key store is enough.',
    )
    .option('--exit-code', 'exit with 2 when something would change')
    .addHelpText(
      'after',
      '\nExamples:\n  natsmith diff --exit-code\n  natsmith diff --against ./confs     before the first deploy to servers that run already',
    )
    .action(async (name: string | undefined, flags: Flags) => {
      const session = await openSession(name, flags, 'if-there')
      const synthesis = synthesizeSession(session, 'preview')
      refuseBlocked(session.name, session.next, synthesis)
      const { plan, shown } = synthesis
      const sides = shown && sidesOf(session, shown, flags)
      const changes = sides ? compare(sides.was, sides.now, toBeIssued(synthesis)) : []
      const secrets = session.store.hasSecrets
      const issue = issueSteps(plan)
      const pending = changes.length + issue.length > 0
      if (flags.json)
        sayJson('diff', {
          deployment: session.deployment.name,
          changes,
          issue,
          handOut: handOuts(issue),
          warnings: plan.warnings,
          secrets,
        })
      else
        say(
          ...changeLines(changes),
          ...issueLines(plan),
          [changeTotals(changes, effectsOf(changes)), issueTotals(plan)].filter(Boolean).join('; '),
          ...(secrets ? [] : [UNREAD]),
          '',
          `Next: ${[pending ? session.next('deploy', ...takingOver(flags)) : session.next('drift'), handOutWords(plan)].filter(Boolean).join(', then ')}`,
        )
      process.exitCode = pending && flags.exitCode ? 2 : 0
    })
}

/** Confs that no deploy wrote are replaced when they are asked for. */
const takingOver = ({ against }: Flags): readonly string[] =>
  against === undefined ? [] : ['--against', against, '--adopt']

const UNREAD =
  'the secret part of the key store was not read: that a password or another secret of the program is a new one is not seen'
