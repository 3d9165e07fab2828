// In: a user of a model, and what it wants to do. Out: whether servers let it, and what says so, for each kind of server that there is.
import type { Account, Cluster, Model, User } from '../model/model'
import { isSystemAccount, ownClusterName } from '../model/query'
import { overlaps, splitSubscription, type Subject } from '../values/subject'
import { behaviourOf } from './behaviour'
import {
  beginsFilter,
  checkerOf,
  filteredBy,
  mayPublish,
  maySubscribe,
  type Checker,
  type Ruling,
} from './check'
import { accountOf, effectiveOf, type PublicKeys } from './effective'
import { mappingsOn } from './mappings-on'
import { outcomesOf } from './transform'

export type Action = 'publish' | 'subscribe'

export interface Question {
  readonly user: User
  readonly action: Action
  /** To publish, one without wildcards. */
  readonly subject: Subject
  readonly queue?: string
}

/** What may come of it. */
export interface Case extends Ruling {
  /** The subject that permissions are held against; undefined: the message is lost. */
  readonly subject: Subject | undefined
  /** The source of the mapping that made it so. */
  readonly mapping?: Subject
  /** Of the messages. */
  readonly percent: number
  /** The entry before its templates were filled in, where it has some. */
  readonly template?: string
  /** It may be published all the same as the reply to a message that the user receives. */
  readonly asReply?: true
  /** Of what is subscribed to, what is not delivered all the same. */
  readonly withheld?: readonly string[]
}

/** The answer of some servers. */
export interface Verdict {
  readonly clusters: readonly string[]
  /** `depends`: on the weights of a mapping, or on which of several matches first. */
  readonly allowed: 'yes' | 'no' | 'depends'
  readonly cases: readonly Case[]
}

export interface Answer {
  readonly allowed: Verdict['allowed']
  /** Where the program says what the user may do; undefined: nowhere, and so it may do everything. */
  readonly source: { readonly path: string; readonly prop: string } | undefined
  /** More than one where servers of different releases, or mappings of clusters, decide differently. */
  readonly verdicts: readonly Verdict[]
}

/** @param keys - public keys for templates @defaultValue those templates stay as they are */
export function can(model: Model, question: Question, keys?: PublicKeys): Answer {
  const { user } = question
  const account = accountOf(model, user)
  const { source } = effectiveOf(model, user, keys)
  const verdicts = new Map<string, Verdict>()
  for (const cluster of model.clusters.filter(({ system }) => system === account.system)) {
    const behaviour = behaviourOf(cluster.serverVersion)
    const { permissions, written } = effectiveOf(model, user, keys, behaviour)
    const checker = checkerOf(permissions, behaviour, isSystemAccount(cluster, user.account))
    const cases = casesOn(cluster, checker, account, question).map((one) => asWritten(one, written))
    const allowed = verdictOf(cases)
    const key = JSON.stringify([allowed, cases])
    verdicts.set(key, { clusters: [...(verdicts.get(key)?.clusters ?? []), cluster.name], allowed, cases })
  }
  const all = [...verdicts.values()]
  const [first] = all
  const isOne = all.every(({ allowed }) => allowed === first?.allowed)
  return { allowed: isOne ? (first?.allowed ?? 'no') : 'depends', source, verdicts: all }
}

function casesOn(
  cluster: Cluster,
  checker: Checker,
  account: Account,
  { action, subject, queue }: Question,
): readonly Case[] {
  if (account.disabled) return [{ ...DISABLED, subject, percent: 100 }]
  if (action === 'subscribe') return [subscribing(checker, subject, queue)]
  const outcomes = outcomesOf(mappingsOn(cluster, account), subject, ownClusterName(cluster))
  return outcomes.map(({ subject: to, mapping, percent }) => {
    const ruling = to === undefined ? LOST : mayPublish(checker, to)
    const isReply = checker.allowsResponses && (ruling.because === 'not-allowed' || ruling.because === 'deny')
    return {
      ...ruling,
      subject: to,
      percent,
      ...(isReply && { asReply: true }),
      ...(mapping && { mapping: mapping.source }),
    }
  })
}

function subscribing(checker: Checker, subject: Subject, queue: string | undefined): Case {
  const ruling = maySubscribe(checker, subject, queue)
  const isFiltered = ruling.allowed && beginsFilter(checker, subject, queue)
  const withheld = checker.denied.filter((entry) => {
    const denied = splitSubscription(entry).subject
    return overlaps(denied, subject) && filteredBy(checker, sampleOf(denied), queue) !== undefined
  })
  return { ...ruling, subject, percent: 100, ...(isFiltered && withheld.length > 0 && { withheld }) }
}

function asWritten(one: Case, written: (entry: string) => string): Case {
  const template = one.entry && written(one.entry)
  return template === undefined || template === one.entry ? one : { ...one, template }
}

const DISABLED: Ruling = { allowed: false, because: 'disabled' }
const LOST: Ruling = { allowed: false, because: 'lost' }

/** A subject without wildcards that `pattern` matches. */
const sampleOf = (pattern: Subject): Subject =>
  pattern
    .split('.')
    .map((token) => (token === '*' || token === '>' ? 'any' : token))
    .join('.')

function verdictOf(cases: readonly Case[]): Verdict['allowed'] {
  if (cases.every(({ allowed }) => allowed)) return 'yes'
  return cases.some(({ allowed }) => allowed) ? 'depends' : 'no'
}
