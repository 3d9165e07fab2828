// In: what a user may do, and the subject of a message. Out: the subscription by which it reaches the user, if any does.
import { covers, splitSubscription, type Subject } from '../values/subject'
import { beginsFilter, filteredBy, maySubscribe, type Checker } from './check'

/** A subscription, in a queue or none. */
export interface Way {
  readonly subscription: Subject
  readonly queue?: string
}

/** Of longer subjects, only those that end in `>` are tried beside the subject itself. */
const MOST_TOKENS = 10

/** The plainest subscription that the server takes, and on which it delivers `subject`. */
export function wayTo(checker: Checker, subject: Subject): Way | undefined {
  if (!mayMatch(checker, subject)) return undefined
  const queues = queuesOf(checker)
  for (const subscription of wider(subject))
    for (const queue of queues)
      if (delivers(checker, subscription, queue, subject))
        return { subscription, ...(queue !== undefined && { queue }) }
  return undefined
}

function delivers(
  checker: Checker,
  subscription: Subject,
  queue: string | undefined,
  subject: Subject,
): boolean {
  if (!maySubscribe(checker, subscription, queue).allowed) return false
  return !beginsFilter(checker, subscription, queue) || filteredBy(checker, subject, queue) === undefined
}

/** False where no entry comes near, as most do not. */
function mayMatch({ allowed }: Checker, subject: Subject): boolean {
  return (
    allowed?.some((entry) => covers(splitSubscription(entry).subject.replace(/\*$/, '>'), subject)) ?? true
  )
}

/** None, then those that the lists name, then one that they do not. */
const queuesOf = ({ allowed = [], denied }: Checker): readonly (string | undefined)[] => {
  const named = [...allowed, ...denied].flatMap((entry) => splitSubscription(entry).queue ?? [])
  return named.length === 0 ? [undefined] : [undefined, ...new Set(named), 'any']
}

/** All that match `subject`, itself first. */
function* wider(subject: Subject): Generator<Subject> {
  const tokens = subject.split('.')
  yield subject
  const most = tokens.length > MOST_TOKENS ? 0 : 2 ** tokens.length - 1
  for (let stars = 0; stars <= most; stars++) {
    const starred = tokens.map((token, at) => ((stars >> at) & 1 ? '*' : token))
    if (stars > 0) yield starred.join('.')
    // What is behind the `>` may be anything.
    for (let at = tokens.length - 1; at >= 0; at--)
      if (stars >> at === 0) yield [...starred.slice(0, at), '>'].join('.')
  }
}
