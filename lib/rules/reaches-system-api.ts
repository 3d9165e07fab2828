// Finds who may disconnect clients and reload servers, by a wildcard and not because somebody wrote it down.
import { accountIdentity, accountName } from '../model/identity'
import type { Account, AllowDeny, Import, Model, Permissions } from '../model/model'
import { accountsByIdentity, accountsOf, permissionsOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { subjectAlgebra, type SubjectAlgebra } from '../permissions/subject-set'
import { show } from '../values/finding'
import { covers, overlaps, type Subject } from '../values/subject'
import { localSubject } from '../values/subject-transform'
import { letIn, type Call, type LetIn } from './support/calls'
import { declaredPermissions } from './support/permissions'
import { systemAccountsOf } from './support/system-account'

const change =
  'name the calls that are made, such as $SYS.REQ.SERVER.PING.STATSZ; name these too for who runs the servers'

export const reachesSystemApi: BuiltInRule = {
  code: 'reaches-system-api',
  severity: 'warning',
  title: 'who may disconnect clients and reload servers was given leave to in so many words',
  why: 'Servers ask nobody else: who reaches these subjects of the system account, as its user or through an import, can turn clients of every account away and stop JetStream on servers.',
  change,
  source:
    'nats-server server/events.go (kickClient, ldmClient, reloadConfig), server/jetstream_api.go (system)',
  example:
    'permissions.publish.allow: "$SYS.REQ.SERVER.>" also lets in "$SYS.REQ.SERVER.any.KICK", "$SYS.REQ.SERVER.any.LDM", "$SYS.REQ.SERVER.any.RELOAD"',
  check: ({ model }) => {
    const algebra = subjectAlgebra()
    const systems = systemAccountsOf(model)
    const own = declaredPermissions(model).filter(
      ({ account }) => account !== undefined && systems.has(account),
    )
    return [
      ...own.flatMap(({ path, prop, permissions }) =>
        reached(permissions.publish, [...OF_SERVERS, ...OF_JETSTREAM], algebra).map(
          ({ entry, witnesses }) => ({
            path,
            message: `${prop}.publish.allow: ${show(entry)} also lets in ${listed(witnesses)}`,
            change,
          }),
        ),
      ),
      ...accountsOf(model).flatMap((account) => imported(account, model, algebra)),
    ]
  },
}

const OF_SERVERS: readonly Call[] = ['KICK', 'LDM', 'RELOAD'].map((call) => [`$SYS.REQ.SERVER.*.${call}`])
const OF_JETSTREAM: readonly Call[] = [['$JS.API.ACCOUNT.PURGE.*'], ['$JS.API.SERVER.REMOVE']]

/** In the place of a server, all of them are asked for what only tells. */
const ALL_SERVERS = '$SYS.REQ.SERVER.PING.>'

const reached = (
  { allow = [], deny = [] }: AllowDeny = {},
  calls: readonly Call[],
  algebra: SubjectAlgebra,
  within?: Subject,
): readonly LetIn[] => letIn({ allow, deny: [...deny, ALL_SERVERS] }, calls, algebra, within)

/** What the users of another account reach by its imports: of each, the first of them. */
function imported(account: Account, model: Model, algebra: SubjectAlgebra): readonly Violation[] {
  const accounts = accountsByIdentity(model)
  return account.imports.flatMap((given): readonly Violation[] => {
    const from = accounts.get(accountIdentity(given.from))
    if (given.kind !== 'service' || from === undefined || !systemAccountsOf(model).has(from)) return []
    for (const user of account.users) {
      const calls = callsOf(permissionsOf(model, account, user), given, algebra)
      if (calls.length === 0) continue
      const message = `imports: service ${show(given.subject)} from ${accountName(given.from)} lets ${show(user.name)} reach ${listed(calls)}`
      return [{ path: account.path, message, change: 'import the calls that are made, or deny these' }]
    }
    return []
  })
}

function callsOf(
  { publish: { allow, deny = [] } = {}, allowResponses }: Permissions = {},
  given: Import,
  algebra: SubjectAlgebra,
): readonly Subject[] {
  const { subject } = given
  const local = localSubject(given)
  const entries = allow ?? (allowResponses ? [] : ['>'])
  const calls = (lists: AllowDeny): readonly Subject[] =>
    reached(lists, OF_SERVERS, algebra, subject).flatMap(({ witnesses }) => witnesses)
  if (local === subject)
    return calls({ allow: entries.map((entry) => (covers(entry, subject) ? subject : entry)), deny })
  // Under other names, who may publish all of them reaches all.
  const mayAll =
    entries.some((entry) => covers(entry, local)) && !deny.some((entry) => overlaps(entry, local))
  return mayAll ? calls({ allow: [subject] }) : []
}

const listed = (subjects: readonly Subject[]): string => subjects.map(show).join(', ')
