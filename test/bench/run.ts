// `npm run bench -- [--scale N] [--json] [ROWS…]`: natsmith's work held against the least that it can cost, in the same run. In: by
// how much to multiply the sizes, and which rows; all at full size unless given. Out: a table, or JSON. What the rows do is said in
// docs/benchmarks.md.
import { parseArgs } from 'node:util'
import { ROWS } from './rows'
import { head, row, type Result } from './table'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scale: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } },
})
const unknown = positionals.filter((name) => !(name in ROWS))
if (unknown.length > 0)
  throw new Error(`no row is called ${unknown.join(', ')}: ${Object.keys(ROWS).join(', ')}`)

const results: Result[] = []
if (!values.json) console.log(head())
for (const [name, measure] of Object.entries(ROWS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  for (const result of measure(Number(values.scale))) {
    results.push(result)
    if (!values.json) console.log(row(result))
  }
}
if (values.json) console.log(JSON.stringify(results, null, 2))
