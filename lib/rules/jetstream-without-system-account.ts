// Finds servers with JetStream that would not start, because in operator mode nobody makes a system account for them.
import { operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'

const change = 'declare an Account for the servers, with a User, and give it to them as systemAccount'

export const jetstreamWithoutSystemAccount: BuiltInRule = {
  code: 'jetstream-without-system-account',
  severity: 'error',
  title: 'in operator mode, servers with JetStream have a system account',
  why: 'JetStream speaks over it. In config mode servers make themselves one; in operator mode they do not start without.',
  change,
  source: 'nats-server server/jetstream_api.go setJetStreamExportSubs; server/opts.go',
  example: 'jetstream: needs a systemAccount, and there is none',
  check: ({ model }) =>
    model.clusters.flatMap((cluster) => {
      const { path, jetstream, systemAccount } = cluster
      if (jetstream === undefined || systemAccount !== undefined) return []
      if (operatorOf(model, cluster) === undefined) return []
      return [{ path, message: 'jetstream: needs a systemAccount, and there is none', change }]
    }),
}
