// A folder to deploy to, three generations of one node, and what is in the folder afterwards.
import { join } from 'node:path'
import type { Assembly } from '../../lib/assembly/assembly'
import { applyDeploy, type NodeResult } from '../../lib/engine/apply'
import { planDeploy, type PlanOptions } from '../../lib/engine/plan'
import type { Target } from '../../lib/engine/target'
import { assembly, type NodeOptions } from './assembly'
import { temporaryFolder } from './folder'
import { tree } from './tree'

export const ONE = assembly()
export const TWO = assembly([{ generation: 'two' }])
export const THREE = assembly([{ generation: 'three' }])

/** A fresh folder for each test, and functions on it. */
export function deploying() {
  const folder = temporaryFolder()
  const out = (...parts: string[]): string => join(folder(), 'out', ...parts)
  const target = (): Target => ({ kind: 'out', dir: out() })
  const at = (name: string, node = 'nats1'): string => out(node, 'etc/nats', name)
  const deploy = (wanted: Assembly, options?: PlanOptions, to = target()): readonly NodeResult[] =>
    applyDeploy(planDeploy(wanted, to, options), wanted)
  /** The node's files without its manifest. */
  const files = (node = 'nats1'): Record<string, string> =>
    Object.fromEntries(Object.entries(tree(out(node))).filter(([name]) => !name.endsWith('manifest.json')))
  return { folder, out, target, at, deploy, files }
}

export const contents = (...options: NodeOptions[]): Record<string, string> =>
  Object.fromEntries(assembly(options).artifacts.map(({ path, content }) => [path.slice(1), content]))
