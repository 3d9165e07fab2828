// Finds resolvers that have no system account to speak over.
import { operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'declare an Account for the servers, with a User, and give it to them as systemAccount'

export const resolverWithoutSystemAccount: BuiltInRule = {
  code: 'resolver-without-system-account',
  severity: 'error',
  title: 'a full or cache resolver has a system account',
  why: 'Servers hand JWTs to each other over it, and refuse to start without one.',
  change,
  source: 'nats-server server/jwt.go validateTrustedOperators',
  example: 'resolver: "full" needs a systemAccount, and there is none',
  check: ({ model }) =>
    model.clusters.flatMap((cluster) => {
      const { path, resolver, systemAccount } = cluster
      if (resolver.type === 'memory' || systemAccount !== undefined) return []
      if (operatorOf(model, cluster) === undefined) return []
      return [
        {
          path,
          message: `resolver: ${show(resolver.type)} needs a systemAccount, and there is none`,
          change,
        },
      ]
    }),
}
