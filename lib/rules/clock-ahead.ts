// Finds that most of what is deployed has ended: the clock of this machine is ahead, or renewal has not run for a long time.
import { requestsOf } from '../model/requests'
import type { BuiltInRule } from '../model/rule'

const change =
  'compare the clock of this machine with that of the servers; if it is right, acknowledge this, and deploy: all of them are renewed'

/** Of fewer documents each may have its own story. */
const LEAST = 4

export const clockAhead: BuiltInRule = {
  code: 'clock-ahead',
  severity: 'error',
  title: 'most of what is deployed has not ended',
  why: 'Under a clock that is years ahead everything is issued anew at once, and to everybody else it begins years from now: each server that gets it refuses, and is refused.',
  change,
  source: 'RFC 5280 4.1.2.5',
  example:
    '4 of 4 deployed certificates and JWTs have ended, the first of them 2025-12-01T00:00:00.000Z, and it is 2026-01-01T00:00:00.000Z here',
  check: ({ model, issued, now }) => {
    const deployed = requestsOf(model).flatMap(({ identity, path }) => {
      const { notAfter } = issued.deployed(identity) ?? {}
      return notAfter === undefined ? [] : [{ path, notAfter }]
    })
    const ended = deployed.filter(({ notAfter }) => notAfter <= now)
    const [first] = ended
    if (first === undefined || deployed.length < LEAST || ended.length * 2 <= deployed.length) return []
    const earliest = ended.reduce((least, { notAfter }) => Math.min(least, notAfter), first.notAfter)
    const [end, here] = [earliest, now].map((time) => new Date(time).toISOString())
    const message = `${String(ended.length)} of ${String(deployed.length)} deployed certificates and JWTs have ended, the first of them ${String(end)}, and it is ${String(here)} here`
    return [{ path: first.path, message, change }]
  },
}
