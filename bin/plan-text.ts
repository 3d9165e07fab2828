// In: what is to be issued, what changes, and what the engine would do. Out: the tables an operator acts on.
import type { Change } from '../lib/diff/compare'
import { strongest } from '../lib/diff/compare'
import type { DeployPlan } from '../lib/engine/plan'
import type { FilePlan } from '../lib/engine/plan-node'
import type { IssuePlan } from '../lib/keys/plan'
import type { IssueStep } from '../lib/keys/step'
import { isBlocked } from '../lib/keys/step'
import { count, paint, table } from './print'

/** Steps of a plan that change the key store, or cannot be carried out. */
export const issueSteps = ({ steps }: IssuePlan): readonly IssueStep[] =>
  steps.filter(({ verb }) => verb !== 'keep')

export function issueLines(plan: IssuePlan): readonly string[] {
  const steps = issueSteps(plan)
  const rows = steps.map(({ verb, identity, reason }) => [verb, identity, reason])
  const shown =
    rows.length > MOST ? [...rows.slice(0, MOST), ['…', count(rows.length - MOST, 'more'), '']] : rows
  return [
    ...(steps.length > 0 ? ['key store', ...table(shown, '  ')] : []),
    ...plan.warnings.map(({ identity, reason }) => paint('yellow', `warning  ${identity}: ${reason}`)),
  ]
}

/** More rows than anybody reads; `--json` has all of them. */
const MOST = 200

export function changeLines(changes: readonly Change[]): readonly string[] {
  const groups = new Map<string, Change[]>()
  for (const change of changes) {
    const nodes = change.nodes.join(' ')
    groups.set(nodes, [...(groups.get(nodes) ?? []), change])
  }
  return [...groups].flatMap(([nodes, group]) => [
    nodes,
    ...table(
      group.map(({ sign, what, was, now, effect }) => [sign, what, values(what, was, now), effect]),
      '  ',
    ),
  ])
}

function values(what: string, was: string | undefined, now: string | undefined): string {
  if (was !== undefined && now !== undefined) return `${was} → ${now}`
  const one = was ?? now ?? ''
  // An element of a list is named by itself already.
  return what.endsWith(one) ? '' : one
}

/** `3 changes on 3 nodes (reload)`. */
export function changeTotals(changes: readonly Change[]): string {
  const nodes = new Set(changes.flatMap((change) => change.nodes))
  const effect = strongest(changes)
  return `${count(changes.length, 'change')} on ${count(nodes.size, 'node')}${effect === 'none' ? '' : ` (${effect})`}`
}

export function fileLines(plan: DeployPlan): readonly string[] {
  return plan.nodes
    .filter(({ hasChanges }) => hasChanges)
    .flatMap(({ node, files, isUnfinished }) => [
      `${node}${isUnfinished ? ', where a deploy was interrupted' : ''}`,
      ...table(
        files.filter(isShown).map((file) => [file.action, file.path, why(file)]),
        '  ',
      ),
    ])
}

const isShown = ({ action, bytes }: FilePlan): boolean =>
  bytes > 0 || action === 'remove' || action === 'supersede'

const why = ({ differences }: FilePlan): string =>
  differences
    .map(({ cause, wanted, found }) =>
      cause === 'content' ? 'content' : `${cause} ${found}, wanted ${wanted}`,
    )
    .join('; ')

/** `2 to issue, 1 to renew`; empty when there is nothing. */
export function issueTotals(plan: IssuePlan): string {
  const steps = issueSteps(plan).filter((step) => !isBlocked(step))
  const verbs = new Map<string, number>()
  for (const { verb } of steps) verbs.set(verb, (verbs.get(verb) ?? 0) + 1)
  return [...verbs].map(([verb, n]) => `${String(n)} to ${verb}`).join(', ')
}
