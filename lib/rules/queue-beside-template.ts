// Finds permissions for queues that are lost beside a template.
import type { BuiltInRule } from '../model/rule'
import { templatesIn } from '../model/template'
import { show } from '../values/finding'
import { listsOf, scopesOf } from './support/scopes'

const change = 'allow the subject without its queue, or give the users another scope'

export const queueBesideTemplate: BuiltInRule = {
  code: 'queue-beside-template',
  severity: 'error',
  title: 'a list with a template names no queue',
  why: 'Where one entry of a list has a template, servers take each for a plain subject: one with a queue is none, and is left out; in a list of what is denied, the login is refused.',
  change,
  source: 'nats-server server/auth.go processUserPermissionsTemplate (IsValidSubject)',
  example:
    'signingKeys.client.scope.permissions.subscribe.allow: "jobs workers" is left out, beside a template',
  check: ({ model }) =>
    scopesOf(model).flatMap(({ account: { path }, key, scope }) =>
      listsOf(scope.permissions).flatMap(({ prop, isDeny, entries }) => {
        if (!entries.some((entry) => templatesIn(entry).length > 0)) return []
        const what = isDeny ? 'refuses every login' : 'is left out'
        return entries
          .filter((entry) => entry.includes(' '))
          .map((entry) => ({
            path,
            message: `signingKeys.${key}.scope.permissions.${prop}: ${show(entry)} ${what}, beside a template`,
            change,
          }))
      }),
    ),
}
