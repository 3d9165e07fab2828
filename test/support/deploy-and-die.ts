// A process of its own that deploys to a folder and kills itself with SIGKILL before the step number N that changes something.
// Arguments: the folder, N, and the generation.
import { applyDeploy } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import { watchPoints } from '../../lib/files/points'
import { assembly } from './assembly'

const [dir = '', at = '', generation = ''] = process.argv.slice(2)
const wanted = assembly([{ generation }])
const plan = planDeploy(wanted, { kind: 'out', dir })
let count = 0
watchPoints((name) => {
  if (name !== 'read') count += 1
  if (count === Number(at)) process.kill(process.pid, 'SIGKILL')
})
applyDeploy(plan, wanted)
