// natsmith deploy: shows the plan, asks, commits the key store, writes the files, and records what was deployed.
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { compare } from '../../lib/diff/compare'
import { nextRecord } from '../../lib/diff/record'
import { readRecord, writeRecord } from '../../lib/diff/record-file'
import type { NodeResult } from '../../lib/engine/apply'
import { applyDeploy } from '../../lib/engine/apply'
import type { DeployPlan } from '../../lib/engine/plan'
import { planDeploy } from '../../lib/engine/plan'
import { makeFolder } from '../../lib/files/folders'
import { withLock } from '../../lib/files/lock'
import { commitChanges } from '../../lib/keys/commit'
import { isRetired } from '../../lib/keys/entry'
import { FindingsError, NatsmithError, blocks } from '../../lib/values/finding'
import { changeLines, changeTotals, fileLines, issueLines, issueSteps, issueTotals } from '../plan-text'
import { count, findingLines, note, say, sayJson } from '../print'
import type { CommonFlags, Complete, Session } from '../session'
import { common, openSession, synthesizeSession, unblocked } from '../session'
import type { TargetFlags } from '../target-flags'
import { targetFlags, targetOf } from '../target-flags'

interface Flags extends CommonFlags, TargetFlags {
  readonly yes?: true
  readonly issue?: true
  readonly adopt?: true
}

export function define(command: Command): void {
  targetFlags(common(command))
    .option('--yes', 'do not ask')
    .option('--issue', 'with --yes: also issue what the key store lacks')
    .option('--adopt', 'take over files that are there and that no deploy wrote')
    .action(async (name: string | undefined, flags: Flags) => {
      const session = await openSession(name, flags)
      const deployable = unblocked(synthesizeSession(session, 'deploy'))
      const target = targetOf(flags)
      const plan = planDeploy(deployable.assembly, target, {
        previous: session.record?.nodes ?? [],
        adopt: flags.adopt ?? false,
      })
      if (plan.findings.some(blocks)) throw new FindingsError(plan.findings)
      const nothing = !plan.hasChanges && issueSteps(deployable.plan).length === 0
      if (!flags.json) showPlan(session, deployable, plan)
      if (!nothing) await confirm(flags, issueSteps(deployable.plan).length > 0)
      const results = nothing ? [] : carryOut(session, deployable, plan)
      report(session, flags, results)
    })
}

function showPlan(
  session: Session,
  { findings, comparable, plan: issuePlan }: Complete,
  plan: DeployPlan,
): void {
  const changes = compare(session.record, comparable)
  say(...findingLines(findings), ...changeLines(changes), ...issueLines(issuePlan), ...fileLines(plan))
  const written = plan.nodes.flatMap(({ files }) => files).filter(({ bytes }) => bytes > 0).length
  const parts = [changeTotals(changes), issueTotals(issuePlan), `${count(written, 'file')} to write`]
  say(plan.hasChanges ? parts.filter((part) => part !== '').join('; ') : 'nothing to write')
}

/** Throws NatsmithError `declined`, or `confirmation-needed` where nobody can be asked. */
async function confirm(flags: Flags, issues: boolean): Promise<void> {
  if (flags.yes) {
    if (issues && !flags.issue)
      throw new NatsmithError(
        'keys-not-issued',
        'the key store lacks keys, and --yes alone issues none',
        'add --issue, or run natsmith issue first',
      )
    return
  }
  if (!process.stdin.isTTY)
    throw new NatsmithError(
      'confirmation-needed',
      'nobody can be asked: stdin is not a terminal',
      `add --yes${issues ? ' --issue' : ''}`,
    )
  const ask = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await ask.question('Go ahead? Only "yes" will do: ')
  ask.close()
  if (answer.trim() !== 'yes')
    throw new NatsmithError('declined', 'nothing written', 'run natsmith deploy again when you are ready')
}

/** Keys first, then files, then the record: whatever happens in between, running it again finishes it. */
function carryOut(session: Session, deployable: Complete, plan: DeployPlan): readonly NodeResult[] {
  const { folder, keys, recordFile, deployment } = session
  makeFolder(folder, 0o700)
  return withLock(join(folder, '.natsmith.lock'), `deploying ${deployment.name}`, (check) => {
    if (JSON.stringify(readRecord(recordFile, deployment.name)) !== JSON.stringify(session.record))
      throw new NatsmithError(
        'plan-stale',
        `${recordFile} has changed since the deploy was planned`,
        'run natsmith deploy again, and look at the new plan',
      )
    commitChanges(keys, deployable.changes)
    check()
    const results = applyDeploy(plan, deployable.assembly, { progress })
    check()
    const placed = plan.nodes.flatMap(({ node, manifest }) => (manifest === undefined ? [] : [node]))
    const { assembly, comparable, changes } = deployable
    const identities = [...changes.after.entries.values()].filter((e) => !isRetired(e)).map((e) => e.identity)
    writeRecord(
      recordFile,
      nextRecord(session.record, { manifest: assembly.manifest, comparable, placed, identities }),
    )
    return results
  })
}

function progress(node: string, done: number, total: number): void {
  if (process.stderr.isTTY) note(`${String(done)}/${String(total)} ${node}`)
}

function report(session: Session, flags: Flags, results: readonly NodeResult[]): void {
  const deployment = session.deployment.name
  const changed = results.filter(({ written, removed }) => written + removed > 0)
  if (flags.json) {
    sayJson('deploy', { deployment, nodes: results })
    return
  }
  const sum = (pick: (result: NodeResult) => number): number =>
    changed.reduce((total, result) => total + pick(result), 0)
  say(
    changed.length === 0
      ? 'nothing written'
      : `deployed to ${count(changed.length, 'node')}: ${count(
          sum((r) => r.written),
          'file',
        )} written, ${String(sum((r) => r.removed))} removed`,
  )
  const where =
    flags.node === undefined
      ? `--out ${flags.out ?? 'out'}`
      : `--node ${flags.node} --root ${flags.root ?? '/'}`
  say(
    '',
    `Next: ${changed.length > 0 ? 'reload or restart the servers, then ' : ''}natsmith drift ${deployment} ${where}`,
  )
}
