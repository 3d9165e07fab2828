// Finds denials of what is not allowed in the first place.
import type { BuiltInRule, Violation } from '../model/rule'
import { widest } from '../permissions/grants'
import { show } from '../values/finding'
import { splitSubscription, type Subject } from '../values/subject'
import { declaredPermissions, type DeclaredPermissions } from './support/permissions'
import { indexSubjects } from './support/subject-index'

const change = 'leave it out, or correct its subject'

export const denyWithoutEffect: BuiltInRule = {
  code: 'deny-without-effect',
  severity: 'warning',
  title: 'what is denied would be allowed otherwise',
  why: 'A list that allows allows nothing else: the denial takes nothing away, and what it was meant to take away may be open under another name.',
  change,
  source: 'nats-server server/client.go pubAllowedFullCheck, canSubscribe (deny is looked at after allow)',
  example: 'permissions.publish.deny: "billing.>" denies what allow does not let in',
  check: ({ model }) =>
    declaredPermissions(model).flatMap((declared) => [
      ...problems(declared, 'publish'),
      ...problems(declared, 'subscribe'),
    ]),
}

function problems(
  { path, prop, permissions }: DeclaredPermissions,
  side: 'publish' | 'subscribe',
): readonly Violation[] {
  const { allow, deny } = permissions[side] ?? {}
  if (allow === undefined || deny === undefined) return []
  const allowed = indexSubjects(allow.map(splitSubscription), ({ subject }) => {
    const any = anyValue(subject)
    return side === 'publish' ? any : widest(any)
  })
  return (
    deny
      // Of what a queue is denied, rule queue-without-effect says it.
      .filter((entry) => !entry.includes(' ') && !hasAny(allowed(anyValue(entry))))
      .map((entry) => ({
        path,
        message: `${prop}.${side}.deny: ${show(entry)} denies what allow does not let in`,
        change,
      }))
  )
}

/** With `*` where a template stands. */
const anyValue = (subject: Subject): Subject => subject.replace(/[^.]*\{\{[^}]*\}\}[^.]*/g, '*')

const hasAny = (items: Iterable<unknown>): boolean => items[Symbol.iterator]().next().done !== true
