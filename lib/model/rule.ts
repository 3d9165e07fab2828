// A rule: plain data and one function. natsmith's own rules and those of platform teams have the same shape.
import type { IssuedView } from './issued'
import type { Cluster, Model, Node } from './model'
import type { ConfMap } from '../values/conf'
import type { Severity } from '../values/finding'

/** Something a rule found. Its path decides which `acknowledge` applies and, for added rules, whether it is in scope. */
export interface Violation {
  /** Path of the construct to blame. */
  readonly path: string
  /** The prop and the value: lower case, no final period, no secret. */
  readonly message: string
  /** The change to make in this case. */
  readonly change: string
}

/** What a rule may look at. */
export interface RuleContext {
  readonly model: Model
  /** What the key store holds, without its secrets. */
  readonly issued: IssuedView
  /** The clock, in milliseconds since 1970. */
  readonly now: number
  /** The conf of a node as it would be written; values that are not issued yet stand in it as placeholders. */
  readonly conf: (cluster: Cluster, node: Node) => ConfMap
}

/**
 * A rule over the model.
 *
 * @example
 * ```ts
 * const hasOwner: Rule = {
 *   code: 'acme/has-owner',
 *   severity: 'error',
 *   title: 'every account names its owner',
 *   why: 'somebody must answer for it',
 *   change: "give it tags: { owner: 'team' }",
 *   source: 'Acme platform handbook',
 *   check: ({ model }) =>
 *     model.systems
 *       .flatMap((system) => system.accounts)
 *       .filter((account) => account.tags['owner'] === undefined)
 *       .map(({ path }) => ({ path, message: 'tags.owner: is not set', change: "give it tags: { owner: 'team' }" })),
 * }
 * ```
 */
export interface Rule {
  /** Stable, kebab-case; for rules of others with a namespace. */
  readonly code: string
  readonly severity: Severity
  /** One line: what must hold. */
  readonly title: string
  /** Why it matters: what goes wrong otherwise. */
  readonly why: string
  /** What to change, in general. */
  readonly change: string
  /** Where the rule comes from: an RFC section, a file of nats-server, a documentation page. */
  readonly source: string
  check(context: RuleContext): Iterable<Violation>
}

/** What `natsmith explain` and docs/rules.md say about a code. */
export interface Explanation extends Omit<Rule, 'check'> {
  /** A message that findings with this code have. */
  readonly example?: string
}

/** A rule of natsmith's own. */
export type BuiltInRule = Rule & Required<Explanation>
