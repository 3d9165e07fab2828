// One row of the benchmark that measures parts of natsmith in a process of its own. In: argv, the row and its size. Out: what was
// measured, as JSON on stdout.
import { PARTS } from './parts'

const [name = '', size = ''] = process.argv.slice(2)
void Promise.resolve(PARTS[name]?.(Number(size)) ?? {}).then((measured) => {
  console.log(JSON.stringify(measured))
})
