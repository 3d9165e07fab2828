// Finds who may take from a stream what others are to read, by a wildcard and not because somebody wrote it down.
import type { AllowDeny } from '../model/model'
import type { BuiltInRule } from '../model/rule'
import { subjectAlgebra, witness, type SubjectAlgebra } from '../permissions/subject-set'
import { show } from '../values/finding'
import { overlaps, type Subject } from '../values/subject'
import { letIn, type Call, type LetIn } from './support/calls'
import { declaredPermissions } from './support/permissions'
import { systemAccountsOf } from './support/system-account'

const change = 'name the calls that are made, as grants does; name these too for who looks after streams'

export const drainsStream: BuiltInRule = {
  code: 'drains-stream',
  severity: 'warning',
  title: 'who may delete what a stream holds was given leave to in so many words',
  why: 'Whoever may call the whole API of JetStream to read may also purge the stream; and whoever may acknowledge for other consumers takes their messages away unread.',
  change,
  source:
    'nats-server server/jetstream_api.go (subjects of the API); server/consumer.go processAck (the subject says whose)',
  example:
    'permissions.publish.allow: "$JS.API.>" also lets in "$JS.API.STREAM.DELETE.any", "$JS.API.STREAM.PURGE.any", "$JS.API.STREAM.MSG.DELETE.any"',
  check: ({ model }) => {
    const algebra = subjectAlgebra()
    const systems = systemAccountsOf(model)
    return declaredPermissions(model).flatMap(({ path, prop, permissions: { publish = {} }, account }) => {
      // A system account has no streams.
      if (account !== undefined && systems.has(account)) return []
      return [...calls(publish, algebra), ...acknowledgements(publish, algebra)].map(
        ({ entry, witnesses }) => ({
          path,
          message: `${prop}.publish.allow: ${show(entry)} also lets in ${witnesses.map(show).join(', ')}`,
          change,
        }),
      )
    })
  },
}

const CALLS: readonly Call[] = ['STREAM.DELETE.*', 'STREAM.PURGE.*', 'STREAM.MSG.DELETE.*'].map((call) => [
  `$JS.API.${call}`,
  `$JS.*.API.${call}`,
])

/** What else JetStream has in the place of a domain. */
const NO_DOMAIN = ['API', 'ACK', 'FC', 'EVENT'].map((token) => `$JS.${token}.API.>`)

const calls = ({ allow = [], deny = [] }: AllowDeny, algebra: SubjectAlgebra): readonly LetIn[] =>
  letIn({ allow, deny: [...deny, ...NO_DOMAIN] }, CALLS, algebra)

const FETCH = '$JS.API.CONSUMER.MSG.NEXT.'
/** Stream, consumer, and what tells the message. */
const ACK = '$JS.ACK.*.*.*.*.*.*.*'

/** Of other consumers than those that the same user fetches from; one that only has messages pushed to it may name none. */
function acknowledgements({ allow = [], deny = [] }: AllowDeny, algebra: SubjectAlgebra): readonly LetIn[] {
  const { of, intersection, difference } = algebra
  const wide = allow.filter((entry) => /^\$JS\.ACK\.(>|[^.]+\.[*>]|\*\.[^.]+)(\.[*>])*$/.test(entry))
  if (wide.length === 0) return []
  const own = allow.flatMap((entry): readonly Subject[] => {
    if (entry.startsWith(FETCH)) return [`$JS.ACK.${entry.slice(FETCH.length)}`]
    return overlaps(entry, `${FETCH}*.*`) ? ['$JS.ACK.>'] : []
  })
  if (own.length === 0) return []
  const ours = own.map((subject) => (subject.endsWith('>') ? subject : `${subject}.>`))
  return wide.flatMap((entry) => {
    const one = witness(difference(intersection(of([entry]), of([ACK])), of([...ours, ...deny])))
    return one === undefined ? [] : [{ entry, witnesses: [one] }]
  })
}
