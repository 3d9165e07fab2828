// Finds denials of what an account imports under another name.
import { accountName } from '../model/identity'
import type { AllowDeny, Import } from '../model/model'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { covers, overlaps, splitSubscription } from '../values/subject'
import { localSubject } from '../values/subject-transform'
import type { DeclaredPermissions } from './support/permissions'
import { declaredPermissions } from './support/permissions'

export const denyBeforeImport: BuiltInRule = {
  code: 'deny-before-import',
  severity: 'warning',
  title: 'what is imported is denied under its local subject',
  why: 'Users of the importing account know it under its local subject, and nats-server checks that alone: a denial of the name in the other account denies nothing.',
  change: 'deny the local subject, too',
  source: 'nats-server server/accounts.go addStreamImport, addServiceImport; server/client.go canSubscribe',
  example:
    'permissions.subscribe.deny: "orders.>" does not stop stream "orders.created" from SALES, which is "erp.created" here',
  check: ({ model }) => declaredPermissions(model).flatMap(problems),
}

function problems(declared: DeclaredPermissions): readonly Violation[] {
  return (declared.account?.imports ?? []).flatMap((given) => {
    const side = given.kind === 'stream' ? 'subscribe' : 'publish'
    return problem(declared, side, declared.permissions[side] ?? {}, given)
  })
}

function problem(
  { path, prop }: DeclaredPermissions,
  side: 'publish' | 'subscribe',
  { allow, deny = [] }: AllowDeny,
  given: Import,
): readonly Violation[] {
  const local = localSubject(given)
  const entry = deny.find((denied) => covers(denied, given.subject))
  if (entry === undefined || deny.some((denied) => covers(denied, local))) return []
  if (allow?.some((allowed) => overlaps(splitSubscription(allowed).subject, local)) === false) return []
  const what = `${given.kind} ${show(given.subject)} from ${accountName(given.from)}`
  const message = `${prop}.${side}.deny: ${show(entry)} does not stop ${what}, which is ${show(local)} here`
  return [{ path, message, change: `deny ${show(local)}, too` }]
}
