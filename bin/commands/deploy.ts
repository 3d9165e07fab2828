// natsmith deploy: shows the plan, asks, commits the key store, writes the files, and records what was deployed.
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Command } from 'commander'
import type { Change, Effect } from '../../lib/diff/compare'
import { compare, effectsOf } from '../../lib/diff/compare'
import type { DeployRecord } from '../../lib/diff/record'
import { readRecord, writeRecord } from '../../lib/diff/record-file'
import { applyDeploy } from '../../lib/engine/apply'
import type { DeployPlan } from '../../lib/engine/plan'
import { planDeploy } from '../../lib/engine/plan'
import { makeFolder } from '../../lib/files/folders'
import { withLock } from '../../lib/files/lock'
import { issueSteps } from '../../lib/keys/step'
import { commitChanges } from '../../lib/keys/commit'
import { blocks, FindingsError, NatsmithError } from '../../lib/values/finding'
import { recordOf, type Complete } from '../../lib/workspace/workspace'
import { confirm } from '../confirm'
import { runOnChange } from '../on-change'
import { findingLines } from '../finding-text'
import {
  changeLines,
  changeTotals,
  effectWords,
  fileLines,
  fileTotals,
  issueLines,
  issueTotals,
} from '../plan-text'
import { activity, say, sayJson } from '../print'
import type { CommonFlags, Session } from '../session'
import { common, openSession, synthesizeSession, unblocked } from '../session'
import type { TargetFlags } from '../target-flags'
import { targetFlags, targetOf, targetWords } from '../target-flags'

interface Flags extends CommonFlags, TargetFlags {
  readonly yes?: true
  readonly issue?: true
  readonly adopt?: true
  readonly verbose?: true
  readonly onChange?: string
}

export function define(command: Command): void {
  targetFlags(common(command))
    .description(
      'Shows what is to be issued and written, asks, and does it: keys first, then the files of each node, its conf last, ' +
        'then the record. Run again after an interruption, it finishes. What no deploy wrote is never overwritten unasked.',
    )
    .option('--yes', 'do not ask')
    .option('--issue', 'with --yes: issue what is missing or due, too')
    .option('--adopt', 'take over files that are there and that no deploy wrote')
    .option('--verbose', 'list every file')
    .option(
      '--on-change <command>',
      'run it for each node whose server needs it, one at a time, with NATSMITH_NODE and NATSMITH_EFFECT (reload, restart, start, stop)',
    )
    .addHelpText(
      'after',
      "\nExamples:\n  natsmith deploy --out ./out\n  natsmith deploy --node nats1 --root /     on the node itself\n  natsmith deploy --yes --issue             where nobody can be asked\n  natsmith deploy --root / --node nats1 --on-change 'systemctl $NATSMITH_EFFECT nats'",
    )
    .action(async (name: string | undefined, flags: Flags) => {
      const target = targetOf(flags)
      const session = await openSession(name, flags)
      const synthesis = unblocked(session, synthesizeSession(session, 'issue'))
      const plan = planDeploy(synthesis.assembly, target, {
        previous: session.record?.nodes ?? [],
        adopt: flags.adopt ?? false,
      })
      if (plan.findings.some(blocks)) throw new FindingsError(plan.findings)
      const work = workOf(session, synthesis, plan)
      if (!flags.json) say(...workLines(work, flags.verbose ?? false))
      if (work.isNeeded) {
        const again = session.next('deploy', ...targetWords(flags), ...(flags.adopt ? ['--adopt'] : []))
        await confirm(
          flags,
          issueSteps(synthesis.plan).some(({ fresh }) => fresh),
          again,
        )
        carryOut(session, work)
        if (flags.onChange !== undefined) runOnChange(flags.onChange, session.name, work.effects)
      }
      report(session, work, flags)
    })
}

interface Work {
  readonly synthesis: Complete
  readonly plan: DeployPlan
  /** On the nodes that the deploy reaches. */
  readonly changes: readonly Change[]
  /** What the server of each node needs when it is done. */
  readonly effects: ReadonlyMap<string, Effect>
  readonly record: DeployRecord
  /** False when key store, files and record are as they should be. */
  readonly isNeeded: boolean
}

function workOf(session: Session, synthesis: Complete, plan: DeployPlan): Work {
  const { comparable, changes: issued } = synthesis
  const reached = new Set(plan.nodes.map(({ node }) => node))
  const changes = compare(session.record, comparable).flatMap((change) => {
    const nodes = change.nodes.filter((node) => reached.has(node))
    return nodes.length > 0 ? [{ ...change, nodes }] : []
  })
  const record = recordOf(session, synthesis, reached)
  const isNeeded = plan.hasChanges || issued.touched.size > 0 || record !== session.record
  return { synthesis, plan, changes, effects: withRepairs(effectsOf(changes), plan), record, isNeeded }
}

/** A server whose files are repaired is to read them again. */
function withRepairs(
  effects: ReadonlyMap<string, Effect>,
  { nodes }: DeployPlan,
): ReadonlyMap<string, Effect> {
  const repaired = nodes.filter(
    ({ node, files }) =>
      !effects.has(node) && files.some(({ purpose, bytes }) => purpose !== 'manifest' && bytes > 0),
  )
  return new Map([...effects, ...repaired.map(({ node }) => [node, 'reload'] as const)])
}

function workLines({ synthesis, plan, changes, isNeeded }: Work, verbose: boolean): readonly string[] {
  const totals = [changeTotals(changes, effectsOf(changes)), issueTotals(synthesis.plan), fileTotals(plan)]
  return [
    ...findingLines(synthesis.findings),
    ...changeLines(changes),
    ...issueLines(synthesis.plan),
    ...fileLines(plan, verbose),
    isNeeded ? totals.filter(Boolean).join('; ') : 'nothing to do: all is as the program says',
  ]
}

/** Keys first, then files, then the record: whatever happens in between, running it again finishes it. */
function carryOut({ folder, keys, recordFile, deployment, record }: Session, work: Work): void {
  const { synthesis, plan } = work
  makeFolder(folder, 0o700)
  withLock(join(folder, '.natsmith.lock'), `deploying ${deployment.name}`, (check) => {
    if (!isDeepStrictEqual(readRecord(recordFile, deployment.name), record))
      throw new NatsmithError(
        'plan-stale',
        `${recordFile} has changed since the deploy was planned`,
        'run the same command again, and look at the new plan',
      )
    commitChanges(keys, synthesis.changes)
    check()
    activity('deploying', (progress) =>
      applyDeploy(plan, synthesis.assembly, {
        progress: (_node, done, total) => {
          progress(done, total)
        },
      }),
    )
    check()
    if (work.record !== record) writeRecord(recordFile, work.record)
  })
}

function report({ deployment, next }: Session, work: Work, flags: Flags): void {
  const { synthesis, plan, changes, effects, isNeeded } = work
  if (flags.json) {
    const nodes = plan.nodes.map(({ node, configDir, files }) => ({
      node,
      configDir,
      effect: effects.get(node) ?? 'none',
      files: files.filter(({ action }) => action !== 'keep'),
    }))
    const { findings, plan: issuePlan } = synthesis
    sayJson('deploy', {
      deployment: deployment.name,
      findings,
      changes,
      issued: issueSteps(issuePlan),
      warnings: issuePlan.warnings,
      nodes,
    })
    return
  }
  const isGone = plan.nodes.every(({ manifest }) => manifest === undefined)
  const servers = flags.onChange === undefined ? effectWords(effects) : ''
  say(
    ...(isNeeded ? ['done'] : []),
    '',
    `Next: ${servers === '' ? '' : `${servers}, then `}${isGone ? next('diff') : next('drift', ...targetWords(flags))}`,
  )
}
