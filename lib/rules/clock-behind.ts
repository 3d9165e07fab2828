// Finds documents that begin after now: the clock of this machine is behind that of the one that issued them.
import { requestsOf } from '../model/requests'
import type { BuiltInRule } from '../model/rule'

const change = 'set the clock of this machine, then run the same command again'

export const clockBehind: BuiltInRule = {
  code: 'clock-behind',
  severity: 'error',
  title: 'no certificate begins after now',
  why: 'What is issued with a clock that is behind may end before it is deployed, and renewals come too late.',
  change,
  source: 'RFC 5280 4.1.2.5',
  example: 'tls/hub/nats1/client begins 2026-03-01T00:00:00.000Z, and it is 2026-01-01T00:00:00.000Z here',
  check: ({ model, issued, now }) => {
    const [first] = requestsOf(model).flatMap(({ identity, path }) => {
      const { notBefore } = issued.document(identity) ?? {}
      return notBefore === undefined || notBefore <= now ? [] : [{ identity, path, notBefore }]
    })
    if (first === undefined) return []
    const { identity, path, notBefore } = first
    const [begins, here] = [notBefore, now].map((time) => new Date(time).toISOString())
    return [{ path, message: `${identity} begins ${String(begins)}, and it is ${String(here)} here`, change }]
  },
}
