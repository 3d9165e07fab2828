// Finds subjects with a wildcard that is part of a token, and so is none.
import { accountsOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { declaredPermissions, type DeclaredPermissions } from './support/permissions'
import { listsOf } from './support/scopes'

const change = 'give the wildcard a token of its own, as in orders.* or orders.>'

export const literalWildcard: BuiltInRule = {
  code: 'literal-wildcard',
  severity: 'warning',
  title: 'a wildcard is a whole token',
  why: 'To nats-server, the * of "orders.eu*" is a character like others: such an entry lets nothing through that begins with "orders.eu", and denies nothing that does.',
  change,
  source:
    'nats-server server/sublist.go subjectHasWildcard, matchLevel; docs.nats.io, Subject-Based Messaging',
  example: 'permissions.publish.deny: "orders.eu*" is about the subject of just that name',
  check: ({ model }) => [
    ...declaredPermissions(model).flatMap(ofPermissions),
    ...accountsOf(model).flatMap(({ path, exports: exported, imports, mappings }) =>
      [
        ...exported.map(({ subject }) => ['exports', subject] as const),
        ...imports.map(({ subject }) => ['imports', subject] as const),
        ...mappings.map(({ source }) => ['mappings', source] as const),
      ].flatMap(([prop, subject]) => found(path, prop, subject)),
    ),
  ],
}

const ofPermissions = ({ path, prop, permissions }: DeclaredPermissions): readonly Violation[] =>
  listsOf(permissions).flatMap((list) =>
    list.entries.flatMap((entry) => found(path, `${prop}.${list.prop}`, entry)),
  )

/** @param entry - a subject, or one and a queue, in which there may be wildcards, too; templates may stand in both */
const found = (path: string, prop: string, entry: string): readonly Violation[] =>
  entry
    .replace(/\{\{[^}]*\}\}/g, 'x')
    .split(/[. ]/)
    .some((token) => token.length > 1 && /[*>]/.test(token))
    ? [{ path, message: `${prop}: ${show(entry)} is about the subject of just that name`, change }]
    : []
