// Finds leave to answer a request any number of times.
import type { BuiltInRule } from '../model/rule'
import { declaredPermissions } from './support/permissions'

const change = 'give max, the number of answers that the service really sends'

export const unlimitedResponses: BuiltInRule = {
  code: 'unlimited-responses',
  severity: 'warning',
  title: 'leave to answer has a limit',
  why: 'One request is enough to publish to its reply subject, which the requester chooses, as often as one likes until the time is over.',
  change,
  source: 'nats-server server/client.go responseAllowed',
  example: 'permissions.allowResponses.max: -1 is no limit',
  check: ({ model }) =>
    declaredPermissions(model).flatMap(({ path, prop, permissions }) => {
      const { max = 0 } = permissions.allowResponses ?? {}
      return max < 0
        ? [{ path, message: `${prop}.allowResponses.max: ${String(max)} is no limit`, change }]
        : []
    }),
}
