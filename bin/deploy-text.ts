// In: what a deploy would do, and did. Out: what is said of it.
import { handOuts, issueSteps } from '../lib/keys/step'
import { count } from '../lib/values/words'
import { findingLines } from './finding-text'
import type { Failures, Work } from './deploying'
import {
  changeLines,
  effectWords,
  fileLines,
  handOutWords,
  issueLines,
  pushWords,
  type SaidPlan,
  type ToldNode,
} from './plan-text'
import { say, sayJson } from './print'
import type { Begun, CommonFlags } from './session'
import { targetWords, type TargetFlags } from './target-flags'
import type { AgainstFlags } from './against-flag'

export interface DeployFlags extends CommonFlags, TargetFlags, AgainstFlags {
  readonly yes?: true
  readonly issue?: true
  readonly adopt?: true
  readonly verbose?: true
  readonly onChange?: string
}

export const NOTHING_TO_DO = 'nothing to do: all is as the program says'

/** What there is to say. */
export interface Told extends Pick<Work, 'changes' | 'effects' | 'isNeeded'> {
  readonly nodes: readonly ToldNode[]
  /** Whether no node is left. */
  readonly isGone: boolean
  readonly synthesis: Pick<Work['synthesis'], 'findings'> & { readonly plan: SaidPlan }
  /** In a line. */
  readonly total: string
}

export function workLines({ synthesis, nodes, changes, total }: Told, verbose: boolean): readonly string[] {
  return [
    ...findingLines(synthesis.findings),
    ...changeLines(changes),
    ...issueLines(synthesis.plan),
    ...fileLines(nodes, verbose),
    total,
  ]
}

export function report({ deployment, next }: Begun, work: Told, failed: Failures, flags: DeployFlags): void {
  const { synthesis, changes, effects, isNeeded, isGone } = work
  if (flags.json) {
    const nodes = work.nodes.map(({ node, configDir, files }) => ({
      node,
      configDir,
      effect: effects.get(node) ?? 'none',
      files: files.filter(({ action }) => action !== 'keep'),
    }))
    const { findings, plan: issuePlan } = synthesis
    sayJson('deploy', {
      deployment: deployment.name,
      findings,
      changes,
      issued: issueSteps(issuePlan),
      handOut: handOuts(issueSteps(issuePlan)),
      warnings: issuePlan.warnings,
      nodes,
      ...(failed.size > 0 && {
        failed: [...failed].map(([node, { code, message, change }]) => ({ node, code, message, change })),
      }),
    })
    return
  }
  if (failed.size > 0) {
    const left = [
      ...targetWords({ ...flags, node: [...failed.keys()] }),
      ...(flags.adopt ? ['--adopt'] : []),
      ...(flags.onChange === undefined ? [] : ['--on-change', flags.onChange]),
    ]
    say(`${count(failed.size, 'node')} not done`, '', `Next: ${next('deploy', ...left)}`)
    return
  }
  const servers = flags.onChange === undefined ? effectWords(effects) : ''
  const todo = [servers, pushWords(changes), handOutWords(synthesis.plan)].filter(Boolean).join(', ')
  say(
    ...(isNeeded ? ['done'] : []),
    '',
    `Next: ${todo === '' ? '' : `${todo}, then `}${isGone ? next('diff') : next('drift', ...targetWords(flags))}`,
  )
}
