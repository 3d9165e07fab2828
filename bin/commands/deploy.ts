// natsmith deploy: shows the plan, asks, commits the key store, writes the files, and records what was deployed.
import type { Command } from 'commander'
import { effectsOf } from '../../lib/diff/compare'
import { recordedManifest } from '../../lib/diff/record'
import { planDeploy } from '../../lib/engine/plan'
import type { LocalTarget } from '../../lib/engine/target'
import { handOuts, issueSteps } from '../../lib/keys/step'
import { firstOfEach } from '../../lib/values/group'
import { count } from '../../lib/values/words'
import { blocks, FindingsError } from '../../lib/values/finding'
import type { SeenHosts } from '../../lib/remote/hosts'
import type { Complete } from '../../lib/workspace/workspace'
import { againstFlag, type AgainstFlags } from '../against'
import { confirm } from '../confirm'
import { carryOut, recordLeft, workOf, type Done, type Failures, type Work } from '../deploying'
import { errorLines, findingLines } from '../finding-text'
import { behindFindings } from '../record-behind'
import { targetFor, type PlacedNode, type TargetOfNodes } from '../hosts'
import { runOnChange } from '../on-change'
import {
  changeLines,
  changeTotals,
  effectWords,
  fileLines,
  fileTotals,
  handOutWords,
  issueLines,
  issueTotals,
  pushWords,
  type SaidPlan,
} from '../plan-text'
import { note, say, sayJson } from '../print'
import type { Begun, CommonFlags, Session } from '../session'
import { beginSession, common, synthesizeSession, unblocked, withKeys } from '../session'
import type { TargetFlags } from '../target-flags'
import { targetFlags, targetWords } from '../target-flags'
import { keepAsItIs, recalled } from '../up-to-date'

interface Flags extends CommonFlags, TargetFlags, AgainstFlags {
  readonly yes?: true
  readonly issue?: true
  readonly adopt?: true
  readonly verbose?: true
  readonly onChange?: string
}

export function define(command: Command): void {
  againstFlag(targetFlags(common(command)))
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
      "\nExamples:\n  natsmith deploy --out ./out\n  natsmith deploy --node nats1 --root /     on the node itself\n  natsmith deploy --via 'ssh {host}'        on each node, from here\n  natsmith deploy --yes --issue             where nobody can be asked\n  natsmith deploy --root / --node nats1 --on-change 'systemctl $NATSMITH_EFFECT nats-server'",
    )
    .action(async (name: string | undefined, flags: Flags) => {
      const targetOf = targetFor(flags)
      const begun = await beginSession(name, flags)
      const seen = await lookIfUpToDate(begun, targetOf, flags)
      if (seen?.work !== undefined) {
        if (!flags.json) say(...workLines(seen.work, flags.verbose ?? false))
        report(begun, seen.work, new Map(), flags)
        return
      }
      const session = withKeys(begun)
      const synthesis = unblocked(session, synthesizeSession(session, 'issue'))
      const target = seen?.target ?? (await targetOf(session.name, placedNodes(session, synthesis)))
      const hosts = target.kind === 'hosts' ? target : undefined
      const plan = planDeploy(synthesis.assembly, target, {
        previous: session.record?.nodes ?? [],
        adopt: flags.adopt ?? false,
      })
      const findings = [...plan.findings, ...behindFindings(plan, session.record)]
      if (findings.some(blocks)) throw new FindingsError(findings)
      const work = workOf(session, synthesis, plan, flags, hosts)
      if (!flags.json) say(...workLines(work, flags.verbose ?? false))
      const failed = new Map(hosts?.unreachable)
      if (!flags.json) sayFailures(failed)
      if (work.isNeeded) {
        const again = session.next('deploy', ...targetWords(flags), ...(flags.adopt ? ['--adopt'] : []))
        await confirm(
          flags,
          issueSteps(synthesis.plan).some(({ fresh }) => fresh),
          again,
        )
        const done = await carryOut(session, work, flags, flags.onChange !== undefined)
        if (!flags.json) sayFailures(done.failed)
        for (const [node, error] of done.failed) failed.set(node, error)
        await seeTo(session, done, hosts, flags)
      }
      if (!work.isNeeded) keepAsItIs(session, synthesis)
      report(session, work, failed, flags)
      if (failed.size > 0) process.exitCode = 1
    })
}

/** What there is to say of a deploy. */
interface Told extends Pick<Work, 'plan' | 'hosts' | 'changes' | 'pending' | 'effects' | 'isNeeded'> {
  readonly synthesis: Pick<Work['synthesis'], 'findings'> & { readonly plan: SaidPlan }
}

interface Seen {
  readonly target: LocalTarget | SeenHosts
  /** Undefined where there may be something to do. */
  readonly work: Told | undefined
}

/** Looks at the nodes where synthesis would come to what the record says; undefined where it may come to something else. */
async function lookIfUpToDate(
  begun: Begun,
  targetOf: TargetOfNodes,
  flags: Flags,
): Promise<Seen | undefined> {
  const { record, name } = begun
  if (record === undefined || flags.against !== undefined) return undefined
  const kept = recalled(begun)
  if (kept?.isRecorded !== true) return undefined
  const target = await targetOf(name, record.nodes)
  const plan = planDeploy({ manifest: recordedManifest(record, kept.keyStore) }, target, {
    adopt: flags.adopt ?? false,
  })
  const isDone = !plan.hasChanges && plan.findings.length === 0
  if (!isDone || (target.kind === 'hosts' && target.unreachable.size > 0)) return { target, work: undefined }
  const synthesis = { findings: kept.findings, plan: { steps: [], warnings: [] } }
  const nothing = { hosts: undefined, changes: [], pending: new Map(), effects: new Map(), isNeeded: false }
  return { target, work: { synthesis, plan, ...nothing } }
}

/** What is not done when a command fails, or when this process ends, is left to the next deploy. */
async function seeTo(
  session: Session,
  done: Done,
  hosts: SeenHosts | undefined,
  flags: Flags,
): Promise<void> {
  if (flags.onChange === undefined) return
  const left = new Map(done.effects)
  try {
    await runOnChange(flags.onChange, session.name, done.effects, hosts, flags, (node) => left.delete(node))
  } finally {
    recordLeft(session, done, left)
  }
}

/** The nodes of the program, then where the record says that nodes are or were. */
const placedNodes = ({ record }: Session, { comparable }: Complete): readonly PlacedNode[] =>
  firstOfEach(
    [...comparable.nodes, ...(record?.nodes ?? [])],
    ({ node, configDir }) => `${node} ${configDir}`,
  )

function sayFailures(failures: Failures): void {
  for (const [node, { code, message, change }] of failures)
    note(...errorLines(code, `${node}: ${message}`, change))
}

function workLines(
  { synthesis, plan, hosts, changes, pending, isNeeded }: Told,
  verbose: boolean,
): readonly string[] {
  const left = pending.size === 0 ? '' : `left by the last deploy: ${effectWords(pending)}`
  const totals = [
    changeTotals(changes, effectsOf(changes)),
    issueTotals(synthesis.plan),
    fileTotals(plan),
    left,
  ]
  return [
    ...findingLines(synthesis.findings),
    ...changeLines(changes),
    ...issueLines(synthesis.plan),
    ...fileLines(plan, verbose),
    isNeeded
      ? totals.filter(Boolean).join('; ')
      : (hosts?.unreachable.size ?? 0) > 0
        ? 'nothing to do where it can be seen'
        : 'nothing to do: all is as the program says',
  ]
}

function report({ deployment, next }: Begun, work: Told, failed: Failures, flags: Flags): void {
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
      handOut: handOuts(issueSteps(issuePlan)),
      warnings: issuePlan.warnings,
      nodes,
      ...(failed.size > 0 && {
        failed: [...failed].map(([node, { code, message, change }]) => ({ node, code, message, change })),
      }),
    })
    return
  }
  if (failed.size > 0) {
    const left = [
      ...targetWords({ ...flags, node: [...failed.keys()] }),
      ...(flags.adopt ? ['--adopt'] : []),
      ...(flags.onChange === undefined ? [] : ['--on-change', flags.onChange]),
    ]
    say(`${count(failed.size, 'node')} not done`, '', `Next: ${next('deploy', ...left)}`)
    return
  }
  const isGone = plan.nodes.every(({ manifest }) => manifest === undefined)
  const servers = flags.onChange === undefined ? effectWords(effects) : ''
  const todo = [servers, pushWords(changes), handOutWords(synthesis.plan)].filter(Boolean).join(', ')
  say(
    ...(isNeeded ? ['done'] : []),
    '',
    `Next: ${todo === '' ? '' : `${todo}, then `}${isGone ? next('diff') : next('drift', ...targetWords(flags))}`,
  )
}
