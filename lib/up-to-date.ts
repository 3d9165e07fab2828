// Whether a deployment needs to be synthesized at all. In: a tree that was resolved, and what was kept of the last synthesis that had
// nothing left to do. Out: whether it would come to the same again. Pure.
import { hash } from 'node:crypto'
import type { Manifest } from './assembly/manifest'
import { hmac } from './keys/digest'
import type { Resolved } from './model/resolve'
import type { Finding } from './values/finding'
import { Secret } from './values/secret'

/** A synthesis that has nothing left to do, as it is kept. */
export interface UpToDate {
  /** {@link inputsOf} what it was made of, but for the key store. */
  readonly inputs: string
  /** Of the key store. */
  readonly revision: string
  /** Milliseconds since 1970: from the first on, and before the second, it comes to the same. */
  readonly from: number
  readonly until: number
  readonly findings: readonly Finding[]
  /** Of its assembly. */
  readonly manifest: Manifest
  /** Where others dial each node, in the manifest's order. */
  readonly hosts: readonly string[]
  /** Whether the record says the same, of every node. */
  readonly isRecorded: boolean
  /** Digests of the manifests that the last deploy left on its nodes, in the same order; none where nothing was deployed. */
  readonly placed?: readonly string[]
}

export interface Inputs {
  readonly resolved: Resolved
  /** Tells this natsmith, to the byte, from others; undefined where it cannot be told. */
  readonly build: string | undefined
  /** Undefined before the first deploy. */
  readonly recordText: string | undefined
  /** The key store's own, for the digest of what is secret in a program; undefined where it is not at hand. */
  readonly key: Secret | undefined
}

/**
 * A digest of all that a synthesis is made of, but for the key store and the clock. Undefined for a tree of which that cannot be said:
 * rules that were added are code, and nobody is to check a guess of a secret.
 */
export function inputsOf({ resolved, build, recordText = '', key }: Inputs): string | undefined {
  const { rules, ...data } = resolved
  if (build === undefined || rules.length > 0) return undefined
  const text = JSON.stringify([data, build, hash('sha256', recordText)])
  if (!text.includes(SECRET)) return hash('sha256', text)
  return key && hmac(key, JSON.stringify([text, ...secretsIn(data)]))
}

/** As secrets write themselves. */
const SECRET = '"[secret]"'

/** In the order in which JSON has them. */
function secretsIn(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null) return []
  return Secret.isSecret(data) ? [data.reveal()] : Object.values(data).flatMap(secretsIn)
}

/** Whether what is kept holds for a program that was resolved now. */
export const stillHolds = (
  { inputs, from, until }: UpToDate,
  resolved: string | undefined,
  now: number,
): boolean => inputs === resolved && from <= now && now < until
