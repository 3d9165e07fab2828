// One step of an issue plan: what becomes of one identity, and why.
import type { Identity } from '../model/identity'
import type { Request } from '../model/request'
import type { Entry } from './entry'

/**
 * `issue`: new; `reissue`: what is asked for, or its issuer, has changed; `renew`: two thirds of its life have passed;
 * `restore`: asked for again; `move`: renamed; `retire`: no longer asked for, but kept; `keep`: nothing to do.
 */
export type Verb = 'issue' | 'reissue' | 'renew' | 'restore' | 'move' | 'retire' | 'keep' | Obstacle

/**
 * Why it cannot be done: its password was not given; nobody can sign it; the key that signs it is its owner's; its certificate
 * request is no good; it was deployed, but the key store knows nothing of it.
 */
export type Obstacle = 'needs-stdin' | 'needs-authority' | 'needs-owner' | 'needs-csr' | 'lost'

export interface IssueStep {
  readonly identity: Identity
  readonly verb: Verb
  /** In words; empty for `keep`. */
  readonly reason: string
  /** Undefined for `retire`. */
  readonly request: Request | undefined
  /** What the key store holds of it, perhaps under an earlier name. */
  readonly entry: Entry | undefined
  /** Who signs it. */
  readonly signer: Identity | undefined
  /** True when a new document is made; its key stays, unless another algorithm is asked for, or it is rotated. */
  readonly fresh: boolean
  /** True when its key is made anew because somebody asked for it. @defaultValue false */
  readonly rotated?: true
}

const OBSTACLES: readonly Verb[] = [
  'needs-stdin',
  'needs-authority',
  'needs-owner',
  'needs-csr',
  'lost',
] satisfies Obstacle[]

/** True for a step that cannot be carried out. */
export const isBlocked = ({ verb }: Pick<IssueStep, 'verb'>): boolean => OBSTACLES.includes(verb)

/** True for a step that changes the key store. */
export const isChange = (step: Pick<IssueStep, 'verb'>): boolean => step.verb !== 'keep' && !isBlocked(step)

/** What may be said of a step to everybody. */
export type SaidStep = Pick<IssueStep, 'identity' | 'verb' | 'reason' | 'fresh'>

/** The steps that change the key store. */
export const issueSteps = ({ steps }: { readonly steps: readonly SaidStep[] }): readonly SaidStep[] =>
  steps.filter(isChange).map(({ identity, verb, reason, fresh }) => ({ identity, verb, reason, fresh }))

/**
 * The users who need other credentials than they have, by name: their JWT is a new one, or is in use again; or is in use no more, because
 * the operator is not.
 */
export function handOuts(steps: readonly Pick<SaidStep, 'identity' | 'fresh' | 'verb'>[]): readonly string[] {
  const retired = new Set(steps.filter(({ verb }) => verb === 'retire').map(({ identity }) => identity))
  const isConfigMode = [...retired].some((identity) => /^operator\/[^/]+\/jwt$/.test(identity))
  return steps.flatMap(({ identity, fresh, verb }) => {
    const [, user] = /^user\/(.+)\/jwt$/.exec(identity) ?? []
    if (user === undefined) return []
    const isLeft = isConfigMode && retired.has(identity) && !retired.has(`user/${user}/nkey`)
    return fresh || verb === 'restore' || isLeft ? [user] : []
  })
}
