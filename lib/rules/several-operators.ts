// Finds systems with more than one operator.
import type { BuiltInRule } from '../model/rule'

const change = 'keep one operator; declare a NatsSystem for the accounts and servers of another'

export const severalOperators: BuiltInRule = {
  code: 'several-operators',
  severity: 'error',
  title: 'a system has one operator',
  why: 'One key vouches for an account: which of two operators would sign it is not said, so only the first one would.',
  change,
  source: 'nats-io/jwt v2 AccountClaims (one issuer)',
  example: 'prod/acme is already the operator of the system',
  check: ({ model }) =>
    model.systems.flatMap(({ operator, surplusOperators }) =>
      surplusOperators.map(({ path }) => ({
        path,
        message: `${operator?.path ?? ''} is already the operator of the system`,
        change,
      })),
    ),
}
