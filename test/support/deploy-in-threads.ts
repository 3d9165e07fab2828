// A process of its own that deploys many nodes to a folder, several at a time, with the code that is installed. Arguments: the
// folder, how many nodes, and the generation. Out: on stdout, each node that is done; the code of an error.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as Threads from '../../lib/engine/apply-threads'
import { planDeploy } from '../../lib/engine/plan'
import { assembly, namesOf } from './assembly'

const load = createRequire(join(__dirname, '../../dist/lib/index.js'))
const { applyInThreads } = load('./engine/apply-threads') as typeof Threads

const [dir = '', count = '', generation = ''] = process.argv.slice(2)
const wanted = assembly(namesOf(Number(count)).map((name) => ({ name, generation })))
const progress = (node: string, done: number, total: number): void => {
  process.stdout.write(`${node} ${String(done)}/${String(total)}\n`)
}
applyInThreads(planDeploy(wanted, { kind: 'out', dir }), wanted, { progress }).catch((error: unknown) => {
  const { code, message } = error as { code: string; message: string }
  process.stdout.write(`${code} ${message}\n`)
  process.exitCode = 1
})
