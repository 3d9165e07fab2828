import type { Construct } from 'constructs'
import type { ServersProps } from '../../lib/constructs/servers'
import { payloadOverPending } from '../../lib/rules/payload-over-pending'
import { base, describeRule, messagesOf } from '../support/judge'

const limits =
  (given: NonNullable<ServersProps['limits']>) =>
  (scope: Construct): void => {
    base(scope, { limits: given })
  }

describeRule(payloadOverPending, {
  fires: { program: limits({ maxPending: '64KB' }), at: ['prod/hub'] },
  quiet: {
    'neither is set': base,
    'what is pending is 0, which nats-server takes for unset': limits({ maxPending: 0 }),
    'they are equal': limits({ maxPayload: '2MB', maxPending: '2MB' }),
    'the payload is below the default of what is pending': limits({ maxPayload: '64MB' }),
  },
})

test('finds a payload above the default of what is pending', () => {
  expect(messagesOf(payloadOverPending, limits({ maxPayload: '65MB' }))).toHaveLength(1)
})
