// Whether a deployment needs to be synthesized at all. In: a synthesis that has nothing left to do. Out: what is kept of it; and, of a
// program that was only resolved, whether a synthesis would come to the same.
import { hash } from 'node:crypto'
import { manifestText } from './assembly/read'
import { acceptedIn } from './assembly/assemble'
import type { DeployRecord } from './diff/record'
import { revokedIn } from './diff/revoked'
import { isRetired, lifetimeOf } from './keys/entry'
import { issuedView } from './keys/issued-view'
import { planIssue } from './keys/plan'
import type { KeyStore } from './keys/store'
import type { Resolved } from './model/resolve'
import { judge } from './rules/judge'
import { givenCertificates } from './rules/support/given-certificates'
import type { Output, Synthesis } from './synth'
import { digestOf } from './values/content'
import { blocks, type Finding } from './values/finding'
import { sameData } from './values/same'

/** A synthesis that has nothing left to do, as it is kept. */
export interface UpToDate {
  /** {@link inputsOf} what it was made of, without the key store. */
  readonly inputs: string
  /** Of the key store. */
  readonly revision: string
  /** Milliseconds since 1970; from the first on, and before the second, it comes to the same. */
  readonly from: number
  readonly until: number
  readonly findings: readonly Finding[]
  /** Id of the key store. */
  readonly keyStore: string
  /** Digest of the assembly's manifest. */
  readonly manifest: string
  /** Whether the record says the same, of every node. */
  readonly isRecorded: boolean
}

export interface Inputs {
  readonly resolved: Resolved
  /** Tells this natsmith, to the byte, from others; undefined where it cannot be told. */
  readonly build: string | undefined
  readonly recordDigest: string
}

/**
 * A digest of all that a synthesis is made of, but for the key store and the clock. Undefined for a tree of which that cannot be said:
 * rules that were added are code, and secrets in a program are not to be digested.
 */
export function inputsOf({ resolved, build, recordDigest }: Inputs): string | undefined {
  const { rules, ...data } = resolved
  if (build === undefined || rules.length > 0) return undefined
  const text = JSON.stringify([data, build, recordDigest])
  return text.includes(SECRET) ? undefined : hash('sha256', text)
}

/** As secrets write themselves. */
const SECRET = '"[secret]"'

export interface Settling {
  readonly synthesis: Synthesis & Output
  readonly record: DeployRecord | undefined
  /** Whether key store and record are still those that it was made of. */
  readonly isUnchanged: boolean
  readonly isRecorded: boolean
  /** Of the key store, and of everything else that it would be made of the next time. */
  readonly revision: string
  readonly inputs: string
  readonly now: number
}

/** What is kept of a synthesis whose changes are committed; undefined where the next one would have something to do, or to say. */
export function upToDate(settling: Settling): UpToDate | undefined {
  const { synthesis, inputs, revision, isRecorded, now } = settling
  const { manifest } = synthesis.assembly
  const store = synthesis.changes.after
  const findings = findingsOfNext(settling)
  if (findings === undefined || findings.some(blocks) || manifest.testOnly) return undefined
  if (!sameData()(acceptedIn(findings), manifest.accepted)) return undefined
  return {
    ...{ inputs, revision, findings, isRecorded, from: now, until: nextEvent(synthesis, store, now) },
    ...{ keyStore: store.id, manifest: digestOf(manifestText(manifest)) },
  }
}

/** What the next synthesis finds; undefined where it issues, or warns of, something. */
function findingsOfNext({ synthesis, record, isUnchanged, now }: Settling): readonly Finding[] | undefined {
  const { changes, resolved, model, requests, conf, plan, findings } = synthesis
  const isSettled = ({ steps, warnings }: Pick<typeof plan, 'steps' | 'warnings'>): boolean =>
    warnings.length === 0 && steps.every(({ verb }) => verb === 'keep')
  if (isUnchanged) return isSettled(plan) ? findings : undefined
  const { after } = changes
  const deployed = new Set(record?.identities)
  const next = planIssue({ requests, store: after, moves: model.moves, now, deployed })
  if (!isSettled(next)) return undefined
  return judge(resolved, { model, issued: issuedView(after, after, deployed, revokedIn(record)), now, conf })
}

/** When the clock alone makes a difference: something is due for renewal, or a certificate that was given begins or ends. */
function nextEvent({ model }: Synthesis, { entries }: Pick<KeyStore, 'entries'>, now: number): number {
  const issued = [...entries.values()].flatMap((entry) => (isRetired(entry) ? [] : (lifetimeOf(entry) ?? [])))
  const given = givenCertificates(model).flatMap(({ certificates }) => certificates)
  const events = [
    ...issued.map(({ notBefore, notAfter }) => notBefore + ((notAfter - notBefore) * 2) / 3),
    ...given.flatMap(({ notBefore, notAfter }) => [notBefore, notAfter]),
  ]
  return events.reduce((next, time) => (time > now && time < next ? time : next), Number.MAX_SAFE_INTEGER)
}

/** Whether what is kept holds for a program that was resolved now. */
export const stillHolds = (
  { inputs, from, until }: UpToDate,
  resolved: string | undefined,
  now: number,
): boolean => inputs === resolved && from <= now && now < until
