// In: a program, or deployments of one. Out: the rules that it adds, anywhere, each code once.
import type { Deployment } from '../lib/constructs/deployment'
import { buildTree } from '../lib/constructs/deployment'
import { resolve } from '../lib/model/resolve'
import type { Rule } from '../lib/model/rule'
import { firstOfEach } from '../lib/values/group'
import { callProgram, loadProgram } from './program'

/** Those of the program in `file`, or in natsmith.ts or its kin here. */
export async function rulesOf(file: string | undefined): Promise<readonly Rule[]> {
  const { path, deployments } = await loadProgram(file)
  return addedRules(path, deployments)
}

export function addedRules(programFile: string, deployments: readonly Deployment[]): readonly Rule[] {
  const added = deployments.flatMap((deployment) =>
    callProgram(programFile, () =>
      resolve(buildTree(deployment), deployment.name).rules.map(({ rule }) => rule),
    ),
  )
  return firstOfEach(added, ({ code }) => code)
}
