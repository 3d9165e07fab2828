// A thread of `applyInThreads`. In: one job after another. Out: what came of each.
import { parentPort } from 'node:worker_threads'
import { NatsmithError } from '../values/finding'
import { applyNode } from './apply'
import type { Answer, Job } from './apply-threads'

parentPort?.on('message', (job: Job) => parentPort?.postMessage(answerTo(job)))

function answerTo({ how, node, assembly }: Job): Answer {
  try {
    applyNode(how, node, assembly)
    return undefined
  } catch (error) {
    if (!(error instanceof NatsmithError)) throw error
    const { code, message, change } = error
    return { code, message, change }
  }
}
