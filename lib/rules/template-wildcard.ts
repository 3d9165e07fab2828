// Finds names and tags that a template would make more than one token of.
import type { User } from '../model/model'
import type { BuiltInRule, Violation } from '../model/rule'
import { templatesIn, templateValues } from '../model/template'
import { show } from '../values/finding'
import type { ScopeOf } from './support/scopes'
import { listsOf, scopesOf } from './support/scopes'

const change = 'choose a name or a tag without . * > and blanks, or another template'

export const templateWildcard: BuiltInRule = {
  code: 'template-wildcard',
  severity: 'error',
  title: 'what a template stands for is one token',
  why: 'Servers put it into the subject as it is: a * or > grants what belongs to everybody else, and a dot makes it several tokens, which may be the subject of another.',
  change,
  source: 'nats-server server/auth.go processUserPermissionsTemplate (values are not checked)',
  example:
    '{{name()}} in the scope of the signing key "client" stands for "berlin.north", which is not one token',
  check: ({ model }) =>
    scopesOf(model).flatMap((scope) => scope.users.flatMap((user) => problems(scope, user))),
}

function problems({ account, key, scope }: ScopeOf, user: User): readonly Violation[] {
  const entries = listsOf(scope.permissions).flatMap((list) => list.entries)
  const templates = new Map(entries.flatMap(templatesIn).map((template) => [template.text, template]))
  return [...templates.values()].flatMap((template) =>
    (templateValues(template, account, user) ?? [])
      .filter((value) => !/^[^.*>\p{White_Space}]+$/u.test(value))
      .map((value) => ({
        path: user.path,
        message: `${template.text} in the scope of the signing key ${show(key)} stands for ${show(value)}, which is not one token`,
        change,
      })),
  )
}
