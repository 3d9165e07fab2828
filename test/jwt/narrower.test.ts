// Which limits of a JWT hold a user closer than those of another.
import type { UserPermissionLimits } from '../../lib/jwt/common'
import { isNarrower } from '../../lib/jwt/narrower'

const NIGHT = [{ start: '22:00:00', end: '06:00:00' }]

/** By name: limits, and others that hold the user closer. */
const cases: Readonly<Record<string, readonly [was: UserPermissionLimits, now: UserPermissionLimits]>> = {
  'a count where there was none': [{ subs: -1 }, { subs: 10 }],
  'a lower count': [{ data: 20 }, { data: 10 }],
  'none at all': [{ payload: 1 }, { payload: 0 }],
  'a network': [{}, { src: ['10.0.0.0/8'] }],
  'fewer networks': [{ src: ['10.0.0.0/8', '127.0.0.0/8'] }, { src: ['10.0.0.0/8'] }],
  'fewer kinds of connection': [{}, { allowed_connection_types: ['LEAFNODE'] }],
  hours: [{}, { times: NIGHT, times_location: 'Europe/Berlin' }],
  'hours of another zone': [{ times: NIGHT }, { times: NIGHT, times_location: 'Europe/Berlin' }],
  'a key beside the JWT': [{ bearer_token: true }, {}],
  'a proxy': [{}, { proxy_required: true }],
}

it.each(Object.entries(cases))('%s: narrower, and the other way it is not', (_, [was, now]) => {
  expect([isNarrower(now, was), isNarrower(was, was), isNarrower(now, now)]).toEqual([true, false, false])
})

it.each([
  ['more of each', { subs: 1, data: 1, payload: 1 }, { subs: 2, data: -1 }],
  ['more networks', { src: ['10.0.0.0/8'] }, { src: ['127.0.0.0/8', '10.0.0.0/8'] }],
  ['no networks, kinds or hours', { src: ['a'], allowed_connection_types: ['MQTT'], times: NIGHT }, {}],
  ['no key, and no proxy', { proxy_required: true }, { bearer_token: true }],
  ['other subjects', { pub: { allow: ['a'] } }, { pub: { deny: ['>'] } }],
])('%s: not narrower', (_, was: UserPermissionLimits, now: UserPermissionLimits) => {
  expect(isNarrower(now, was)).toBe(false)
})
