// Where messages of an account go instead of the subject that they were published to.
import type { Mapping } from '../model/model'
import { defined } from '../values/defined'
import { parseName, parseText } from '../values/names'
import { parseSubject } from '../values/subject'
import { integer } from './parsers'
import type { Props, PropsOf } from './props'

/** Where messages published to a subject go instead; several destinations share them by weight. */
export type MappingProps = string | readonly MappingDestination[]

export interface MappingDestination {
  /** A subject, perhaps with nats-server's mapping functions: `orders.{{wildcard(1)}}`. */
  readonly destination: string
  /** Percent of the messages; what is missing to 100 stays with the source. @defaultValue 100 */
  readonly weight?: number
  /** Only for messages published in this cluster, by its name. @defaultValue in every cluster */
  readonly cluster?: string
}

type Destination = Mapping['destinations'][number]

export function readMappings(read: Props<'mappings'>): readonly Mapping[] {
  const mappings = read.record('mappings', parseSubject, (entries, key, source) => {
    if (typeof entries.raw(key) === 'string')
      return { source, destinations: [{ destination: entries.value(key, parseText) }] }
    entries.refuseEmpty(key, 'which maps to nothing', 'name a destination, or leave the mapping out')
    const destinations = entries.objects(key, readDestination) ?? []
    refuseOverweight(entries, key, destinations)
    return { source, destinations }
  })
  return mappings ?? []
}

function readDestination(read: PropsOf<MappingDestination>): Destination {
  return {
    // It may hold mapping functions with blanks and commas: {{partition(3,1)}}.
    destination: read.value('destination', parseText),
    ...defined({
      weight: read.optional('weight', integer(0, 100)),
      cluster: read.optional('cluster', parseName),
    }),
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
