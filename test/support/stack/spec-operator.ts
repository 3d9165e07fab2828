// Random operators with their accounts and users, as data: what random stacks have, and what only a JWT can say.
import fc from 'fast-check'
import { account } from './spec-accounts'
import type { Value } from './values'
import { duration, oneOf, optional, perhaps, permissions, seldom, size, some, text, which } from './values'

const instant = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2025-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())

const timeOfDay = fc.constantFrom('00:00', '08:30', '23:59:59')

const restrictions = optional({
  bearer: seldom,
  maxSubscriptions: fc.nat(),
  maxPayload: size,
  maxData: size,
  sources: some(fc.constantFrom('10.0.0.0/8', '192.0.2.1/32', '2001:db8::/32', '::1/128'), 2),
  times: some(fc.record({ start: timeOfDay, end: timeOfDay }), 2),
  timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC'),
  proxyRequired: fc.boolean(),
})

const connectionTypes = fc.uniqueArray(fc.constantFrom('STANDARD', 'WEBSOCKET', 'LEAFNODE', 'MQTT'), {
  minLength: 1,
})

const scope = fc
  .tuple(
    // Where a limit of 0 is none.
    restrictions.map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== 0))),
    optional({
      role: text,
      connectionTypes,
      permissions: fc.oneof(
        permissions,
        fc.constant({ publish: ['at.{{account-name()}}.>'], subscribe: { deny: ['to.{{name()}}.*'] } }),
      ),
    }),
  )
  .map(([limits, rest]) => ({ ...limits, ...rest }))

const user = fc.record({
  restrictions,
  props: optional({ validity: duration, notBefore: instant }),
  tags: fc.dictionary(fc.constantFrom('region', 'Tier', 'team'), fc.stringMatching(/^[A-Za-z0-9<&>-]{1,8}$/)),
  /** By a scoped key of the account, and so with nothing of its own. */
  key: perhaps(which),
})

const limits = optional({
  maxData: size,
  maxImports: fc.constantFrom(3, 9),
  maxExports: fc.constantFrom(3, 9),
  wildcardExports: fc.constant(true),
})

const tier = optional({ maxMemory: size, maxStore: size, maxStreams: fc.integer({ min: -1, max: 9 }) })

const words = fc.record({
  props: optional({
    disabled: seldom,
    description: text,
    infoUrl: fc.webUrl(),
    validity: duration,
  }),
  limits,
  tiers: perhaps(fc.dictionary(fc.constantFrom('R1', 'R3', 'R5'), tier, { minKeys: 1 })),
  signingKeys: fc.array(fc.record({ description: perhaps(text), scope: perhaps(scope) }), { maxLength: 3 }),
  /** Everybody, somebody by key, or a user of the account. */
  revoked: fc.array(
    fc.record({
      of: fc.oneof(fc.constant('*' as const), fc.uint8Array({ minLength: 32, maxLength: 32 }), which),
      at: instant,
    }),
    { maxLength: 2 },
  ),
  /** Of what the account exports: everybody, or somebody by key. */
  leaveRevoked: fc.array(
    fc.record({
      of: fc.oneof(fc.constant('*' as const), fc.uint8Array({ minLength: 32, maxLength: 32 })),
      at: instant,
    }),
    { maxLength: 2 },
  ),
  users: some(user, 3),
})

/** With a share of every mapping for each of its destinations, which are three at the most. */
const accountOfOperator = account.map(({ mappings, ...rest }) => ({
  ...rest,
  mappings: mappings.map(({ source, to }) => ({
    source,
    to: to.map((destination) => ({ ...destination, weight: Math.max(3, destination.weight) })),
  })),
}))

/** An operator of a system with nothing but it, its accounts and one server. */
export const operatorTree = fc.record({
  operator: optional({
    signingKeys: fc.uniqueArray(fc.constantFrom('main', 'next', 'third')),
    strictSigningKeys: seldom,
    accountServerUrl: fc.constantFrom('nats://hub.internal:4222', 'https://jwt.internal/jwt/v1'),
    serviceUrls: some(
      fc.constantFrom('nats://hub.internal:4222', 'wss://hub.internal', 'tls://[::1]:4222'),
      2,
    ),
    assertServerVersion: fc.constantFrom('2.10.0', '2.15.2'),
    validity: duration,
  }),
  accounts: oneOf(1, 1, 2, 2, 3)(fc.record({ account: accountOfOperator, words })),
  systemAccount: perhaps(which),
})

export type OperatorTree = Value<typeof operatorTree>
export type AccountWords = OperatorTree['accounts'][number]['words']
