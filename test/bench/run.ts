// `npm run bench -- [--scale N] [--json] [ROWS…]`: natsmith's work held against the least that it can cost, in the same run. In: by
// how much to multiply the sizes, and which rows; all at full size unless given. Out: a table, or JSON. What the rows do is said in
// docs/benchmarks.md.
import { parseArgs } from 'node:util'
import { ROWS } from './rows'
import { head, row, type Result } from './table'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { scale: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } },
})
const scale = Number(values.scale)
const known = ['scale', 'json']
const unknown = [
  ...positionals.filter((name) => !(name in ROWS)),
  ...Object.keys(values).filter((name) => !known.includes(name)),
]
if (unknown.length > 0 || !(scale > 0)) {
  const rows = Object.keys(ROWS).join(', ')
  console.error(
    `usage: npm run bench [-- [--scale N] [--json] [ROW …]]   (rows: ${rows}; default: all, at full size)`,
  )
  process.exit(1)
}

const results: Result[] = []
if (!values.json) console.log(head())
for (const [name, measure] of Object.entries(ROWS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  for (const result of measure(scale)) {
    results.push(result)
    if (!values.json) console.log(row(result))
  }
}
if (values.json) console.log(JSON.stringify(results, null, 2))
