// natsmith deploy, where there may be something to do. In: a session that has begun, and where its nodes are. Out: keys, files and record,
// and what was said of them.
import { effectsOf } from '../lib/diff/compare'
import { planDeploy } from '../lib/engine/plan'
import type { LocalTarget } from '../lib/engine/target'
import { issueSteps } from '../lib/keys/step'
import type { SeenHosts } from '../lib/remote/hosts'
import { blocks, FindingsError } from '../lib/values/finding'
import { firstOfEach } from '../lib/values/group'
import type { Complete } from '../lib/workspace/workspace'
import { confirm } from './confirm'
import { NOTHING_TO_DO, report, workLines, type DeployFlags } from './deploy-text'
import { carryOut, recordLeft, workOf, type Done, type Failures, type Work } from './deploying'
import { errorLines } from './finding-text'
import type { PlacedNode } from './hosts'
import { runOnChange } from './on-change'
import { changeTotals, effectWords, fileTotals, issueTotals } from './plan-text'
import { note, say } from './print'
import { behindFindings } from './record-behind'
import type { Begun, Session } from './session'
import { keepAsItIs } from './settling'
import { synthesizeSession, unblocked, withKeys } from './synthesis'
import { targetWords } from './target-flags'

/** @param targetOf - called once, with the nodes that there are or were */
export async function deploy(
  begun: Begun,
  targetOf: (nodes: readonly PlacedNode[]) => Promise<LocalTarget | SeenHosts>,
  flags: DeployFlags,
): Promise<void> {
  const session = withKeys(begun)
  const synthesis = unblocked(session, synthesizeSession(session, 'issue'))
  const target = await targetOf(placedNodes(session, synthesis))
  const hosts = target.kind === 'hosts' ? target : undefined
  const plan = planDeploy(synthesis.assembly, target, {
    previous: session.record?.nodes ?? [],
    adopt: flags.adopt ?? false,
  })
  const findings = [...plan.findings, ...behindFindings(plan, session.record)]
  if (findings.some(blocks)) throw new FindingsError(findings)
  const work = workOf(session, synthesis, plan, flags, hosts)
  const { nodes } = plan
  const isGone = nodes.every(({ manifest }) => manifest === undefined)
  const told = { ...work, synthesis: { ...synthesis, plan: work.said }, nodes, isGone, total: totalOf(work) }
  if (!flags.json) say(...workLines(told, flags.verbose ?? false))
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
  } else keepAsItIs(session, synthesis, plan)
  report(session, told, failed, flags)
  if (failed.size > 0) process.exitCode = 1
}

function totalOf({ synthesis, plan, hosts, changes, pending, isNeeded }: Work): string {
  if (!isNeeded)
    return (hosts?.unreachable.size ?? 0) > 0 ? 'nothing to do where it can be seen' : NOTHING_TO_DO
  const left = pending.size === 0 ? '' : `left by the last deploy: ${effectWords(pending)}`
  const changed = changeTotals(changes, effectsOf(changes))
  return [changed, issueTotals(synthesis.plan), fileTotals(plan), left].filter(Boolean).join('; ')
}

/** What is not done when a command fails, or when this process ends, is left to the next deploy. */
async function seeTo(
  session: Session,
  done: Done,
  hosts: SeenHosts | undefined,
  flags: DeployFlags,
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
