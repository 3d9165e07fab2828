// Random accounts and users, as data.
import fc from 'fast-check'
import { isPlaceholder } from '../../../lib/values/mapping-functions'
import type { Value } from './values'
import {
  dnsName,
  duration,
  keyAlgorithm,
  literal,
  mostly,
  nameStart,
  optional,
  perhaps,
  permissions,
  seldom,
  size,
  some,
  subject,
  text,
  which,
} from './values'

export const password = fc.oneof(
  fc.record({ kind: fc.constant('generated'), bcryptCost: perhaps(fc.constantFrom(4, 11, 16)) }),
  fc.record({
    kind: fc.constant('text'),
    text: text.filter((t) => !t.startsWith('$2') && Buffer.byteLength(t) <= 72),
  }),
  fc.record({
    kind: fc.constant('bcrypt'),
    hash: fc.stringMatching(/^\$2[abxy]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/),
  }),
)

export type PasswordSpec = Value<typeof password>

const certificate = optional({
  subject: optional({
    CN: text.filter((t) => t.length <= 50),
    OU: fc.oneof(text, some(text, 2)),
    O: text,
    L: text,
    ST: text,
    C: fc.stringMatching(/^[A-Z]{2}$/),
  }),
  emails: some(fc.stringMatching(/^[a-z"'\\+!#]{1,9}@[a-z.]{1,9}$/), 2),
  dnsNames: some(dnsName, 2),
  uris: some(fc.stringMatching(/^spiffe:\/\/[a-z]{1,5}\/[a-z',;$()~]{1,9}$/), 2),
  keyAlgorithm,
})

const user = fc.record({
  name: nameStart,
  login: fc.oneof(
    fc.constant({ kind: 'nkey' }),
    fc.record({ kind: fc.constant('owner'), key: fc.uint8Array({ minLength: 32, maxLength: 32 }) }),
    fc.record({ kind: fc.constant('password'), password }),
    fc.constant({ kind: 'certificate' }),
  ),
  certificate: perhaps(mostly(certificate, fc.constant('none'))),
  props: optional({
    permissions,
    inboxPrefix: literal,
    connectionTypes: fc
      .uniqueArray(fc.constantFrom('WEBSOCKET', 'LEAFNODE', 'LEAFNODE_WS', 'MQTT', 'MQTT_WS', 'IN_PROCESS'))
      .map((types) => ['STANDARD' as const, ...types]),
  }),
})

export type UserSpec = Value<typeof user>

/** Ways to use a wildcard in a destination, and two to do without. */
export const MAPPING_STYLES = [
  '$',
  'wildcard',
  'split',
  'SplitFromLeft',
  'splitfromright',
  'sliceFromLeft',
  'sliceFromRight',
  'left',
  'right',
  'partition',
  'partition of all',
  'random',
] as const

/** True for a subject of which nats-server takes no token for a placeholder. */
export const isPlain = (text: string): boolean => !text.split('.').some(isPlaceholder)

export const account = fc.record({
  name: nameStart,
  limits: perhaps(
    optional({
      maxConnections: fc.nat(),
      maxSubscriptions: fc.nat(),
      maxPayload: size,
      maxLeafnodes: fc.nat(),
    }),
  ),
  jetstream: perhaps(
    fc.oneof(
      fc.constant<true>(true),
      optional({
        maxMemory: size,
        maxStore: size,
        maxStreams: fc.integer({ min: -1, max: 100 }),
        maxConsumers: fc.integer({ min: -1, max: 100 }),
        maxAckPending: fc.integer({ min: -1, max: 100 }),
        memoryMaxStreamBytes: size,
        storeMaxStreamBytes: size,
        maxBytesRequired: fc.boolean(),
      }),
    ),
  ),
  defaultPermissions: perhaps(permissions),
  mappings: fc.array(
    fc.record({
      source: subject.filter((s) => !/"|[\x01-\x1f\x7f]/.test(s) && isPlain(s)),
      to: some(
        fc.record({
          prefix: literal.filter((s) => !/[\x01-\x1f\x7f]/.test(s) && isPlain(s)),
          style: fc.constantFrom(...MAPPING_STYLES),
          weight: fc.integer({ min: 0, max: 100 }),
          cluster: perhaps(which),
        }),
        3,
      ),
    }),
    { maxLength: 2 },
  ),
  exports: fc.array(
    fc.record({
      kind: fc.constantFrom('stream', 'service'),
      subject,
      to: perhaps(some(which, 2)),
      byToken: seldom,
      response: perhaps(fc.constantFrom('single', 'stream', 'chunked')),
      responseThreshold: perhaps(duration),
    }),
    { maxLength: 3 },
  ),
  imports: fc.array(
    fc.record({
      from: which,
      export: which,
      local: fc.constantFrom('as is', 'to', 'reversed', 'prefix'),
      share: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  users: fc.array(user, { maxLength: 3 }),
})

export type AccountSpec = Value<typeof account>
