// Finds accounts that are given JetStream which no server has.
import { accountsOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { serversOf } from './support/servers'

const change = 'set jetstream on the servers, or leave it out of the account'

export const jetstreamWithoutServers: BuiltInRule = {
  code: 'jetstream-without-servers',
  severity: 'warning',
  title: 'an account with JetStream is on a server that has it',
  why: 'nats-server starts, and nobody answers the JetStream requests of the account.',
  change,
  source: 'nats-server server/jetstream.go',
  example: 'jetstream: is set, but no server of the system has JetStream',
  check: (context) => {
    const servers = serversOf(context)
    return accountsOf(context.model).flatMap(({ path, system, jetstream }) => {
      const confs = servers(system)
      if (jetstream === undefined || confs.length === 0 || confs.some((conf) => conf.has('jetstream')))
        return []
      return [{ path, message: 'jetstream: is set, but no server of the system has JetStream', change }]
    })
  },
}
