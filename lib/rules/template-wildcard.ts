// Finds names and tags that are more than one token, or another template, where a template stands for them.
import type { User } from '../model/model'
import type { BuiltInRule, Violation } from '../model/rule'
import { templatesIn, templateValues } from '../model/template'
import { show } from '../values/finding'
import type { ScopeOf } from './support/scopes'
import { listsOf, scopesOf } from './support/scopes'

const change = 'choose a name or a tag without . * > {{ and blanks, or another template'

export const templateWildcard: BuiltInRule = {
  code: 'template-wildcard',
  severity: 'error',
  title: 'what a template stands for is one token, and no template',
  why: 'Servers put it into the subject as it is: a * or > grants what belongs to everybody else, a dot makes it several tokens, which may be the subject of another, and a template that comes with it is text.',
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
    (templateValues(template, account, user) ?? []).flatMap((value) => {
      const what = problemOf(value)
      if (what === undefined) return []
      const message = `${template.text} in the scope of the signing key ${show(key)} stands for ${show(value)}, which is ${what}`
      return [{ path: user.path, message, change }]
    }),
  )
}

function problemOf(value: string): string | undefined {
  if (templatesIn(value).length > 0) return 'a template itself'
  return /^[^.*>\p{White_Space}]+$/u.test(value) ? undefined : 'not one token'
}
