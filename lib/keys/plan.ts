// In: what a model needs issued, and what the key store holds. Out: what is to be done for each identity, and why. Pure.
import type { Identity } from '../model/identity'
import type { Move } from '../model/model'
import type { KnownDocuments, Request } from '../model/request'
import type { Secret } from '../values/secret'
import { sortBy } from '../values/sort'
import type { Entry } from './entry'
import { isRetired, rfc3339 } from './entry'
import { formerIdentities } from './moves'
import { planStep } from './plan-step'
import type { Signer } from './signers'
import { signerAfter } from './signers'
import type { IssueStep } from './step'
import type { KeyStore } from './store'
import { knownDocuments } from './tokens'

/** Something that needs no step now, but somebody's attention. */
export interface IssueWarning {
  readonly identity: Identity
  readonly reason: string
}

export interface IssuePlan {
  readonly store: KeyStore
  readonly now: number
  readonly given: ReadonlyMap<Identity, Secret>
  /** In the order of the requests, then what is retired. */
  readonly steps: readonly IssueStep[]
  readonly warnings: readonly IssueWarning[]
}

export interface PlanInput {
  /** As `requestsOf` gives them: authorities before what they sign. */
  readonly requests: readonly Request[]
  readonly store: KeyStore
  readonly moves: readonly Pick<Move, 'from' | 'to'>[]
  /** Milliseconds since 1970. */
  readonly now: number
  /** Passwords and keys given for this run. @defaultValue none */
  readonly given?: ReadonlyMap<Identity, Secret>
  /** What was deployed last, and so must be known to the key store. @defaultValue nothing */
  readonly deployed?: ReadonlySet<Identity>
  /** Issues anew what was deployed and is lost, which else blocks: whoever has the old one is locked out. @defaultValue false */
  readonly replaceLost?: boolean
  /** Get a new key, whatever there is. @defaultValue none */
  readonly rotate?: ReadonlySet<Identity>
}

export function planIssue(input: PlanInput): IssuePlan {
  const { requests, store, now, moves, deployed, given = new Map<Identity, Secret>() } = input
  const { replaceLost = false, rotate = new Set<Identity>() } = input
  const requested = new Set(requests.map(({ identity }) => identity))
  const taken = new Set<Identity>()
  const signers = new Map<Identity, Signer>()
  const steps: IssueStep[] = []
  const warnings: IssueWarning[] = []
  const planned = new Map<Identity, IssueStep>()
  const look = (identity: Identity): Entry | undefined => {
    const step = planned.get(identity)
    return step === undefined || step.fresh ? undefined : step.entry
  }
  // The requests of JWTs come last, when it is known what else goes.
  let known: KnownDocuments | undefined
  const gone = (): readonly Entry[] => retiredBy({ store, requested, taken, now })
  for (const request of requests) {
    const { identity } = request
    const former = formerIdentities(identity, moves).filter(
      (name) => !requested.has(name) && !taken.has(name),
    )
    const entry = findEntry(store, identity, former)
    const wasDeployed = [identity, ...former].some((name) => deployed?.has(name))
    if (request.kind === 'jwt') known ??= knownDocuments(look, gone())
    const context = {
      ...{ key: store.key, now, given, signers, wasDeployed, replaceLost, rotate },
      known: known ?? NOTHING_KNOWN,
    }
    const { step, warning } = planStep(request, entry, context)
    steps.push(step)
    planned.set(identity, step)
    if (entry !== undefined) taken.add(entry.identity)
    if (warning !== undefined) warnings.push({ identity, reason: warning })
    const signer = signerAfter(step, now)
    if (signer !== undefined) signers.set(identity, signer)
  }
  const retired = sortBy(store.entries.values(), (entry) => entry.identity)
    .filter((entry) => !isRetired(entry) && !requested.has(entry.identity) && !taken.has(entry.identity))
    .map(retire)
  return { store, now, given, steps: [...steps, ...retired], warnings }
}

/** No other request refers to anything. */
const NOTHING_KNOWN = knownDocuments(() => undefined, [])

/** The entries that are retired, or will be, as they will be. */
function retiredBy({
  store,
  requested,
  taken,
  now,
}: Pick<PlanInput, 'store' | 'now'> &
  Record<'requested' | 'taken', ReadonlySet<Identity>>): readonly Entry[] {
  return [...store.entries.values()].flatMap((entry) => {
    if (requested.has(entry.identity) || taken.has(entry.identity)) return []
    return [isRetired(entry) ? entry : { ...entry, retiredAt: rfc3339(now) }]
  })
}

/** The document in use, else one under an earlier name, else one that was retired. */
function findEntry(store: KeyStore, identity: Identity, former: readonly Identity[]): Entry | undefined {
  const own = store.entries.get(identity)
  if (own !== undefined && !isRetired(own)) return own
  return former.flatMap((name) => store.entries.get(name) ?? [])[0] ?? own
}

const retire = (entry: Entry): IssueStep => ({
  identity: entry.identity,
  verb: 'retire',
  reason: 'no longer in the program',
  request: undefined,
  entry,
  signer: undefined,
  fresh: false,
})

/**
 * The same plan without new documents: what exists is moved, restored and retired, and what is due or has changed stays as
 * it is.
 */
export function withoutIssuing(plan: IssuePlan): IssuePlan {
  const steps = plan.steps.flatMap((step): readonly IssueStep[] => {
    if (!step.fresh) return [step]
    if (step.entry === undefined) return []
    const verb = step.verb === 'move' || step.verb === 'restore' ? step.verb : 'keep'
    return [{ ...step, verb, fresh: false }]
  })
  return { ...plan, steps }
}
