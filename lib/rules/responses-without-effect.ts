// Finds leave to answer that is given to who may publish everything.
import type { BuiltInRule } from '../model/rule'
import { declaredPermissions } from './support/permissions'

const change = 'leave allowResponses out, or list in publish what may be published beside answers'

export const responsesWithoutEffect: BuiltInRule = {
  code: 'responses-without-effect',
  severity: 'warning',
  title: 'leave to answer limits what may be published',
  why: 'Who may publish everything may publish to every reply subject: its limits on answers limit nothing.',
  change,
  source: 'nats-server server/client.go setResponsePermissionIfNeeded, pubAllowedFullCheck',
  example: 'permissions.allowResponses: is given, but publish allows ">"',
  check: ({ model }) =>
    declaredPermissions(model).flatMap(({ path, prop, permissions: { publish, allowResponses } }) => {
      if (allowResponses === undefined || publish?.allow?.includes('>') !== true) return []
      // Leave to answer also lets through what is denied.
      if (publish.deny !== undefined && publish.deny.length > 0) return []
      return [{ path, message: `${prop}.allowResponses: is given, but publish allows ">"`, change }]
    }),
}
