// What every construct of natsmith has, its kind and its tags, and what can be attached to any scope: tags, rules,
// acknowledgements, moves. All of it hangs on registered symbols, so that two copies of natsmith understand each other.
import type { IConstruct } from 'constructs'
import { Construct } from 'constructs'
import type { Move } from '../model/model'
import type { Rule } from '../model/rule'
import { ValueError, show } from '../values/finding'
import { parseAccountName, parseText } from '../values/names'
import type { Kind } from './kinds'
import { KIND } from './kinds'
import type { PropsOf } from './props'
import { Props } from './props'

export type { Kind } from './kinds'
export { kindOf } from './kinds'

export interface NatsConstructProps {
  /**
   * Tags for rules and for people; one that has only a name has the value `''`. They reach everything below this construct.
   * @defaultValue none
   */
  readonly tags?: Readonly<Record<string, string>>
}

/**
 * Base of natsmith's constructs. A subclass makes `read` of its props, hands it on, reads its own props, and ends with
 * `finish(this, read)`, so that everything wrong with the props is told at once.
 * @throws FindingsError `invalid-scope`, `invalid-id`, `duplicate-id`; and for props of any construct `unknown-prop`,
 * `invalid-object`, `invalid-list`, `invalid-text` and, for a value that only Terraform or Pulumi knows, `engine-value`
 */
export abstract class NatsConstruct extends Construct {
  constructor(scope: Construct, id: string, kind: Kind, read: PropsOf<NatsConstructProps>) {
    super(checkedScope(scope, id), id)
    Object.defineProperty(this, KIND, { value: kind })
    const tags = readTags(read)
    if (Object.keys(tags).length > 0) attach(this, 'tags', tags)
  }
}

/**
 * Ends a constructor. What was refused leaves the tree, so that whoever catches the error can declare it anew.
 * @throws FindingsError with everything that is wrong with the props
 */
export function finish({ node }: Construct, read: Props<never>): void {
  try {
    read.done(() => node.path)
  } catch (error) {
    node.scope?.node.tryRemoveChild(node.id)
    throw error
  }
}

/** The constructs package throws plain errors for these, which no command could tell from a defect. */
function checkedScope(scope: Construct, id: string): Construct {
  const read = new Props<'scope' | 'id'>({ scope, id })
  const parent = read.value('scope', parseScope)
  read.value('id', (given) => {
    const id = parseId(given)
    if (Construct.isConstruct(scope) && scope.node.tryFindChild(id) !== undefined)
      throw new ValueError(
        'duplicate-id',
        `${show(id)} is the id of another construct in this scope`,
        'give one of them another id; names default to the id, and can be given',
      )
  })
  read.done(pathOf(scope))
  return parent
}

/** The constructs package keeps children in a plain object, under their ids. */
function parseId(id: unknown): string {
  if (typeof id === 'string' && id !== '' && id.length <= 255 && !(id in Object.prototype)) return id
  throw new ValueError(
    'invalid-id',
    `${show(id)} is no construct id`,
    'give text of 1 to 255 characters, and no name that every object of JavaScript has',
  )
}

function parseScope(value: unknown): Construct {
  if (Construct.isConstruct(value)) return value
  throw new ValueError(
    'invalid-scope',
    `${show(value)} is no construct`,
    'give the construct to declare it in',
  )
}

/**
 * Gives `scope`, and everything below it, tags that rules can read. Later calls add and overwrite.
 * @throws FindingsError `invalid-scope`, `invalid-object`, `invalid-text`
 */
export function addTags(scope: Construct, tags: Readonly<Record<string, string>>): void {
  const read = new Props<'scope' | 'tags'>({ scope, tags })
  const at = read.value('scope', parseScope)
  const parsed = readTags(read)
  read.done(pathOf(scope))
  attach(at, 'tags', parsed)
}

const parseTagValue = (value: unknown): string => (value === '' ? value : parseText(value))

function readTags(read: PropsOf<NatsConstructProps>): Readonly<Record<string, string>> {
  const tags = read.record(
    'tags',
    parseText,
    (all, key, name) => [name, all.value(key, parseTagValue)] as const,
  )
  return tags === undefined ? NO_TAGS : Object.fromEntries(tags)
}

const NO_TAGS: Readonly<Record<string, string>> = {}

/**
 * Has `rules` judge everything at and below `scope`. Their codes carry a namespace: `acme/has-owner`.
 * @throws FindingsError `invalid-scope`, `invalid-rule`
 */
export function addRules(scope: Construct, ...rules: readonly Rule[]): void {
  const read = new Props<'scope' | 'rules'>({ scope, rules })
  const at = read.value('scope', parseScope)
  const parsed = read.list('rules', parseRule) ?? []
  read.done(pathOf(scope))
  for (const rule of parsed) attach(at, 'rules', rule)
}

function parseRule(value: unknown): Rule {
  const { code, severity, check } = (value ?? {}) as Readonly<Partial<Record<keyof Rule, unknown>>>
  if (
    typeof code === 'string' &&
    (severity === 'error' || severity === 'warning') &&
    typeof check === 'function'
  )
    return value as Rule
  throw new ValueError(
    'invalid-rule',
    `${show(value)} is no rule`,
    "give an object with a code, a severity of 'error' or 'warning', a check, and what explains them",
  )
}

/** A risk that somebody accepts, for everything at and below a scope. */
export interface Acknowledgement {
  /** The code of the findings that are accepted. */
  readonly code: string
  /** Why, in a sentence; it is kept in the manifest. */
  readonly reason: string
}

/**
 * Accepts the findings with `code` at and below `scope`: they are still shown, land in the manifest with `reason`, and
 * no longer block.
 * @throws FindingsError `invalid-scope`, `invalid-acknowledgement` when the code or the reason is empty
 */
export function acknowledge(scope: Construct, code: string, reason: string): void {
  const read = new Props<'scope' | 'code' | 'reason'>({ scope, code, reason })
  const at = read.value('scope', parseScope)
  const accepted = { code: read.value('code', parseWords), reason: read.value('reason', parseWords) }
  read.done(pathOf(scope))
  attach(at, 'acknowledgements', accepted)
}

function parseWords(value: unknown): string {
  if (typeof value === 'string' && value.trim().length >= 3) return value.trim()
  throw new ValueError(
    'invalid-acknowledgement',
    `${show(value)} says nothing`,
    'give the code of the finding, and why this risk is accepted, in a sentence',
  )
}

/**
 * Says that what was called `from` is now called `to`, so that it keeps its keys. Both are identities as `natsmith diff`
 * prints them: `user/ORDERS/alice`, `account/ORDERS`, `ca/acme`, `node/hub/nats1`, `cluster/hub`, `leaf/edge/hub-ORDERS`; users
 * and accounts of a system with a name stand below that: `user/edge/ORDERS/alice`. Calls in one scope follow each other.
 *
 * @example moved(scope, 'user/ORDERS/alice', 'user/ORDERS/alicia')
 * @throws FindingsError `invalid-scope`, `invalid-move` when the two are not different identities of one kind
 */
export function moved(scope: Construct, from: string, to: string): void {
  const read = new Props<'scope' | 'from' | 'to'>({ scope, from, to })
  const at = read.value('scope', parseScope)
  const move = { from: read.value('from', parseMovable), to: read.value('to', movableFrom(from)) }
  read.done(pathOf(scope))
  attach(at, 'moves', move)
}

/** The kinds of identity that can move, with the least and the most names that one has. */
const MOVABLE: Readonly<Record<string, readonly [number, number]>> = {
  user: [2, 3],
  account: [1, 2],
  ca: [1, 1],
  node: [2, 2],
  cluster: [1, 1],
  leaf: [2, 2],
}

const MOVE_HELP = "give two identities such as 'user/ORDERS/alice' and 'user/ORDERS/alicia'"

/** A parser of what `from` may become. */
function movableFrom(from: unknown): (value: unknown) => string {
  return (value) => {
    const to = parseMovable(value)
    const kind = to.slice(0, to.indexOf('/') + 1)
    if (typeof from === 'string' && (from === to || !from.startsWith(kind)))
      throw new ValueError('invalid-move', `${show(to)} is not another identity of that kind`, MOVE_HELP)
    return to
  }
}

function parseMovable(value: unknown): string {
  const [kind = '', ...names] = typeof value === 'string' ? value.split('/') : []
  const [least, most] = (Object.hasOwn(MOVABLE, kind) ? MOVABLE[kind] : undefined) ?? [1, 0]
  if (typeof value !== 'string' || names.length < least || names.length > most)
    throw new ValueError('invalid-move', `${show(value)} is no identity that can move`, MOVE_HELP)
  names.forEach(parseAccountName)
  return value
}

interface Attachments {
  readonly tags: Readonly<Record<string, string>>
  readonly rules: Rule
  readonly acknowledgements: Acknowledgement
  readonly moves: Pick<Move, 'from' | 'to'>
}

const SYMBOLS: Readonly<Record<keyof Attachments, symbol>> = {
  tags: Symbol.for('natsmith.tags'),
  rules: Symbol.for('natsmith.rules'),
  acknowledgements: Symbol.for('natsmith.acknowledgements'),
  moves: Symbol.for('natsmith.moves'),
}

type Holder<K extends keyof Attachments> = Readonly<Record<symbol, Attachments[K][] | undefined>>

function attach<K extends keyof Attachments>(scope: Construct, key: K, value: Attachments[K]): void {
  const holder = scope as unknown as Holder<K>
  if (holder[SYMBOLS[key]] === undefined) Object.defineProperty(scope, SYMBOLS[key], { value: [] })
  holder[SYMBOLS[key]]?.push(value)
}

const NOTHING: readonly never[] = []

/** What was attached to exactly this scope, in the order of the calls. */
export function attached<K extends keyof Attachments>(scope: IConstruct, key: K): readonly Attachments[K][] {
  return (scope as unknown as Holder<K>)[SYMBOLS[key]] ?? NOTHING
}

const pathOf = (scope: unknown): string => (Construct.isConstruct(scope) ? scope.node.path : '')
