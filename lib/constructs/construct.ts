// What every construct of natsmith has: its kind, tags, and things attached to a scope (rules, acknowledgements,
// moves). All of it hangs on registered symbols, so that two copies of natsmith in one program understand each other.
import { Construct } from 'constructs'
import type { Move } from '../model/model'
import type { Rule } from '../model/rule'
import { Props } from './props'

export type Kind =
  | 'NatsSystem'
  | 'CertificateAuthority'
  | 'TlsSurface'
  | 'NatsCluster'
  | 'LeafNode'
  | 'LeafRemote'
  | 'Account'
  | 'User'

const KIND = Symbol.for('natsmith.kind')

export interface NatsConstructProps {
  /**
   * Tags for rules and for people. They reach everything below this construct.
   * @defaultValue none
   */
  readonly tags?: Readonly<Record<string, string>>
}

export abstract class NatsConstruct extends Construct {
  constructor(scope: Construct, id: string, kind: Kind, props: NatsConstructProps) {
    super(scope, id)
    Object.defineProperty(this, KIND, { value: kind })
    if (props.tags !== undefined) addTags(this, props.tags)
  }
}

/** The kind of a construct of natsmith, of this or of another copy; undefined for any other construct. */
export function kindOf(construct: Construct): Kind | undefined {
  return (construct as { [KIND]?: Kind })[KIND]
}

/** Gives `scope`, and everything below it, tags that rules can read. Later calls add and overwrite. */
export function addTags(scope: Construct, tags: Readonly<Record<string, string>>): void {
  attach(scope, 'tags', tags)
}

/** Has `rules` judge everything at and below `scope`. Their codes carry a namespace: `acme/has-owner`. */
export function addRules(scope: Construct, ...rules: readonly Rule[]): void {
  for (const rule of rules) attach(scope, 'rules', rule)
}

/** A risk that somebody accepts, for everything at and below a scope. */
export interface Acknowledgement {
  readonly code: string
  readonly reason: string
}

/**
 * Accepts the findings with `code` at and below `scope`: they are still shown, land in the manifest with `reason`, and
 * no longer block.
 * @throws FindingsError `invalid-acknowledgement` when the reason is empty.
 */
export function acknowledge(scope: Construct, code: string, reason: string): void {
  const props = new Props(scope.node.path)
  if (reason.trim().length < 3)
    props.problem(
      'reason',
      'invalid-acknowledgement',
      'is empty',
      'say why this risk is accepted, in a sentence',
    )
  props.done()
  attach(scope, 'acknowledgements', { code, reason: reason.trim() } satisfies Acknowledgement)
}

/**
 * Says that what was called `from` is now called `to`, so that it keeps its keys. Both are identities as `natsmith diff`
 * prints them: `user/ORDERS/alice`, `account/ORDERS`, `ca/acme`, `node/hub/nats1`, `cluster/hub`.
 *
 * @example moved(scope, 'user/ORDERS/alice', 'user/ORDERS/alicia')
 * @throws FindingsError `invalid-move` when the two are not identities of the same kind.
 */
export function moved(scope: Construct, from: string, to: string): void {
  const props = new Props(scope.node.path)
  const shape = /^(user|account|ca|node|cluster|leaf)\/[^/]+(\/[^/]+){0,2}$/
  if (!shape.test(from) || !shape.test(to) || from.split('/')[0] !== to.split('/')[0] || from === to)
    props.problem(
      `moved(${from}, ${to})`,
      'invalid-move',
      'does not name two different identities of one kind',
      "give identities such as 'user/ORDERS/alice' and 'user/ORDERS/alicia'",
    )
  props.done()
  attach(scope, 'moves', { from, to } satisfies Pick<Move, 'from' | 'to'>)
}

interface Attachments {
  readonly tags: Readonly<Record<string, string>>
  readonly rules: Rule
  readonly acknowledgements: Acknowledgement
  readonly moves: Pick<Move, 'from' | 'to'>
}

function attach<K extends keyof Attachments>(scope: Construct, key: K, value: Attachments[K]): void {
  const symbol = Symbol.for(`natsmith.${key}`)
  const holder = scope as unknown as Record<symbol, Attachments[K][] | undefined>
  if (holder[symbol] === undefined) Object.defineProperty(scope, symbol, { value: [] })
  holder[symbol]?.push(value)
}

/** What was attached to exactly this scope, in the order of the calls. */
export function attached<K extends keyof Attachments>(scope: Construct, key: K): readonly Attachments[K][] {
  return (
    (scope as unknown as Record<symbol, Attachments[K][] | undefined>)[Symbol.for(`natsmith.${key}`)] ?? []
  )
}
