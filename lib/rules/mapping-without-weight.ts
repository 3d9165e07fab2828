// Finds, in operator mode, destinations of mappings that are to get nothing.
import { accountsOf, operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'leave the destination out, or give it a weight of at least 1'

export const mappingWithoutWeight: BuiltInRule = {
  code: 'mapping-without-weight',
  severity: 'error',
  title: 'in operator mode, every destination of a mapping has a weight',
  why: 'In a JWT a weight of 0 stands for 100: the destination would get everything, or servers refuse the account.',
  change,
  source: 'nats-io/jwt v2 account_claims.go WeightedMapping.GetWeight, Mapping.Validate',
  example: 'mappings: "old.*" goes to "new.$1" with a weight of 0, which a JWT cannot say',
  check: ({ model }) =>
    accountsOf(model)
      .filter((account) => operatorOf(model, account) !== undefined)
      .flatMap(({ path, mappings }) =>
        mappings.flatMap(({ source, destinations }) =>
          destinations
            .filter(({ weight }) => weight === 0)
            .map(({ destination }) => ({
              path,
              message: `mappings: ${show(source)} goes to ${show(destination)} with a weight of 0, which a JWT cannot say`,
              change,
            })),
        ),
      ),
}
