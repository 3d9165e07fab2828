// In: who gains and who loses what. Out: that in words, for a terminal and for a comment on a pull request.
import { isLeafLogin } from '../lib/diff/access'
import type { AccessChange } from '../lib/diff/gains'
import type { PatternWith } from '../lib/permissions/patterns-of'
import { visible } from '../lib/values/finding'
import { count, few } from '../lib/values/words'
import { atMost } from './plan-text'
import { paint, table } from './print'

export function accessLines(changes: readonly AccessChange[]): readonly string[] {
  if (changes.length === 0) return []
  const rows = changes.map((one) => [
    whoOf(one),
    canOf(one),
    // One cell: of a long list, the others are not made as long.
    `${subjectsOf(one.subjects)}  such as ${one.witness}`,
  ])
  const lines = table(atMost(rows), '  ')
  return ['access', ...lines.map((line, i) => paint(changes[i]?.change === 'loses' ? 'red' : 'green', line))]
}

/** `2 gain, 1 loses`; empty where nobody does. */
export function accessTotals(changes: readonly AccessChange[]): string {
  const logins = (change: AccessChange['change']): number =>
    new Set(changes.filter((one) => one.change === change).map(({ login }) => login)).size
  const said = [
    [logins('gains'), 'gains', 'gain'],
    [logins('loses'), 'loses', 'lose'],
  ] as const
  return said.flatMap(([n, one, many]) => (n === 0 ? [] : [count(n, one, many)])).join(', ')
}

/** GitHub's and GitLab's Markdown: who gains and loses, and below it, folded, all that changes. */
export function accessMarkdown(
  deployment: string,
  changes: readonly AccessChange[],
  totals: string,
  details: readonly string[],
): readonly string[] {
  const rows = changes.map((one) =>
    [code(whoOf(one)), canOf(one, code), code(subjectsOf(one.subjects)), code(one.witness)].join(' | '),
  )
  const fence = '`'.repeat(Math.max(3, longestRun(details.join()) + 1))
  return [
    `### natsmith diff ${code(deployment)}`,
    '',
    ...(rows.length === 0
      ? ['Nobody can publish or receive what it could not, nobody less.']
      : ['| who | | subjects | such as |', '| --- | --- | --- | --- |', ...rows.map((row) => `| ${row} |`)]),
    '',
    `<details><summary>${totals.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</summary>`,
    '',
    fence,
    ...details,
    fence,
    '',
    '</details>',
  ]
}

/** `alice (ORDERS)`. */
function whoOf({ login, account }: AccessChange): string {
  if (isLeafLogin(login)) return `leaf remote ${login.slice('leaf/'.length)} (${account})`
  return `${login.slice(account.length + 1)} (${account})`
}

/** @param shown - an account as it is to be read */
function canOf(
  { who, from, change, action, of }: AccessChange,
  shown = (account: string) => account,
): string {
  const does = doesOf(action, of === undefined ? undefined : shown(of))
  if (who === 'new') return `is new, can ${does}`
  if (who === 'gone') return `is gone, could ${does}`
  const moved = from === undefined ? '' : `moved from ${shown(from)}, `
  return `${moved}can ${change === 'gains' ? 'now' : 'no longer'} ${does}`
}

/** @param of - the account that exports it */
function doesOf(action: AccessChange['action'], of: string | undefined): string {
  if (action === 'answer') return 'answer what it receives, on'
  if (of === undefined) return action
  return action === 'request' ? `request of ${of}` : `receive from ${of}`
}

const subjectsOf = (subjects: readonly PatternWith[]): string =>
  few(
    subjects.map(({ pattern, except }) =>
      except.length === 0 ? pattern : `${pattern} except ${few(except, MOST, ', ')}`,
    ),
    MOST,
    '; ',
  )

/** Of more subjects, nobody reads all; `--json` has them. */
const MOST = 8

/** Text in which nothing means something, in a cell of a table. */
function code(text: string): string {
  const shown = visible(text)
  const fence = '`'.repeat(longestRun(shown) + 1)
  const space = /^`|`$/.test(shown) ? ' ' : ''
  return `${fence}${space}${shown.replaceAll('|', '\\|')}${space}${fence}`
}

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
