// Where messages of an account go instead of the subject that they were published to.
import type { Mapping } from '../model/model'
import { defined } from '../values/defined'
import { ValueError, show } from '../values/finding'
import { parseName } from '../values/names'
import { parseDestination, parseMappingSource } from '../values/subject-transform'
import { integer } from './parsers'
import type { Parse, Props, PropsOf } from './props'

/**
 * Where messages published to a subject go instead; several destinations share them by weight. Each `*` of the source is `$1`,
 * `$2`, … in a destination, or the argument of a function: `wildcard`, `partition`, `split`, `splitFromLeft`,
 * `splitFromRight`, `sliceFromLeft`, `sliceFromRight`, `left`, `right`, `random`.
 */
export type MappingProps = string | readonly MappingDestination[]

export interface MappingDestination {
  /** A subject, perhaps with nats-server's mapping functions: `orders.{{wildcard(1)}}`. Each one once. */
  readonly destination: string
  /** Percent of the messages; what is missing to 100 stays with the source. @defaultValue 100 */
  readonly weight?: number
  /**
   * Only for messages published in this cluster, by its name; a leaf node has its own, and other servers without routes have none.
   * @defaultValue in every cluster
   */
  readonly cluster?: string
}

type Destination = Mapping['destinations'][number]

export function readMappings(read: Props<'mappings'>): readonly Mapping[] {
  const mappings = read.record('mappings', parseMappingSource, (entries, key, source) => {
    if (typeof entries.raw(key) === 'string')
      return { source, destinations: [{ destination: entries.value(key, parseDestination(source)) }] }
    entries.refuseEmpty(key, 'which maps to nothing', 'name a destination, or leave the mapping out')
    const destinations = entries.objects(key, readDestination(once(parseDestination(source)))) ?? []
    refuseOverweight(entries, key, destinations)
    return { source, destinations }
  })
  return mappings ?? []
}

const readDestination =
  (parse: Parse<string>) =>
  (read: PropsOf<MappingDestination>): Destination => ({
    destination: read.value('destination', parse),
    ...defined({
      weight: read.optional('weight', integer(0, 100)),
      cluster: read.optional('cluster', parseName),
    }),
  })

/** nats-server refuses a destination that is there twice, also for two clusters (server/accounts.go AddWeightedMappings). */
function once(parse: Parse<string>): Parse<string> {
  const seen = new Set<string>()
  return (value) => {
    const destination = parse(value)
    if (seen.has(destination))
      throw new ValueError(
        'invalid-mapping',
        `${show(destination)} is a destination already`,
        'keep one of them, with the weight of both',
      )
    seen.add(destination)
    return destination
  }
}

/** nats-server refuses more than 100 percent, counted for each cluster (server/accounts.go AddWeightedMappings). */
function refuseOverweight(read: Props<string>, prop: string, destinations: readonly Destination[]): void {
  for (const name of new Set(destinations.map(({ cluster }) => cluster))) {
    const weights = destinations.filter(({ cluster }) => cluster === name).map(({ weight = 100 }) => weight)
    const total = weights.reduce((a, b) => a + b, 0)
    if (total > 100)
      read.problem(
        prop,
        'invalid-number',
        `its weights add up to ${String(total)} percent`,
        'give every destination a weight, of 100 altogether',
      )
  }
}
