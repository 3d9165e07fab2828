// In: what is to be issued, what changes, and what the engine would do. Out: the tables an operator acts on.
import type { Change } from '../lib/diff/compare'
import { EFFECTS, type Effect } from '../lib/diff/record'
import type { DeployPlan } from '../lib/engine/plan'
import type { FilePlan, NodePlan } from '../lib/engine/plan-node'
import type { IssuePlan } from '../lib/keys/plan'
import type { SaidStep, Verb } from '../lib/keys/step'
import { handOuts, issueSteps } from '../lib/keys/step'
import { groupBy } from '../lib/values/group'
import { visible } from '../lib/values/finding'
import type { Style } from './print'
import { count, few } from '../lib/values/words'
import { paint, table } from './print'

// ------------------------------------------------------------------------------------------------------- key store

/** What is said of a plan: all of its steps, or those that change something. */
export interface SaidPlan extends Pick<IssuePlan, 'warnings'> {
  readonly steps: readonly SaidStep[]
}

export function issueLines(plan: SaidPlan): readonly string[] {
  const rows = issueSteps(plan).map(({ verb, identity, reason }) => [verb, identity, reason])
  return [
    ...(rows.length > 0 ? ['key store', ...table(atMost(rows), '  ')] : []),
    ...plan.warnings.map(({ identity, reason }) =>
      paint('yellow', visible(`warning  ${identity}: ${reason}`)),
    ),
  ]
}

/** `2 to issue, 1 to renew`; empty when there is nothing. */
export const issueTotals = (plan: SaidPlan): string => verbTotals(plan, (verb, n) => `${n} to ${verb}`)

/** `2 issued, 1 renewed`. */
export const issuedTotals = (plan: SaidPlan): string =>
  verbTotals(plan, (verb, n) => `${n} ${verb.replace(/e?$/, 'ed')}`)

function verbTotals(plan: SaidPlan, say: (verb: Verb, n: string) => string): string {
  const verbs = groupBy(issueSteps(plan), ({ verb }) => verb)
  return [...verbs].map(([verb, steps]) => say(verb, steps.length.toLocaleString('en-US'))).join(', ')
}

/** More rows than anybody reads; `--json` has all of them. */
const MOST = 200

export const atMost = (rows: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  rows.length > MOST ? [...rows.slice(0, MOST), ['…', count(rows.length - MOST, 'more', 'more')]] : rows

// --------------------------------------------------------------------------------------------------------- changes

export function changeLines(changes: readonly Change[]): readonly string[] {
  const groups = groupBy(changes, ({ nodes }) => few(nodes))
  return [...groups].flatMap(([nodes, group]) => {
    const rows = group.map((change) => [change.sign, change.what, values(change), change.effect])
    return [nodes, ...table(rows, '  ').map((line, i) => paint(STYLES[group[i]?.sign ?? '~'], line))]
  })
}

const STYLES: Readonly<Record<Change['sign'], Style>> = { '+': 'green', '-': 'red', '~': 'yellow' }

function values({ what, was, now }: Change): string {
  if (was !== undefined && now !== undefined) return was === now ? 'another' : `${was} → ${now}`
  const one = was ?? now ?? ''
  // An element of a list is named by itself already.
  return what.endsWith(one) ? '' : one
}

/** `3 changes: reload nats1 nats2, start nats3`. */
export function changeTotals(changes: readonly Change[], effects: ReadonlyMap<string, Effect>): string {
  if (changes.length === 0) return 'no changes'
  const todo = [effectWords(effects), pushWords(changes)].filter(Boolean).join(', ')
  return [count(changes.length, 'change'), todo].filter(Boolean).join(': ')
}

/** Empty where no JWT is to be pushed. */
export const pushWords = (changes: readonly Change[]): string =>
  changes.some(({ effect }) => effect === 'push') ? 'push the JWTs of accounts with natsmith push' : ''

/** `hand out creds: ORDERS/alice`; empty where nobody needs other credentials. */
export function handOutWords(plan: SaidPlan): string {
  const users = handOuts(issueSteps(plan))
  return users.length === 0 ? '' : `hand out creds: ${few(users)}`
}

/** `restart berlin, reload nats1 nats2`; empty when nothing is to be done. */
export function effectWords(effects: ReadonlyMap<string, Effect>): string {
  const nodes = groupBy([...effects.keys()], (node) => effects.get(node))
  return EFFECTS.flatMap((effect) => {
    const names = nodes.get(effect)
    return names === undefined ? [] : [`${effect} ${few(names)}`]
  }).join(', ')
}

// ----------------------------------------------------------------------------------------------------------- files

/** What becomes of each file; the new ones of a node are counted, unless `verbose`. */
/** What is said of a node. */
export type ToldNode = Pick<NodePlan, 'node' | 'configDir' | 'files' | 'hasChanges' | 'isUnfinished'>

export function fileLines(nodes: readonly ToldNode[], verbose: boolean): readonly string[] {
  const rows = nodes.filter(({ hasChanges }) => hasChanges).flatMap((node) => nodeRows(node, verbose))
  return rows.length > 0 ? ['files', ...table(rows, '  ')] : []
}

function nodeRows({ node, files, isUnfinished }: ToldNode, verbose: boolean): readonly (readonly string[])[] {
  const shown = files.filter(({ action }) => action !== 'keep' && (verbose || action !== 'supersede'))
  const created = shown.filter(({ action }) => action === 'create')
  const counted = !verbose && created.length > FEW_NEW
  const listed = counted ? shown.filter(({ action }) => action !== 'create') : shown
  return [
    ...(isUnfinished ? [[node, 'finish', 'what an interrupted deploy left']] : []),
    ...(counted ? [[node, 'create', count(created.length, 'file')]] : []),
    ...listed.map((file) => [node, file.action, file.path, differencesOf(file)]),
  ]
}

/** Up to so many, new files are named. */
const FEW_NEW = 3

const differencesOf = ({ differences }: FilePlan): string =>
  differences
    .map(({ cause, wanted, found }) =>
      cause === 'content' ? 'content' : `${cause} ${found}, wanted ${wanted}`,
    )
    .join('; ')

/** `41 files to write, 2 to remove`; empty when there is nothing. */
export function fileTotals({ nodes }: DeployPlan): string {
  const files = nodes.flatMap((node) => node.files)
  const written = files.filter(({ bytes }) => bytes > 0).length
  const removed = files.filter(({ action }) => action === 'remove').length
  return [
    ...(written > 0 ? [`${count(written, 'file')} to write`] : []),
    ...(removed > 0 ? [`${count(removed, 'file')} to remove`] : []),
  ].join(', ')
}
