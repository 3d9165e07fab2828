// Finds users who may make requests, but not receive the answers.
import type { Account, Model } from '../model/model'
import { accountsOf, permissionsOf } from '../model/query'
import { filledIn } from '../model/template'
import type { BuiltInRule, Violation } from '../model/rule'
import { subjectAlgebra, type SubjectAlgebra } from '../permissions/subject-set'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import type { Subject } from '../values/subject'
import { splitSubscription } from '../values/subject'
import { localSubject } from '../values/subject-transform'
import { inboxOf, maySubscribe } from './support/inbox'
import type { DeclaredPermissions } from './support/permissions'
import { declaredPermissions } from './support/permissions'
import type { ScopeOf } from './support/scopes'
import { scopesOf } from './support/scopes'
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
    const algebra = subjectAlgebra()
    const declared = groupBy(declaredPermissions(model), ({ account }) => account)
    const scopes = groupBy(scopesOf(model), ({ account }) => account)
    return accountsOf(model).flatMap((account) => {
      const services = servicesOf(account, model)
      const own = (declared.get(account) ?? []).filter(({ isScope }) => !isScope)
      return [
        ...own.flatMap((one) => problems(one, services, algebra)),
        ...(scopes.get(account) ?? []).flatMap((scope) => ofScope(scope, services, algebra)),
      ]
    })
  },
}

/** What is wrong for the first of its users is wrong in the scope. */
function ofScope(
  { account, key, scope: { permissions }, users }: ScopeOf,
  services: SubjectIndex<Service>,
  algebra: SubjectAlgebra,
): readonly Violation[] {
  if (permissions === undefined) return []
  const prop = `signingKeys.${key}.scope.permissions`
  return users
    .flatMap((user) =>
      problems(
        { path: user.path, prop, permissions: filledIn(permissions, account, user), user },
        services,
        algebra,
      ),
    )
    .slice(0, 1)
    .map((violation) => ({ ...violation, path: account.path }))
}

interface Service {
  readonly subject: Subject
  /** The user who answers. */
  readonly path?: string
}

/** What is known to answer in an account: JetStream, imported services, and users who have leave to answer. */
function servicesOf(account: Account, model: Model): SubjectIndex<Service> {
  const services: readonly Service[] = [
    { subject: '$JS.API.>' },
    ...account.imports
      .filter(({ kind }) => kind === 'service')
      .map((given) => ({ subject: localSubject(given) })),
    ...account.users.flatMap((user) => {
      const { allowResponses, subscribe } = permissionsOf(model, account, user) ?? {}
      if (allowResponses === undefined) return []
      return (subscribe?.allow ?? []).map((entry) => ({ path: user.path, ...splitSubscription(entry) }))
    }),
  ]
  return indexSubjects(services, ({ subject }) => subject)
}

function problems(
  { path, prop, permissions, user }: Pick<DeclaredPermissions, 'path' | 'prop' | 'permissions' | 'user'>,
  services: SubjectIndex<Service>,
  algebra: SubjectAlgebra,
): readonly Violation[] {
  const inbox = inboxOf(user)
  if (maySubscribe(permissions, inbox, algebra)) return []
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
