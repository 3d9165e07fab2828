// Finds servers that promise their accounts more JetStream than they have.
import type { Cluster } from '../model/model'
import { accountsOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { groupBy } from '../values/group'

const change = 'raise the limit of the servers, or lower those of accounts'

export const jetstreamOvercommitted: BuiltInRule = {
  code: 'jetstream-overcommitted',
  severity: 'error',
  title: 'a server has the JetStream storage that its accounts are promised',
  why: 'nats-server refuses to start where it is no member of a cluster: "insufficient storage resources available".',
  change,
  source: 'nats-server server/jetstream.go sufficientResources',
  example: 'jetstream.maxFile: 1073741824 bytes, but the accounts of the system are promised 3221225472',
  check: ({ model }) => {
    const accounts = groupBy(accountsOf(model), (account) => account.system)
    return model.clusters.filter(isAlone).flatMap(({ path, system, jetstream }) =>
      LIMITS.flatMap(({ server, account }) => {
        const limit = jetstream?.[server]
        const promised = (accounts.get(system) ?? []).reduce(
          (sum, a) => sum + (a.jetstream?.[account] ?? 0),
          0,
        )
        // Without a limit the server takes what the machine has; 0 is nothing.
        if (limit === undefined || promised <= limit) return []
        const message = `jetstream.${server}: ${String(limit)} bytes, but the accounts of the system are promised ${String(promised)}`
        return [{ path, message, change }]
      }),
    )
  },
}

const LIMITS = [
  { server: 'maxMemory', account: 'maxMemory' },
  { server: 'maxFile', account: 'maxStore' },
] as const

/** In a cluster, the limits of accounts are those of all nodes together, which no server can check. */
const isAlone = ({ jetstream, routes }: Cluster): boolean => jetstream !== undefined && routes === undefined
