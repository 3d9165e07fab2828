// Finds mappings of an account of which nats-server takes the one or the other.
import { accountsOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import { overlaps } from '../values/subject'

const change = 'let no subject match the sources of two mappings'

export const overlappingMappings: BuiltInRule = {
  code: 'overlapping-mappings',
  severity: 'warning',
  title: 'a subject is the source of one mapping of its account',
  why: 'nats-server takes the first mapping that it meets, in an order that is another one at every start and on every server.',
  change,
  source: 'nats-server server/accounts.go selectMappedSubject; server/opts.go parseAccountMappings',
  example: 'mappings: "old.*" and "old.eu" match the same subjects, and nats-server takes either',
  check: ({ model }) =>
    accountsOf(model).flatMap(({ path, mappings }) =>
      mappings.flatMap(({ source }, i) =>
        mappings
          .slice(i + 1)
          .filter((other) => overlaps(source, other.source))
          .map((other) => ({
            path,
            message: `mappings: ${show(source)} and ${show(other.source)} match the same subjects, and nats-server takes either`,
            change,
          })),
      ),
    ),
}
