// Finds users who may make requests, but not receive the answers.
import type { Account } from '../model/model'
import { accountsOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import type { Subject } from '../values/subject'
import { splitSubscription } from '../values/subject'
import { localSubject } from '../values/subject-transform'
import { inboxOf, maySubscribe } from './support/inbox'
import type { DeclaredPermissions } from './support/permissions'
import { declaredPermissions } from './support/permissions'
import type { SubjectIndex } from './support/subject-index'
import { indexSubjects } from './support/subject-index'

export const requestWithoutInbox: BuiltInRule = {
  code: 'request-without-inbox',
  severity: 'warning',
  title: 'who makes requests may subscribe to an inbox',
  why: 'Answers arrive at a subject below the inbox prefix, which is like any other: without leave to subscribe to it every request ends in a timeout.',
  change: 'set inboxPrefix on the user, which grants it; or allow subscribing to _INBOX.>',
  source: 'nats-server server/client.go canSubscribe (no subject is granted by itself)',
  example: 'permissions.subscribe: leaves out "_INBOX.>", where the answers to "billing.get" arrive',
  check: ({ model }) => {
    const declared = groupBy(declaredPermissions(model), ({ account }) => account)
    return accountsOf(model).flatMap((account) => {
      const services = servicesOf(account)
      return (declared.get(account) ?? []).flatMap((one) => problems(one, services))
    })
  },
}

interface Service {
  readonly subject: Subject
  /** The user who answers. */
  readonly path?: string
}

/** What is known to answer in an account: JetStream, imported services, and users who have leave to answer. */
function servicesOf({ imports, users, defaultPermissions }: Account): SubjectIndex<Service> {
  const services: readonly Service[] = [
    { subject: '$JS.API.>' },
    ...imports.filter(({ kind }) => kind === 'service').map((given) => ({ subject: localSubject(given) })),
    ...users.flatMap(({ path, permissions = defaultPermissions }) =>
      permissions?.allowResponses === undefined
        ? []
        : (permissions.subscribe?.allow ?? []).map((entry) => ({ path, ...splitSubscription(entry) })),
    ),
  ]
  return indexSubjects(services, ({ subject }) => subject)
}

function problems(
  { path, prop, permissions, user }: DeclaredPermissions,
  services: SubjectIndex<Service>,
): readonly Violation[] {
  const inbox = inboxOf(user)
  if (maySubscribe(permissions, inbox)) return []
  // Leave to publish everything does not say that anybody makes requests.
  const request = (permissions.publish?.allow ?? []).find(
    (entry) => entry !== '>' && isAnswered(entry, services, path),
  )
  if (request === undefined) return []
  const message = `${prop}.subscribe: leaves out ${show(inbox)}, where the answers to ${show(request)} arrive`
  return [{ path, message, change: `set inboxPrefix, or allow subscribing to ${show(inbox)}` }]
}

function isAnswered(subject: Subject, services: SubjectIndex<Service>, asker: string): boolean {
  for (const { path } of services(subject)) if (path !== asker) return true
  return false
}
