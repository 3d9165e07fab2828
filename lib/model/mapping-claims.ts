// In: a mapping of an account. Out: what its JWT says of it. Source: nats-io/jwt v2 account_claims.go WeightedMapping.GetWeight, for which
// a weight of 0 is one of 100.
import { defined } from '../values/defined'
import type { Mapping } from './model'

type Destination = Mapping['destinations'][number]

export const mappingClaims = (mapping: Mapping) =>
  [
    mapping.source,
    destinationsInJwt(mapping).map(({ destination, weight = 100, cluster }) => ({
      subject: withoutBlanks(destination),
      weight,
      ...defined({ cluster }),
    })),
  ] as const

/**
 * Without those that get nothing, where that says the same: beside others of the same cluster. Without the source as a destination,
 * what is missing to 100 percent would not be lost (server/accounts.go AddWeightedMappings).
 */
export const destinationsInJwt = ({ source, destinations }: Mapping): readonly Destination[] =>
  destinations.filter(
    ({ destination, weight, cluster }) =>
      weight !== 0 ||
      destination === source ||
      !destinations.some((other) => other.weight !== 0 && other.cluster === cluster),
  )

/** A function's arguments may have blanks between them, a subject in a JWT may not (nats-io/jwt types.go Subject.Validate). */
const withoutBlanks = (destination: string): string =>
  destination.replace(/\{\{.*?\}\}/g, (call) => call.replaceAll(' ', ''))
