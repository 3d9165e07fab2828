// In: what users can do with the subjects of an account. Out: that as lines for a terminal of some width.
import { accountName, userName } from '../lib/model/identity'
import type { Cell, Matrix } from '../lib/permissions/matrix'
import { visible } from '../lib/values/finding'
import { groupBy } from '../lib/values/group'
import { count, few } from '../lib/values/words'
import { reachOf, reasonsOf, signOf, sourceOf } from './matrix-words'
import { paint, table } from './print'

/**
 * Users side by side: the subjects with their numbers, then who can do what with each. Users who can do the same share a line; of many
 * lines and subjects, only the first are shown.
 */
export function matrixLines(matrix: Matrix, width: number): readonly string[] {
  const { account, columns, rows, disabled } = matrix
  const shown = columns.slice(0, MOST_SUBJECTS)
  const groups = groupBy(rows, ({ cells }) => cells.slice(0, MOST_SUBJECTS).map(signOf).join(' '))
  const lines = [...groups].slice(0, MOST_LINES).map(([signs, alike]) => ({
    name: few(
      alike.map(({ user }) => user.name),
      MOST_NAMES,
      ', ',
    ),
    signs: signs.split(' '),
  }))
  const head = `${accountName(account)}: ${count(rows.length, 'user')}, ${count(columns.length, 'subject')}`
  const isCut = shown.length < columns.length || lines.length < groups.size
  return [
    paint('bold', visible(disabled ? `${head}, disabled` : head)),
    ...table(
      shown.map((column, i) => [String(i + 1), column.subject, reachOf(column, 1)]),
      '  ',
    ),
    ...blocks(lines, shown.length, width),
    ...(isCut ? ['  …', `  ${paint('dim', 'all of it: --html FILE; of one user: --user NAME')}`] : []),
  ]
}

/** Of users who can do the same, so many are named. */
const MOST_NAMES = 3
const MOST_SUBJECTS = 60
const MOST_LINES = 60

interface Line {
  readonly name: string
  readonly signs: readonly string[]
}

/** As many columns beside each other as there is room for. */
function blocks(lines: readonly Line[], columns: number, width: number): readonly string[] {
  const names = Math.max(...lines.map(({ name }) => visible(name).length))
  const most = Math.max(1, Math.floor((width - names - 2) / 4))
  return Array.from({ length: Math.ceil(columns / most) }, (_, block) => {
    const from = block * most
    const numbers = Array.from({ length: Math.min(most, columns - from) }, (__, i) => String(from + i + 1))
    const rows = lines.map(({ name, signs }) => [name, ...signs.slice(from, from + most)])
    return ['', ...table([['', ...numbers], ...rows], '  ')]
  }).flat()
}

/** One user, and why. What it can do nothing with is counted, where nothing was denied. */
export function userLines(matrix: Matrix): readonly string[] {
  return matrix.rows.flatMap((row) => {
    const said = matrix.columns.flatMap(({ subject }, i) => {
      const cell = row.cells[i]
      if (cell === undefined || isFar(cell)) return []
      const [publish, subscribe] = reasonsOf(cell, row, matrix)
      return [
        [subject, signOf(cell), publish],
        ['', '', subscribe],
      ]
    })
    const others = row.cells.filter(isFar).length
    return [
      paint('bold', visible(`${userName(row.user)}: ${sourceOf(row)}`)),
      ...table(said, '  '),
      ...(others > 0 ? [`  ${paint('dim', `nothing with ${count(others, 'other subject')}`)}`] : []),
    ]
  })
}

/** Whether no entry is about it. */
const isFar = ({ publish, subscribe }: Cell): boolean =>
  [publish, subscribe].every(
    ({ allowed, allow, deny }) => allowed === 'no' && allow.length + deny.length === 0,
  )
