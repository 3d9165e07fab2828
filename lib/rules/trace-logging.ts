// Finds servers that write the messages of their clients into a log.
import type { BuiltInRule } from '../model/rule'

const change =
  'leave it out; trace the messages of one subject with nats trace, or of one client with nats subscribe'

export const traceLogging: BuiltInRule = {
  code: 'trace-logging',
  severity: 'warning',
  title: 'no server logs what its clients send',
  why: 'Whoever reads the log reads the messages of every account, and the disk fills as fast as they come.',
  change,
  source: 'nats-server server/client.go traceMsg; server/opts.go trace, trace_verbose, trace_headers',
  example: 'logging.trace: the payload of every message is logged',
  // What is judged is the conf, so that overrides count.
  check: ({ model, conf }) =>
    model.clusters.flatMap((cluster) => {
      const [node] = cluster.nodes
      const options = node === undefined ? {} : conf(cluster, node)
      return TRACES.filter(({ option }) => options[option] === true).map(({ prop, what }) => ({
        path: cluster.path,
        message: `${prop}: ${what} of every message ${what === 'the headers' ? 'are' : 'is'} logged`,
        change,
      }))
    }),
}

const TRACES = [
  { option: 'trace', prop: 'logging.trace', what: 'the payload' },
  { option: 'trace_verbose', prop: 'trace_verbose', what: 'the payload' },
  { option: 'trace_headers', prop: 'trace_headers', what: 'the headers' },
] as const
