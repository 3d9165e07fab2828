// Finds servers whose system account is not that of their operator.
import { accountIdentity, accountName } from '../model/identity'
import { operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'

const change =
  'give the operator and all servers of its system the same systemAccount, or say it in one place'

export const systemAccountDiffers: BuiltInRule = {
  code: 'system-account-differs',
  severity: 'error',
  title: 'the servers of an operator have the system account that its JWT names',
  why: 'nats-server refuses to start with another.',
  change,
  source:
    'nats-server server/jwt.go validateTrustedOperators ("system_account in config and operator JWT must be identical")',
  example: 'systemAccount: is ADMIN, and that of prod/acme is SYS',
  check: ({ model }) =>
    model.clusters.flatMap((cluster) => {
      const operator = operatorOf(model, cluster)
      const [own, its] = [cluster.systemAccount, operator?.systemAccount]
      if (operator === undefined || own === undefined || its === undefined) return []
      if (accountIdentity(own) === accountIdentity(its)) return []
      const message = `systemAccount: is ${accountName(own)}, and that of ${operator.path} is ${accountName(its)}`
      return [{ path: cluster.path, message, change }]
    }),
}
