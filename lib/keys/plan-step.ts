// In: one request, and what the key store holds for it. Out: what is to be done, and why, in words.
import type { Identity } from '../model/identity'
import type { KnownDocuments, Request } from '../model/request'
import { ValueError } from '../values/finding'
import type { Secret } from '../values/secret'
import { readRequest } from '../x509/csr'
import type { Entry } from './entry'
import { isRetired, lifetimeOf, rfc3339 } from './entry'
import { givenText, isMadeOf } from './password'
import { differences, requested } from './requested'
import type { Signer, Signers } from './signers'
import { signerOf } from './signers'
import type { IssueStep, Verb } from './step'

export interface StepContext {
  /** The key store's own. */
  readonly key: Secret | undefined
  readonly now: number
  readonly given: ReadonlyMap<Identity, Secret>
  /** The authorities planned so far. */
  readonly signers: Signers
  readonly wasDeployed: boolean
  /** What it cannot be made without, and nobody can make. */
  readonly lacking?: Pick<IssueStep, 'identity' | 'verb' | 'reason'>
  /** Makes a new key in place of one that is lost. */
  readonly replaceLost: boolean
  /** Gets a new key, whatever there is. */
  readonly rotate: ReadonlySet<Identity>
  /** What JWTs refer to, as it will be. */
  readonly known: KnownDocuments
}

export interface PlannedStep {
  readonly step: IssueStep
  readonly warning?: string
}

export function planStep(request: Request, entry: Entry | undefined, context: StepContext): PlannedStep {
  const signer = signerOf(request, context.signers)
  const base = { identity: request.identity, request, entry, signer: signer?.identity }
  const rotated = context.rotate.has(request.identity)
  const changes = entry === undefined ? [missing(context)] : changesOf(request, entry, signer, context)
  if (rotated)
    changes.push(context.given.has(request.identity) ? 'another key was given' : 'is to be rotated')
  const obstacle = changes.length > 0 ? obstacleTo(request, entry, changes, signer, context) : undefined
  if (obstacle !== undefined) return { step: { ...base, ...obstacle, fresh: false } }
  const ageing = changes.length > 0 ? undefined : ageingOf(request, entry, signer, context.now)
  if (ageing?.hasEnded === true)
    return { step: { ...base, verb: 'needs-owner', reason: ageing.words, fresh: false } }
  const renewal = ageing?.renew === true ? [ageing.words] : []
  const reasons = [...historyOf(request, entry), ...changes, ...renewal]
  const fresh = changes.length + renewal.length > 0
  const verb = verbOf(request, entry, changes, fresh)
  const step = { verb, reason: reasons.join('; '), fresh, ...base, ...(rotated && { rotated }) }
  return ageing?.renew === false ? { step, warning: ageing.words } : { step }
}

const missing = ({ wasDeployed }: StepContext): string =>
  wasDeployed ? 'was deployed, and is lost' : 'not issued yet'

function verbOf(
  request: Request,
  entry: Entry | undefined,
  changes: readonly string[],
  fresh: boolean,
): Verb {
  if (entry === undefined) return 'issue'
  if (entry.identity !== request.identity) return 'move'
  if (isRetired(entry)) return 'restore'
  if (changes.length > 0) return 'reissue'
  return fresh ? 'renew' : 'keep'
}

function historyOf({ identity }: Request, entry: Entry | undefined): readonly string[] {
  if (entry === undefined) return []
  return [
    ...(entry.identity === identity ? [] : [`was ${entry.identity}`]),
    ...(entry.retiredAt === undefined ? [] : [`was retired on ${entry.retiredAt}`]),
  ]
}

/** Every reason why the document that there is will not do. */
function changesOf(
  request: Request,
  entry: Entry,
  signer: Signer | undefined,
  { key, given, known }: StepContext,
): string[] {
  if (entry.kind !== request.kind) return [`is asked for as ${request.kind}, was ${entry.kind}`]
  const changes = differences(entry.request, requested(request, known))
  if (request.kind === 'jwt') return changes
  const issuer = entry.kind === 'authority' || entry.kind === 'certificate' ? entry.public.issuer : undefined
  if (issuer !== signer?.fingerprint)
    changes.push(`its issuer ${signer?.identity ?? 'itself'} has another certificate`)
  const text = request.kind === 'password' ? givenText(request, given) : undefined
  if (changes.length === 0 && text && entry.secret && key && !isMadeOf(entry.secret, text, key))
    changes.push('another password was given')
  return changes
}

function obstacleTo(
  request: Request,
  entry: Entry | undefined,
  changes: readonly string[],
  signer: Signer | undefined,
  { given, wasDeployed, replaceLost, lacking }: StepContext,
): { verb: Verb; reason: string } | undefined {
  // What is lost is said where it is lost, and not for each user anew.
  if (lacking?.verb === 'lost') return { verb: 'lost', reason: 'a key that it is made with is lost' }
  if (lacking !== undefined)
    return { verb: lacking.verb, reason: `needs ${lacking.identity}: ${lacking.reason}` }
  if (entry === undefined && wasDeployed && isOurs(request) && !replaceLost && !given.has(request.identity))
    return { verb: 'lost', reason: 'it was deployed, but the key store knows nothing of it' }
  if (request.kind === 'password' && request.source.kind === 'stdin' && !given.has(request.identity))
    return { verb: 'needs-stdin', reason: 'its password was not given' }
  if (signer?.problem !== undefined)
    return request.kind === 'jwt'
      ? { verb: 'needs-owner', reason: [...changes, signer.problem].join('; ') }
      : { verb: 'needs-authority', reason: signer.problem }
  if (request.kind !== 'certificate' || request.csr === undefined) return undefined
  try {
    readRequest(request.csr)
    return undefined
  } catch (error) {
    if (error instanceof ValueError) return { verb: 'needs-csr', reason: error.message }
    throw error
  }
}

/** True when natsmith made its secret, and nobody else can give it again. */
function isOurs(request: Request): boolean {
  if (request.kind === 'imported-authority') return false
  // With its keys, it is made again, and says the same.
  if (request.kind === 'jwt') return false
  if (request.kind === 'nkey') return request.publicKey === undefined
  if (request.kind === 'certificate') return request.csr === undefined
  return request.kind !== 'password' || request.source.kind === 'generated'
}

/** What is to be said of a document of which two thirds of the life have passed, and whether a new one helps. */
function ageingOf(
  request: Request,
  entry: Entry | undefined,
  signer: Signer | undefined,
  now: number,
): { readonly renew: boolean; readonly words: string; readonly hasEnded?: true } | undefined {
  const { notBefore, notAfter } = (entry && lifetimeOf(entry)) ?? { notBefore: now, notAfter: Infinity }
  if (now < notBefore + ((notAfter - notBefore) * 2) / 3) return undefined
  const words = `two thirds of its life have passed; it ends on ${rfc3339(notAfter)}`
  if (request.kind !== 'certificate' && request.kind !== 'jwt')
    return { renew: false, words: `${words}; authorities are not renewed by themselves` }
  if (signer?.problem !== undefined) {
    // Servers do not look at when the JWT of an operator ends.
    const isRefused = request.kind === 'jwt' && request.type !== 'operator' && now >= notAfter
    if (isRefused)
      return { renew: false, words: `it ended on ${rfc3339(notAfter)}; ${signer.problem}`, hasEnded: true }
    return { renew: false, words: `${words}, and ${signer.problem}` }
  }
  if (request.kind === 'jwt') return { renew: true, words }
  const end = Math.min(now + request.validity, signer?.notAfter ?? 0)
  if (end <= notAfter) return { renew: false, words: `${words}, as its authority does` }
  return { renew: true, words }
}
