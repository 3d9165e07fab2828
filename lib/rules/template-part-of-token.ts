// Finds templates that are no token of their own, which older servers take for text.
import type { BuiltInRule } from '../model/rule'
import { templatesIn } from '../model/template'
import { behaviourOf } from '../permissions/behaviour'
import { show } from '../values/finding'
import { listsOf, scopesOf } from './support/scopes'

const change = 'make each template a token of its own, or run 2.11.0 or later'

export const templatePartOfToken: BuiltInRule = {
  code: 'template-part-of-token',
  severity: 'error',
  title: 'every template is filled in by every server',
  why: 'Before 2.11.0 servers fill in a template only where it is a whole token. Others are text, which no subject has: what should be allowed is not, and what should be denied is let through.',
  change,
  source: 'nats-server server/auth.go processUserPermissionsTemplate at v2.10 and v2.11.0',
  example:
    'signingKeys.client.scope.permissions.publish.deny: "shop.no-{{name()}}" is not filled in by "hub", which runs 2.10',
  check: ({ model }) =>
    scopesOf(model).flatMap(({ account: { path }, key, scope, clusters }) => {
      const old = clusters.find(({ serverVersion }) => behaviourOf(serverVersion).fillsWholeTokens)
      if (old === undefined) return []
      return listsOf(scope.permissions).flatMap(({ prop, entries }) =>
        entries.filter(hasPartOfToken).map((entry) => ({
          path,
          message: `signingKeys.${key}.scope.permissions.${prop}: ${show(entry)} is not filled in by ${show(old.name)}, which runs ${old.serverVersion.text}`,
          change,
        })),
      )
    }),
}

function hasPartOfToken(entry: string): boolean {
  const others = entry.split('.').map((token) => (templatesIn(token)[0]?.text === token ? '' : token))
  return templatesIn(others.join('.')).length > 0
}
