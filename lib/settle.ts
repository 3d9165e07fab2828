// In: a synthesis whose changes are committed, and what is recorded now. Out: what is kept of it, if the next one would have nothing to do.
import { acceptedIn } from './assembly/assemble'
import type { DeployRecord } from './diff/record'
import { revokedIn } from './diff/revoked'
import { isRetired, lifetimeOf } from './keys/entry'
import { issuedView } from './keys/issued-view'
import { planIssue } from './keys/plan'
import { judge } from './rules/judge'
import { givenCertificates } from './rules/support/given-certificates'
import type { Output, Synthesis } from './synth'
import type { UpToDate } from './up-to-date'
import { blocks, type Finding } from './values/finding'
import { sameData } from './values/same'

export interface Settling {
  readonly synthesis: Synthesis & Output
  readonly record: DeployRecord | undefined
  /** Whether key store and record are still those that it was made of. */
  readonly isUnchanged: boolean
  readonly isRecorded: boolean
  /** Of the key store, and of everything else that it would be made of the next time. */
  readonly revision: string
  readonly inputs: string
  /** Of the manifests that were deployed with it. @defaultValue none */
  readonly placed?: UpToDate['placed']
  readonly now: number
}

/** What is kept of a synthesis whose changes are committed; undefined where the next one would have something to do, or to say. */
export function upToDate(settling: Settling): UpToDate | undefined {
  const { synthesis, inputs, revision, isRecorded, placed, now } = settling
  const { manifest } = synthesis.assembly
  const findings = findingsOfNext(settling)
  if (findings === undefined || findings.some(blocks) || manifest.testOnly) return undefined
  if (!sameData()(acceptedIn(findings), manifest.accepted)) return undefined
  return {
    ...{ inputs, revision, findings, isRecorded, manifest },
    ...(placed && { placed }),
    ...{ from: now, until: nextEvent(synthesis, now) },
    hosts: synthesis.comparable.nodes.map(({ host }) => host),
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
function nextEvent({ model, changes }: Synthesis, now: number): number {
  const { entries } = changes.after
  const issued = [...entries.values()].flatMap((entry) => (isRetired(entry) ? [] : (lifetimeOf(entry) ?? [])))
  const given = givenCertificates(model).flatMap(({ certificates }) => certificates)
  const events = [
    ...issued.map(({ notBefore, notAfter }) => notBefore + ((notAfter - notBefore) * 2) / 3),
    ...given.flatMap(({ notBefore, notAfter }) => [notBefore, notAfter]),
  ]
  return events.reduce((next, time) => (time > now && time < next ? time : next), Number.MAX_SAFE_INTEGER)
}
