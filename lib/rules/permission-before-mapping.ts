// Finds permissions to publish under a subject that a mapping turns into another before they are looked at.
import type { Mapping, Model } from '../model/model'
import type { BuiltInRule, Violation } from '../model/rule'
import { withDomain } from '../permissions/mappings-on'
import { show } from '../values/finding'
import { destinationSubject } from '../values/mapping-functions'
import { covers, overlaps } from '../values/subject'
import type { DeclaredPermissions } from './support/permissions'
import { declaredPermissions } from './support/permissions'

export const permissionBeforeMapping: BuiltInRule = {
  code: 'permission-before-mapping',
  severity: 'warning',
  title: 'permissions to publish name the subject that a mapping ends at',
  why: 'nats-server maps first and checks afterwards: a denied subject goes through under its new name, and an allowed one is refused under it.',
  change: 'allow or deny the destination of the mapping, too',
  source: 'nats-server server/parser.go (selectMappedSubject before processInboundMsg), server/client.go',
  example: 'permissions.publish.deny: "orders.old" does not stop it, because it is mapped to "orders.new"',
  check: ({ model }) =>
    declaredPermissions(model).flatMap((declared) => [
      ...problems(declared, declared.account?.mappings ?? []),
      ...impliedProblems(declared, model),
    ]),
}

/** Of the API of JetStream domains: each denial once. That a name of the domain is allowed, may be meant for servers outside of it. */
function impliedProblems(declared: DeclaredPermissions, { clusters }: Model): readonly Violation[] {
  const { account, permissions } = declared
  const own = new Set(account?.mappings.map(({ source }) => source))
  const domains = new Set(
    clusters.flatMap(({ system, jetstream }) =>
      system === account?.system ? (jetstream?.domain ?? []) : [],
    ),
  )
  const implied = [...domains].flatMap((domain) => withDomain([], domain))
  return (permissions.publish?.deny ?? []).flatMap((entry) =>
    problems(
      { ...declared, permissions: { publish: { ...permissions.publish, deny: [entry] } } },
      implied.filter(
        ({ source, destinations }) =>
          !own.has(source) &&
          !permissions.publish?.deny?.some((other) =>
            destinations.every(({ destination }) => covers(other, destination)),
          ),
      ),
    )
      .filter(({ message }) => message.startsWith(`${declared.prop}.publish.deny`))
      .slice(0, 1),
  )
}

function problems(
  { path, prop, permissions }: DeclaredPermissions,
  mappings: readonly Mapping[],
): readonly Violation[] {
  const { allow, deny = [] } = permissions.publish ?? {}
  return mappings.flatMap((mapping) => {
    const { source } = mapping
    const destinations = destinationsOf(mapping)
    const isAllowed = (subject: string): boolean => allow?.some((entry) => overlaps(entry, subject)) ?? true
    const isDenied = (subject: string): boolean => deny.some((entry) => covers(entry, subject))
    const open = destinations.find(({ subject }) => isAllowed(subject) && !isDenied(subject))
    const closed = destinations.find(({ subject }) => !isAllowed(subject))
    const touched = (entries: readonly string[]): readonly string[] =>
      entries.filter((entry) => overlaps(entry, source))
    return [
      ...touched(open === undefined ? [] : deny).map((entry) => ({
        path,
        message: `${prop}.publish.deny: ${show(entry)} does not stop ${what(entry, source)}, because it is mapped to ${show(open?.text)}`,
        change: `deny ${show(open?.subject)}, too`,
      })),
      ...touched(closed === undefined ? [] : (allow ?? [])).map((entry) => ({
        path,
        message: `${prop}.publish.allow: ${show(entry)} does not let ${what(entry, source)} through, because it is mapped to ${show(closed?.text)}`,
        change: `allow ${show(closed?.subject)}, too`,
      })),
    ]
  })
}

const what = (entry: string, source: string): string => (entry === source ? 'it' : show(source))

interface Destination {
  /** As it was declared. */
  readonly text: string
  /** What it may come to. */
  readonly subject: string
}

const destinationsOf = ({ destinations }: Mapping): readonly Destination[] =>
  destinations
    .filter(({ weight }) => weight !== 0)
    .map(({ destination }) => ({ text: destination, subject: destinationSubject(destination) }))
