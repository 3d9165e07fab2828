// In: a plan, randomness and a signer. Out: the key store as it will be. Nothing is written: a preview is an issue that
// nobody commits.
import type { Identity } from '../model/identity'
import type { KnownDocuments, Request } from '../model/request'
import type { MakeKeyPair, Random } from '../x509/key-pair'
import { makeKeyPair } from '../x509/key-pair'
import type { MakeSigner } from '../x509/sign'
import { nodeSigner } from '../x509/sign'
import type { Entry } from './entry'
import { rfc3339 } from './entry'
import { issuersOf } from './issuers'
import type { Made, Means } from './make'
import { make } from './make'
import type { IssuePlan } from './plan'
import { withDigest } from './published'
import { requested } from './requested'
import type { IssueStep } from './step'
import { isChange } from './step'
import { begun, type KeyStore } from './store'
import { jwtSigner, knownDocuments } from './tokens'
import type { Signer } from '../jwt/nkey-pair'
import { recall } from '../values/remember'
import { NatsmithError } from '../values/finding'

export interface IssueMeans {
  readonly random: Random
  /** @defaultValue node:crypto */
  readonly sign?: MakeSigner
  /** @defaultValue node:crypto for RSA, the others from `random` */
  readonly keyPair?: MakeKeyPair
  /** For every password, where the hashes are thrown away: 4, the least. @defaultValue what each password asks for */
  readonly bcryptCost?: number
  /** Called after each document. */
  readonly progress?: (done: number, total: number) => void
}

export interface Changes {
  readonly before: KeyStore
  /** The store as it will be; once it is committed, open it again to go on. */
  readonly after: KeyStore
  /** The identities whose entries differ. */
  readonly touched: ReadonlySet<Identity>
}

/**
 * Carries out every step of `plan` that nothing stands in the way of; its store has its secrets, or stand-ins for them.
 * @throws NatsmithError `clock-behind` for a clock by which the last issue is still to come; `unusable-key` for one that was given
 */
export function issue(plan: IssuePlan, options: IssueMeans): Changes {
  const { random, sign = nodeSigner, keyPair = makeKeyPair, bcryptCost, progress } = options
  const { now, given, steps, left, store: before } = plan
  const changes = steps.filter(isChange)
  if (changes.length === 0) return { before, after: before, touched: new Set() }
  refuseClockBehind(before, now)
  const store = begun(before, random)
  const entries = new Map(before.entries)
  const touched = new Set<Identity>()
  const time = rfc3339(now)
  const means = {
    now,
    given,
    random,
    sign,
    keyPair,
    bcryptCost,
    key: store.key,
    issuer: issuersOf(steps, entries, sign),
    known: knownDocuments((identity) => entries.get(identity), left),
    signerOf: signersIn(entries, before.hasSecrets),
  }
  for (const [index, step] of changes.entries()) {
    for (const identity of [step.entry?.identity ?? step.identity, step.identity]) {
      entries.delete(identity)
      touched.add(identity)
    }
    entries.set(step.identity, withDigest(nextEntry(step, means, time), store.key))
    progress?.(index + 1, changes.length)
  }
  return { before, after: { ...store, entries }, touched }
}

/** Each nkey that signs is prepared once. */
function signersIn(entries: ReadonlyMap<Identity, Entry>, isReal: boolean): (identity: Identity) => Signer {
  const known = new Map<Identity, Signer>()
  return (identity) =>
    recall(known, identity, () => {
      const entry = entries.get(identity)
      // planStep lets nothing be signed by a key that is not there.
      if (entry?.kind !== 'nkey') throw new TypeError(`${identity} cannot sign`)
      return jwtSigner(entry, isReal)
    })
}

/** What the store holds for the step's identity once it is done. */
function nextEntry(step: IssueStep, means: Means, time: string): Entry {
  const { identity, request, entry, fresh } = step
  if (request !== undefined && fresh) return newEntry(request, time, make(request, step, means), means.known)
  if (entry === undefined) throw new TypeError(`${identity}: nothing to ${step.verb}`)
  return { ...entry, identity, retiredAt: request === undefined ? time : undefined }
}

/** `made` answers `request`, so their kinds agree. */
const newEntry = (request: Request, issuedAt: string, made: Made, known: KnownDocuments): Entry =>
  ({
    identity: request.identity,
    kind: request.kind,
    issuedAt,
    ...made,
    request: made.request ?? requested(request, known),
  }) as Entry

/** By how much clocks of those who issue may differ; certificates begin as much earlier. */
const HOUR = 3_600_000

function refuseClockBehind({ entries }: KeyStore, now: number): void {
  const latest = rfc3339(now + HOUR)
  for (const { identity, issuedAt } of entries.values())
    if (issuedAt > latest)
      throw new NatsmithError(
        'clock-behind',
        `${identity} was issued on ${issuedAt}, and here it is ${rfc3339(now)}`,
        'set the clock of this machine; what is issued by it would begin or end at the wrong time',
      )
}
