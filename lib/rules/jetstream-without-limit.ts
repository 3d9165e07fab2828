// Finds servers that promise their accounts JetStream without a limit of their own.
import type { BuiltInRule } from '../model/rule'
import { promisedBy } from './support/promised'

export const jetstreamWithoutLimit: BuiltInRule = {
  code: 'jetstream-without-limit',
  severity: 'warning',
  title: 'a server whose accounts are promised JetStream storage says how much it has',
  why: 'Without a limit nats-server takes three quarters of what the machine has when it starts, and refuses to start where accounts are promised more: "insufficient storage resources available".',
  change: 'give the servers the limit, as much as accounts are promised or more',
  source: 'nats-server server/jetstream.go sufficientResources, dynJetStreamConfig',
  example: 'jetstream.maxFile: is not set, but the accounts of the system are promised 3221225472 bytes',
  check: ({ model }) =>
    promisedBy(model).flatMap(({ cluster, limit, has, promised }) => {
      if (has !== undefined || promised === 0) return []
      const message = `jetstream.${limit}: is not set, but the accounts of the system are promised ${String(promised)} bytes`
      const change = `set jetstream.${limit} to ${String(promised)} or more, which the machine must have`
      return [{ path: cluster.path, message, change }]
    }),
}
