// natsmith diff: the program against what was deployed last, or one record against another. Writes nothing; keys that it needs to show
// exist in memory only.
import { Option, type Command } from 'commander'
import { compare, effectsOf } from '../../lib/diff/compare'
import { compareAccess } from '../../lib/diff/gains'
import type { Comparable } from '../../lib/diff/record'
import { handOuts, issueSteps } from '../../lib/keys/step'
import type { Move } from '../../lib/model/model'
import type { Synthesis } from '../../lib/synth'
import { refuseBlocked } from '../../lib/workspace/obstacles'
import { withOutlivedCreds } from '../../lib/workspace/outlived'
import { toBeIssued } from '../../lib/workspace/preview'
import { accessLines, accessMarkdown, accessTotals } from '../access-text'
import { sidesOf } from '../against'
import { againstFlag, type AgainstFlags } from '../against-flag'
import { changeLines, changeTotals, handOutWords, issueLines, issueTotals, type SaidPlan } from '../plan-text'
import { say, sayJson } from '../print'
import { recordFrom } from '../record-from'
import type { CommonFlags, Session } from '../session'
import { common } from '../session'
import { openSession, synthesizeSession } from '../synthesis'
import { simulate } from '../simulated'

interface Flags extends CommonFlags, AgainstFlags {
  readonly from?: string
  readonly to?: string
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
    .addOption(
      new Option(
        '--to <record>',
        'compare with this record instead of the program, of which the renames count: what changed between two commits',
      ).conflicts('against'),
    )
    .addOption(new Option('--markdown', 'print a comment for a pull request').conflicts('json'))
    .option('--exit-code', 'exit with 2 when something would change')
    .option(
      '--exit-code-on-gain',
      'exit with 2 when somebody could publish or receive more; before the first deploy, everybody could',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  natsmith diff --exit-code\n  natsmith diff --markdown --exit-code-on-gain > comment.md\n  natsmith diff --from v1:./natsmith/prod/record.json --to v2:./natsmith/prod/record.json\n  natsmith diff --against ./confs     before the first deploy to servers that run already',
    )
    .action(async (name: string | undefined, flags: Flags) => {
      const session = await openSession(name, flags, 'if-there')
      const { was, now, moves, synthesis } = compared(session, flags)
      const changes = now ? compare(was, now, synthesis && toBeIssued(synthesis)) : []
      const access = now ? compareAccess(was, now, moves) : []
      const plan = synthesis ? withOutlivedCreds(synthesis, () => access) : NO_STEPS
      const secrets = flags.to !== undefined || session.store.hasSecrets
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
          ...(flags.to === undefined ? ['', nextWords(session, flags, pending, plan)] : []),
        )
      const gained = access.some(({ change }) => change === 'gains')
      process.exitCode = (pending && flags.exitCode) || (gained && flags.exitCodeOnGain) ? 2 : 0
    })
}

/** What is compared. */
interface Compared {
  readonly was: Comparable | undefined
  readonly now: Comparable | undefined
  readonly moves: readonly Move[]
  /** What would be deployed; undefined where two records are compared. */
  readonly synthesis?: Synthesis
}

const NO_STEPS: SaidPlan = { steps: [], warnings: [] }

/** @throws FindingsError for a program that no deploy would take; NatsmithError for what is no record */
function compared(session: Session, flags: Flags): Compared {
  const was = flags.from === undefined ? session.record : recordFrom(flags.from, session.name)
  if (flags.to !== undefined) {
    const { moves } = simulate(session).model
    return { was, now: recordFrom(flags.to, session.name), moves }
  }
  const synthesis = synthesizeSession(session, 'preview')
  refuseBlocked(session.name, session.next, synthesis)
  const { shown, model } = synthesis
  const sides = shown && sidesOf({ ...session, record: was }, shown, flags)
  return { was: sides?.was, now: sides?.now, moves: model.moves, synthesis }
}

const nextWords = (session: Session, flags: Flags, pending: boolean, plan: SaidPlan): string => {
  const command = pending ? session.next('deploy', ...takingOver(flags)) : session.next('drift')
  return `Next: ${[command, handOutWords(plan)].filter(Boolean).join(', then ')}`
}

/** Confs that no deploy wrote are replaced when they are asked for. */
const takingOver = ({ against }: Flags): readonly string[] =>
  against === undefined ? [] : ['--against', against, '--adopt']

const UNREAD =
  'the secret part of the key store was not read: that a password or another secret of the program is a new one is not seen'
