// In: deployments of a program. Out: the rules that it adds to them, anywhere.
import type { Deployment } from '../lib/constructs/deployment'
import { buildTree } from '../lib/constructs/deployment'
import { resolve } from '../lib/model/resolve'
import type { Rule } from '../lib/model/rule'
import { callProgram } from './program'

export const addedRules = (programFile: string, deployments: readonly Deployment[]): readonly Rule[] =>
  deployments.flatMap((deployment) =>
    callProgram(programFile, () =>
      resolve(buildTree(deployment), deployment.name).rules.map(({ rule }) => rule),
    ),
  )
