// Synthesis: the stages in order. In: a construct tree, a key store, the clock. Out: what is wrong, what is to be issued,
// and the assembly. Pure: what it issues exists in memory until somebody commits `changes`.
import type { Construct } from 'constructs'
import { assemble } from './assembly/assemble'
import type { Assembly } from './assembly/assembly'
import type { Comparable, DeployRecord } from './diff/record'
import { comparable } from './diff/record'
import type { Changes } from './keys/issue'
import { issue } from './keys/issue'
import { issuedView, materialsOf } from './keys/materials'
import type { IssuePlan } from './keys/plan'
import { planIssue, withoutIssuing } from './keys/plan'
import type { KeyStore } from './keys/store'
import type { Materials } from './model/materials'
import type { Model } from './model/model'
import { requestsOf } from './model/requests'
import { resolve } from './model/resolve'
import { confOf, render } from './render/render'
import { judge } from './rules/judge'
import type { Finding } from './values/finding'
import { blocks } from './values/finding'
import type { Secret } from './values/secret'
import type { Sign } from './x509/certificate'

/**
 * `issue`: everything that is missing or due is issued in memory, so that the assembly is what a deploy would place.
 * `stored`: only what the key store holds already; what is due keeps its old document.
 */
export type IssueMode = 'issue' | 'stored'

export interface SynthesisContext {
  readonly store: KeyStore
  /** What was deployed last, which tells a lost key from a new one. */
  readonly record: DeployRecord | undefined
  /** Milliseconds since 1970. */
  readonly now: number
  readonly random: (bytes: number) => Buffer
  readonly mode: IssueMode
  /** Signs certificates. @defaultValue node:crypto */
  readonly sign?: Sign
  /** Passwords given for this run, by identity. */
  readonly given?: ReadonlyMap<string, Secret>
}

export interface Synthesis {
  readonly model: Model
  /** Sorted; those that block leave `assembly` undefined. */
  readonly findings: readonly Finding[]
  readonly plan: IssuePlan
  /** What to commit to the key store so that this assembly can be made again. */
  readonly changes: Changes
  readonly materials: Materials
  /** Undefined while a finding blocks, or a document is missing. */
  readonly assembly: Assembly | undefined
  /** The deployment as diff compares it with the record. */
  readonly comparable: Comparable | undefined
}
