// Finds, in operator mode, destinations of mappings that are to get nothing.
import { destinationsInJwt } from '../model/mapping-claims'
import { accountsOf, operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'leave the destination out, or give it a weight of at least 1'

export const mappingWithoutWeight: BuiltInRule = {
  code: 'mapping-without-weight',
  severity: 'error',
  title: 'in operator mode, a destination with a weight of 0 can be left out of the JWT',
  why: 'In a JWT a weight of 0 stands for 100: the destination would get everything, or servers refuse the account.',
  change,
  source: 'nats-io/jwt v2 account_claims.go WeightedMapping.GetWeight, Mapping.Validate',
  example: 'mappings: "old.*" goes to "new.$1" with a weight of 0, which a JWT cannot say',
  check: ({ model }) =>
    accountsOf(model)
      .filter((account) => operatorOf(model, account) !== undefined)
      .flatMap(({ path, mappings }) =>
        mappings.flatMap((mapping) =>
          destinationsInJwt(mapping)
            .filter(({ weight }) => weight === 0)
            .map(({ destination }) => ({
              path,
              message: `mappings: ${show(mapping.source)} goes to ${show(destination)} with a weight of 0, which a JWT cannot say`,
              change,
            })),
        ),
      ),
}
