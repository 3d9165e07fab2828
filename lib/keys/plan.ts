// In: what a model needs issued, and what the key store holds. Out: what is to be done for each identity, and why. Pure.
import type { Identity } from '../model/identity'
import type { Move } from '../model/model'
import { formerIdentities } from '../model/moves'
import type { Request } from '../model/request'
import type { Secret } from '../values/secret'
import { sortBy } from '../values/sort'
import type { Entry, JwtEntry } from './entry'
import { isRetired, rfc3339 } from './entry'
import { planStep } from './plan-step'
import type { Signer } from './signers'
import { signerAfter } from './signers'
import { isBlocked, type IssueStep } from './step'
import type { KeyStore } from './store'
import { knownDocuments, requestedJwt } from './tokens'

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
  /** Entries that answer no request: retired, or as they will be by then. */
  readonly left: readonly Entry[]
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
  const plan = planOnce(input)
  const replaced = replacedIn(plan)
  if (replaced.length === 0) return plan
  // Accounts are planned before their users; with these, they say of them that they are worth nothing.
  const entries = new Map([
    ...input.store.entries,
    ...replaced.map((entry) => [entry.identity, entry] as const),
  ])
  const again = planOnce({ ...input, store: { ...input.store, entries } })
  const names = new Set(replaced.map(({ identity }) => identity))
  const steps = again.steps.map((step) =>
    names.has(step.identity) ? { ...step, reason: 'another takes its place' } : step,
  )
  return { ...again, steps, store: input.store }
}

/**
 * JWTs whose place others take that are about another key, or in another account: whoever has one of these would go on being let in. Each
 * is kept, retired, under a name of its own.
 */
function replacedIn({ steps }: IssuePlan): readonly JwtEntry[] {
  const keys = new Map(
    steps.flatMap(({ identity, entry, fresh }) =>
      !fresh && entry?.kind === 'nkey' ? [[identity, entry.public.publicKey] as const] : [],
    ),
  )
  const kept = new Set(keys.values())
  return steps.flatMap(({ request, entry, fresh }) => {
    if (!fresh || request?.kind !== 'jwt' || entry?.kind !== 'jwt' || isRetired(entry)) return []
    const { subject, account } = entry.public
    const isAbout =
      'identity' in request.subject ? keys.get(request.subject.identity) : request.subject.publicKey
    const isIn = request.account === undefined ? undefined : keys.get(request.account)
    if (subject === isAbout && account === isIn) return []
    // With its account, all that is in it is worth nothing.
    if (account !== undefined && !kept.has(account)) return []
    return [{ ...entry, identity: `${entry.identity}/${subject}` }]
  })
}

function planOnce(input: PlanInput): IssuePlan {
  const { requests, store, now, moves, deployed, given = new Map<Identity, Secret>() } = input
  const { replaceLost = false, rotate = new Set<Identity>() } = input
  const found = findEntries(requests, store, moves)
  const left = leftIn(store, found, now)
  const signers = new Map<Identity, Signer>()
  const steps: IssueStep[] = []
  const warnings: IssueWarning[] = []
  const planned = new Map<Identity, IssueStep>()
  /** What there is not, and will not be. */
  const missing = new Map<Identity, IssueStep>()
  const look = (identity: Identity): Entry | undefined => {
    const step = planned.get(identity)
    return step === undefined || step.fresh ? undefined : step.entry
  }
  const known = knownDocuments(look, left)
  const means = { key: store.key, now, given, signers, replaceLost, rotate, known }
  for (const { request, former, entry } of found) {
    const { identity } = request
    const wasDeployed = [identity, ...former].some((name) => deployed?.has(name))
    const lacking = missing.size === 0 ? undefined : lackingFor(request, missing, left)
    const { step, warning } = planStep(request, entry, { ...means, wasDeployed, ...(lacking && { lacking }) })
    steps.push(step)
    planned.set(identity, step)
    if (isBlocked(step) && entry === undefined) missing.set(identity, step)
    if (warning !== undefined) warnings.push({ identity, reason: warning })
    const signer = signerAfter(step, now)
    if (signer !== undefined) signers.set(identity, signer)
  }
  const retired = sortBy(left, ({ identity }) => identity).flatMap(({ identity }) => {
    const entry = store.entries.get(identity)
    return entry === undefined || isRetired(entry) ? [] : [retire(entry)]
  })
  return { store, now, given, steps: [...steps, ...retired], warnings, left }
}

/** What a JWT is signed by, about, or has in it, and there is not. */
function lackingFor(
  request: Request,
  missing: ReadonlyMap<Identity, IssueStep>,
  left: readonly Entry[],
): IssueStep | undefined {
  if (request.kind !== 'jwt') return undefined
  let lacking: IssueStep | undefined
  const look = (identity: Identity): undefined => {
    lacking ??= missing.get(identity)
  }
  requestedJwt(request, knownDocuments(look, left))
  return lacking
}

/** A request, and what there is for it. */
interface Found {
  readonly request: Request
  /** Names that it had, and nobody has now. */
  readonly former: readonly Identity[]
  readonly entry: Entry | undefined
}

function findEntries(
  requests: readonly Request[],
  store: KeyStore,
  moves: PlanInput['moves'],
): readonly Found[] {
  const requested = new Set(requests.map(({ identity }) => identity))
  const taken = new Set<Identity>()
  return requests.map((request) => {
    const former = formerIdentities(request.identity, moves).filter(
      (name) => !requested.has(name) && !taken.has(name),
    )
    const entry = findEntry(store, request.identity, former)
    if (entry !== undefined) taken.add(entry.identity)
    return { request, former, entry }
  })
}

/** The entries that answer no request: retired, or as they will be. */
function leftIn({ entries }: KeyStore, found: readonly Found[], now: number): readonly Entry[] {
  const kept = new Set(found.flatMap(({ request, entry }) => [request.identity, entry?.identity]))
  return [...entries.values()].flatMap((entry) => {
    if (kept.has(entry.identity)) return []
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
