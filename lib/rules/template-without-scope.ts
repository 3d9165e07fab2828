// Finds templates where servers take them for text.
import { scopeOf } from '../model/query'
import { templatesIn } from '../model/template'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import { declaredPermissions } from './support/permissions'
import { listsOf } from './support/scopes'

const change = 'put the permissions into the scope of a signing key, and name that as signingKey of the users'

export const templateWithoutScope: BuiltInRule = {
  code: 'template-without-scope',
  severity: 'error',
  title: 'templates stand in scopes of signing keys',
  why: 'Only there nats-server fills them in. Elsewhere they are text, which no subject has: what should be allowed is not, and what should be denied is let through.',
  change,
  source: 'nats-server server/auth.go processUserPermissionsTemplate, called for scoped signing keys alone',
  example:
    'permissions.publish.allow: "orders.{{name()}}.>" has a template, which is filled in for scopes only',
  check: ({ model }) =>
    declaredPermissions(model).flatMap(({ path, prop, permissions, account, user, isScope }) => {
      // Beside a scope, what a user says is not said at all.
      if (isScope || (account && user && scopeOf(model, account, user) !== undefined)) return []
      return listsOf(permissions).flatMap(({ prop: list, entries }) =>
        entries
          .filter((entry) => templatesIn(entry).length > 0)
          .map((entry) => ({
            path,
            message: `${prop}.${list}: ${show(entry)} has a template, which is filled in for scopes only`,
            change,
          })),
      )
    }),
}
