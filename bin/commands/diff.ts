// natsmith diff: the program against what was deployed last. Writes nothing; keys that it needs to show exist in memory only.
import { Option, type Command } from 'commander'
import { compare, effectsOf } from '../../lib/diff/compare'
import { compareAccess } from '../../lib/diff/gains'
import { handOuts, issueSteps } from '../../lib/keys/step'
import { refuseBlocked } from '../../lib/workspace/obstacles'
import { toBeIssued } from '../../lib/workspace/preview'
import { accessLines, accessMarkdown, accessTotals } from '../access-text'
import { againstFlag, sidesOf, type AgainstFlags } from '../against'
import { changeLines, changeTotals, handOutWords, issueLines, issueTotals } from '../plan-text'
import { say, sayJson } from '../print'
import { recordFrom } from '../record-from'
import type { CommonFlags } from '../session'
import { common, openSession, synthesizeSession } from '../session'

interface Flags extends CommonFlags, AgainstFlags {
  readonly from?: string
  readonly markdown?: true
  readonly exitCode?: true
  readonly exitCodeOnGain?: true
}

export function define(command: Command): void {
  againstFlag(common(command))
    .description(
      'Compares the program with what was deployed last: in your own names, down to the subject, with what each server ' +
        'needs for it, who can publish or receive more or less than before, and what is to be issued. Writes nothing. In a clone, the public part of the key store is enough.',
    )
    .addOption(
      new Option(
        '--from <record>',
        'another record.json to compare with: a file, or of another commit, as git names it: main:./natsmith/prod/record.json',
      ).conflicts('against'),
    )
    .addOption(new Option('--markdown', 'print a comment for a pull request').conflicts('json'))
    .option('--exit-code', 'exit with 2 when something would change')
    .option('--exit-code-on-gain', 'exit with 2 when somebody could publish or receive more')
    .addHelpText(
      'after',
      '\nExamples:\n  natsmith diff --exit-code\n  natsmith diff --markdown --exit-code-on-gain > comment.md\n  natsmith diff --against ./confs     before the first deploy to servers that run already',
    )
    .action(async (name: string | undefined, flags: Flags) => {
      const session = await openSession(name, flags, 'if-there')
      const record = flags.from === undefined ? session.record : recordFrom(flags.from, session.name)
      const synthesis = synthesizeSession(session, 'preview')
      refuseBlocked(session.name, session.next, synthesis)
      const { plan, shown, model } = synthesis
      const sides = shown && sidesOf({ ...session, record }, shown, flags)
      const changes = sides ? compare(sides.was, sides.now, toBeIssued(synthesis)) : []
      const access = sides ? compareAccess(sides.was, sides.now, model.moves) : []
      const secrets = session.store.hasSecrets
      const issue = issueSteps(plan)
      const pending = changes.length + issue.length > 0
      const totals = [changeTotals(changes, effectsOf(changes)), accessTotals(access), issueTotals(plan)]
      const total = totals.filter(Boolean).join('; ')
      const lines = [...changeLines(changes), ...issueLines(plan)]
      const unread = secrets ? [] : [UNREAD]
      if (flags.json)
        sayJson('diff', {
          deployment: session.deployment.name,
          changes,
          access,
          issue,
          handOut: handOuts(issue),
          warnings: plan.warnings,
          secrets,
        })
      else if (flags.markdown) say(...accessMarkdown(session.name, access, total, [...lines, ...unread]))
      else
        say(
          ...lines,
          ...accessLines(access),
          total,
          ...unread,
          '',
          `Next: ${[pending ? session.next('deploy', ...takingOver(flags)) : session.next('drift'), handOutWords(plan)].filter(Boolean).join(', then ')}`,
        )
      const gained = access.some(({ change }) => change === 'gains')
      process.exitCode = (pending && flags.exitCode) || (gained && flags.exitCodeOnGain) ? 2 : 0
    })
}

/** Confs that no deploy wrote are replaced when they are asked for. */
const takingOver = ({ against }: Flags): readonly string[] =>
  against === undefined ? [] : ['--against', against, '--adopt']

const UNREAD =
  'the secret part of the key store was not read: that a password or another secret of the program is a new one is not seen'
