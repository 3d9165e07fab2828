import type { Construct } from 'constructs'
import type { LoggingProps } from '../../lib/constructs/servers-props'
import { traceLogging } from '../../lib/rules/trace-logging'
import { base, describeRule, messagesOf } from '../support/judge'

const logging =
  (props: LoggingProps) =>
  (scope: Construct): void => {
    base(scope, { logging: props })
  }

describeRule(traceLogging, {
  fires: { program: logging({ trace: true }), at: ['prod/hub'] },
  quiet: {
    'nothing is said of it': base,
    'it is off': logging({ trace: false }),
    'the server says what it does, and not what clients send': logging({ debug: true }),
  },
})

test('finds what is turned on past the props', () => {
  const program = (scope: Construct): void => {
    base(scope).hub.addConfOverride(['trace_headers'], true)
  }
  expect(messagesOf(traceLogging, program)).toEqual([
    'prod/hub: trace_headers: the headers of every message are logged',
  ])
})
