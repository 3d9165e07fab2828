// In: what users can do with the subjects of their accounts. Out: a page that says so, and why, and that takes nothing from elsewhere.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accountName } from '../lib/model/identity'
import type { Cell, Matrix, Row } from '../lib/permissions/matrix'
import { visible } from '../lib/values/finding'
import { recall } from '../lib/values/remember'
import { count } from '../lib/values/words'
import { LEGEND, reachOf, reasonsOf, signOf, sourceOf, trafficOf } from './matrix-words'

/** The number of a text; many cells share one. */
type Numbered = (text: string) => number

export function matrixPage(deployment: string, matrices: readonly Matrix[]): string {
  const [style, script] = [pageFile('permissions.css'), pageFile('permissions.js')]
  const texts = new Map<string, number>()
  const numbered: Numbered = (text) => recall(texts, visibleLines(text), () => texts.size)
  const tables = matrices.map((matrix) => tableOf(matrix, numbered))
  const title = `${escaped(deployment)}: permissions`
  // Whatever a name may be, the page runs this script and no other, and asks nobody for anything.
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width">',
    `<title>${title}</title>`,
    `<style>${style}</style>`,
    `<h1>${title}</h1>`,
    `<p>${LEGEND}. A cell says why when the pointer or the focus is on it; arrow keys go on from there.</p>`,
    ...tables,
    '<output id="why" aria-live="polite"></output>',
    `<script type="application/json" id="texts">${JSON.stringify([...texts.keys()]).replaceAll('<', '\\u003c')}</script>`,
    `<script>${script}</script>`,
    '</html>',
    '',
  ].join('\n')
}

function tableOf(matrix: Matrix, numbered: Numbered): string {
  const { account, disabled, columns, rows } = matrix
  const heads = columns.map((column, at) => {
    const text = numbered([trafficOf(matrix, at), reachOf(column, 10)].join('\n').trim())
    return `<th scope="col" data-t="${String(text)}"><span>${escaped(column.subject)}</span></th>`
  })
  const name = escaped(accountName(account))
  return [
    `<h2>${name}</h2>`,
    `<p>${count(rows.length, 'user')}, ${count(columns.length, 'subject')}${disabled ? ', disabled' : ''}</p>`,
    `<table aria-label="${name}"><thead><tr><th tabindex="0">user</th>${heads.join('')}</tr></thead><tbody>`,
    ...rows.map((row) => rowOf(row, matrix, numbered)),
    '</tbody></table>',
  ].join('\n')
}

function rowOf(row: Row, matrix: Matrix, numbered: Numbered): string {
  const cells = row.cells.map((cell) => {
    const text = numbered(reasonsOf(cell, row, matrix).join('\n'))
    return `<td${classOf(cell)} data-t=${String(text)}>${signOf(cell)}`
  })
  const head = `<th scope="row" data-t="${String(numbered(sourceOf(row)))}">${escaped(row.user.name)}</th>`
  return `<tr>${head}${cells.join('')}</tr>`
}

function classOf({ publish, subscribe }: Cell): string {
  const both = [publish.allowed, subscribe.allowed]
  if (both.every((one) => one === 'yes')) return ' class=y'
  return both.every((one) => one === 'no') ? '' : ' class=p'
}

const pageFile = (name: string): string => readFileSync(join(__dirname, 'page', name), 'utf8')

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n')

const escaped = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`)
