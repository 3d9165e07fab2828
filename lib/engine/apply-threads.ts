// In: a plan and its assembly. Out: the files on the target, as `applyDeploy` writes them, but several nodes at a time: a node mostly
// waits for the disk, and what waits together is synced together.
import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Assembly } from '../assembly/assembly'
import { NatsmithError } from '../values/finding'
import { groupBy } from '../values/group'
import { applyDeploy, nodesInOrder, resultOf, type ApplyOptions, type How, type NodeResult } from './apply'
import type { DeployPlan } from './plan'
import type { NodePlan } from './plan-node'

/** A node, with what of a plan and an assembly is its own. */
export interface Job {
  readonly how: How
  readonly node: NodePlan
  readonly assembly: Assembly
}

/** What came of it: nothing when it is done, or what a NatsmithError says. */
export type Answer = Pick<NatsmithError, 'code' | 'message' | 'change'> | undefined

const THREADS = 4

/** Fewer nodes are done before threads have begun. */
const WORTH_THREADS = 64

/**
 * Does what `plan` says, as {@link applyDeploy} does. When a node fails, no further node is begun: those before it are done, and
 * of those after it the ones that had been begun.
 *
 * Throws as {@link applyDeploy}; of several nodes that fail, what the first does.
 */
export async function applyInThreads(
  plan: DeployPlan,
  assembly: Assembly,
  options: ApplyOptions = {},
): Promise<readonly NodeResult[]> {
  const nodes = nodesInOrder(plan, assembly)
  const staying = nodes.filter(({ manifest }) => manifest !== undefined)
  const changing = staying.filter(({ hasChanges }) => hasChanges)
  if (changing.length < WORTH_THREADS) return applyDeploy(plan, assembly, options)
  const tell = inOrder(staying, (node, index) => options.progress?.(node.node, index + 1, nodes.length))
  staying.filter(({ hasChanges }) => !hasChanges).forEach(tell)
  await inThreads(jobsOf(plan, changing, assembly), ({ node }) => {
    tell(node)
  })
  const going = applyDeploy({ ...plan, nodes: nodes.slice(staying.length) }, assembly, {
    progress: (node, done) => options.progress?.(node, staying.length + done, nodes.length),
  })
  return [...staying.map(resultOf), ...going]
}

/** Calls `tell` with each of `all` in their order, once the function returned was called with it and with all before it. */
function inOrder<T>(all: readonly T[], tell: (one: T, index: number) => void): (one: T) => void {
  const known = new Set<T>()
  let told = 0
  return (one) => {
    known.add(one)
    for (let next = all[told]; next !== undefined && known.has(next); next = all[told]) tell(next, told++)
  }
}

function* jobsOf({ target, adopt }: How, nodes: readonly NodePlan[], assembly: Assembly): Generator<Job> {
  const artifacts = groupBy(assembly.artifacts, ({ node }) => node)
  const wanted = groupBy(assembly.manifest.nodes, ({ node }) => node)
  for (const node of nodes)
    yield {
      how: { target, adopt },
      node,
      assembly: {
        manifest: { ...assembly.manifest, nodes: wanted.get(node.node) ?? [] },
        artifacts: artifacts.get(node.node) ?? [],
      },
    }
}

/** Jobs are begun in their order, and none once one has failed: the first of those that fail is the same every time. */
async function inThreads(jobs: Generator<Job>, onDone: (job: Job) => void): Promise<void> {
  const failures: { readonly index: number; readonly error: unknown }[] = []
  let begun = 0
  const work = async (thread: Worker): Promise<void> => {
    for (const job of jobs) {
      const index = begun++
      try {
        await ask(thread, job)
        onDone(job)
      } catch (error) {
        failures.push({ index, error })
        return
      }
    }
  }
  const threads = Array.from({ length: THREADS }, () => new Worker(join(__dirname, 'apply-thread.js')))
  await Promise.all(threads.map(work))
  await Promise.all(threads.map((thread) => thread.terminate()))
  const [first] = failures.sort((a, b) => a.index - b.index)
  if (first !== undefined) throw first.error
}

/** Throws what the job throws, or what ended the thread. */
async function ask(thread: Worker, job: Job): Promise<void> {
  thread.postMessage(job)
  const [answer] = (await once(thread, 'message')) as [Answer]
  if (answer !== undefined) throw new NatsmithError(answer.code, answer.message, answer.change)
}
