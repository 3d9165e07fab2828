// What the matrix of permissions says in signs and words, the same in a terminal and on a page.
import type { Cell, Column, Matrix, Row, Standing } from '../lib/permissions/matrix'
import { userName } from '../lib/model/identity'
import { show } from '../lib/values/finding'
import { few } from '../lib/values/words'

export const LEGEND = 'P publish, S subscribe; p, s: only some of it, not always, or only in a queue; · no'

const SIGNS = { yes: ['P', 'S'], partly: ['p', 's'], no: ['·', '·'] } as const

/** `PS`, `p·`: publish, then subscribe. */
export const signOf = ({ publish, subscribe }: Cell): string =>
  SIGNS[publish.allowed][0] + SIGNS[subscribe.allowed][1]

/** Where the program says what a user may do. */
export const sourceOf = ({ source }: Row): string =>
  source === undefined ? 'nothing says what it may do' : `${source.path} ${source.prop}`

/** `publish partly: allowed by "orders.>", …`, and the same of subscribing. */
export function reasonsOf(cell: Cell, row: Row, { disabled }: Matrix): readonly [string, string] {
  const of = (action: keyof Cell): string => {
    const why = disabled ? 'the account is disabled' : because(cell[action], action)
    const answers = action === 'publish' && row.answers && cell.publish.allowed !== 'yes' && !disabled
    return `${action} ${cell[action].allowed}: ${why}${answers ? '; as an answer to what it receives, it may all the same' : ''}`
  }
  return [of('publish'), of('subscribe')]
}

function because({ allowed, allow, deny, can, cannot }: Standing, action: keyof Cell): string {
  const said = [
    ...(allow.length > 0 ? [`allowed by ${list(allow)}`] : []),
    ...(deny.length > 0 ? [`denied by ${list(deny)}`] : []),
  ]
  const why = said.join(', ') || (allowed === 'no' ? 'no entry allows it' : 'nothing limits it')
  if (can === undefined || cannot === undefined) return why
  if (can !== cannot) return `${why}; such as ${show(can)}, but not ${show(cannot)}`
  return `${why}; ${show(can)} ${action === 'publish' ? 'not always, as its mappings have it' : 'only in a queue'}`
}

const list = (entries: readonly string[]): string => few(entries.map(show), 5, ', ')

/** Who publishes, even if only some of it, and who of the account receives it. */
export function trafficOf({ rows }: Matrix, at: number): string {
  const of = (action: keyof Cell): string => {
    const names = rows.flatMap(({ user, cells }) =>
      (cells[at]?.[action].allowed ?? 'no') === 'no' ? [] : [user.name],
    )
    return names.length === 0 ? 'nobody' : few(names, 10, ', ')
  }
  return `published by ${of('publish')}; received by ${of('subscribe')}`
}

/**
 * Who of other accounts gets what is published there; empty: nobody.
 * @param most - so many are named
 */
export function reachOf({ example, arrivals }: Column, most: number): string {
  if (example === undefined || arrivals.length === 0) return ''
  const names = arrivals.map(({ user, subject }) => `${userName(user)} as ${subject}`)
  return `${example} reaches ${few(names, most, ', ')}`
}
