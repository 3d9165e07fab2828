// Finds servers that promise their accounts more JetStream than they have.
import type { BuiltInRule } from '../model/rule'
import { promisedBy } from './support/promised'

const change = 'raise the limit of the servers, or lower those of accounts'

export const jetstreamOvercommitted: BuiltInRule = {
  code: 'jetstream-overcommitted',
  severity: 'error',
  title: 'a server has the JetStream storage that its accounts are promised',
  why: 'nats-server refuses to start where it is no member of a cluster: "insufficient storage resources available".',
  change,
  source: 'nats-server server/jetstream.go sufficientResources',
  example: 'jetstream.maxFile: 1073741824 bytes, but the accounts of the system are promised 3221225472',
  check: ({ model }) =>
    promisedBy(model).flatMap(({ cluster, limit, has, promised }) => {
      if (has === undefined || promised <= has) return []
      const message = `jetstream.${limit}: ${String(has)} bytes, but the accounts of the system are promised ${String(promised)}`
      return [{ path: cluster.path, message, change }]
    }),
}
