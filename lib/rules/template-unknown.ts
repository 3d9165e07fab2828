// Finds templates that servers do not know, and tags that are not set.
import type { BuiltInRule, Violation } from '../model/rule'
import type { Template } from '../model/template'
import { tagValues, templatesIn } from '../model/template'
import { show } from '../values/finding'
import type { Since } from '../values/server-version'
import { atLeast } from '../values/server-version'
import type { ScopeOf } from './support/scopes'
import { listsOf, scopesOf } from './support/scopes'

/** From here on, `TAG(x)` is not `tag(x)`. */
const LOWER_CASE: Since = ['2.11.14', '2.12.5']

const change = 'correct the template, or set the tag on the user, the account or a scope that encloses it'

export const templateUnknown: BuiltInRule = {
  code: 'template-unknown',
  severity: 'error',
  title: 'every template stands for something',
  why: 'A permission with a template that stands for nothing is left out, and in a list of what is denied the login is refused; of an unknown function, newer servers refuse every login.',
  change,
  source: 'nats-server server/auth.go processUserPermissionsTemplate',
  example: 'tags: have no "region", which {{tag(region)}} in the scope of the signing key "client" needs',
  check: ({ model }) => scopesOf(model).flatMap(problems),
}

function problems(given: ScopeOf): readonly Violation[] {
  const { account, key, scope, users } = given
  const templates = listsOf(scope.permissions).flatMap(({ prop, entries }) =>
    entries.flatMap((entry) => templatesIn(entry).map((template) => ({ prop, entry, template }))),
  )
  const unknown = templates.flatMap(({ prop, entry, template }) => {
    const why = unknownTo(template, given)
    if (why === undefined) return []
    const message = `signingKeys.${key}.scope.permissions.${prop}: ${show(entry)} has ${template.text}, ${why}`
    return [{ path: account.path, message, change }]
  })
  const tags = new Map(templates.map(({ template }) => [template.text, template])).values()
  const unset = [...tags].flatMap(({ text, kind, tag = '' }) => {
    const owners = kind === 'tag' ? users : kind === 'account-tag' ? [account] : []
    const message = `tags: have no ${show(tag)}, which ${text} in the scope of the signing key ${show(key)} needs`
    return owners
      .filter((owner) => tagValues(owner, tag).length === 0)
      .map(({ path }) => ({ path, message, change }))
  })
  return [...unknown, ...unset]
}

function unknownTo({ text, kind, tag }: Template, { clusters }: ScopeOf): string | undefined {
  if (kind === undefined) return 'which servers do not know'
  const isLower = text.startsWith(`{{${kind}(`)
  const strict = clusters.find(({ serverVersion }) => atLeast(serverVersion, LOWER_CASE))
  if (tag === undefined || isLower || strict === undefined) return undefined
  return `which ${show(strict.name)} knows in lower case only, as it runs ${strict.serverVersion.text}`
}
