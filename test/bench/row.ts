// One row of the benchmark that measures parts of natsmith in a process of its own. In: argv, the row and its size. Out: what was
// measured, as JSON on stdout.
import { PARTS } from './parts'

const [name = '', size = ''] = process.argv.slice(2)
console.log(JSON.stringify(PARTS[name]?.(Number(size)) ?? {}))
