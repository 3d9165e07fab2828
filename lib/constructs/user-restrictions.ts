// What limits a user in operator mode, by its own JWT or by the scope of a signing key; `proxyRequired` does in config mode, too.
import { isIP } from 'node:net'
import type { UserRestrictions } from '../model/model'
import { defined } from '../values/defined'
import { ValueError, show } from '../values/finding'
import { parseSize, type Size } from '../values/size'
import { boolean, integer } from './parsers'
import type { PropsOf } from './props'

export interface UserRestrictionsProps {
  /**
   * The JWT alone lets somebody in, without the key: whoever sees it is that user. Refused until it is acknowledged.
   * @defaultValue false
   */
  readonly bearer?: boolean
  /** Subscriptions of a connection. @defaultValue no limit */
  readonly maxSubscriptions?: number
  /** Size of a message. @defaultValue the account's */
  readonly maxPayload?: Size
  /** Bytes of a connection, altogether. @defaultValue no limit */
  readonly maxData?: Size
  /** Networks that it may connect from, in CIDR: `'10.0.0.0/8'`. @defaultValue any */
  readonly sources?: readonly string[]
  /** Hours of the day at which it may be connected. @defaultValue any */
  readonly times?: readonly TimeProps[]
  /**
   * IANA name of the zone of `times`: `'Europe/Berlin'`. A server whose host has no zone data (Debian's `tzdata`) lets nobody in.
   * @defaultValue that of the server
   */
  readonly timeZone?: string
  /**
   * It may connect through a proxy only whose key the servers trust: `addConfOverride(['proxies'], { trusted: [{ public_key: 'U…' }] })`.
   * Known to nats-server from 2.12.
   * @defaultValue false
   */
  readonly proxyRequired?: boolean
}

export interface TimeProps {
  /** `'08:00'` or `'08:00:00'`. */
  readonly start: string
  /** Before `start`, it is on the next day (nats-server 2.11.17, 2.12.8 and later). */
  readonly end: string
}

/** Adds the problems `invalid-choice`, `invalid-number`, `invalid-size`, `invalid-network`, `invalid-time` and `empty-list`. */
export function readRestrictions(read: PropsOf<UserRestrictionsProps>): UserRestrictions {
  for (const prop of ['sources', 'times'] as const)
    read.refuseEmpty(prop, 'which nats-server reads as "any"', 'leave it out')
  return defined({
    bearer: read.optional('bearer', boolean),
    maxSubscriptions: read.optional('maxSubscriptions', integer(0)),
    maxPayload: read.optional('maxPayload', parseSize),
    maxData: read.optional('maxData', parseSize),
    sources: read.list('sources', parseNetwork),
    times: read.objects('times', (inner: PropsOf<TimeProps>) => ({
      start: inner.value('start', parseTime),
      end: inner.value('end', parseTime),
    })),
    timeZone: read.optional('timeZone', parseTimeZone),
    proxyRequired: read.optional('proxyRequired', boolean),
  })
}

function parseNetwork(value: unknown): string {
  const [address = '', bits = ''] = typeof value === 'string' ? value.split('/', 2) : []
  const most = isIP(address) === 4 ? 32 : 128
  if (isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most) return String(value)
  throw new ValueError(
    'invalid-network',
    `${show(value)} is no network in CIDR`,
    "give one such as '10.0.0.0/8'",
  )
}

function parseTime(value: unknown): string {
  if (typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(value))
    return value.length === 5 ? `${value}:00` : value
  throw new ValueError('invalid-time', `${show(value)} is no time of the day`, "give one such as '08:00'")
}

function parseTimeZone(value: unknown): string {
  if (typeof value === 'string' && isTimeZone(value)) return value
  throw new ValueError(
    'invalid-time',
    `${show(value)} is no time zone`,
    "give an IANA name such as 'Europe/Berlin'",
  )
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}
