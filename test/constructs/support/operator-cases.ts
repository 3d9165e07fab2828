// Operators, and the props of other constructs that only operator mode has.
import { Operator } from '../../../lib/constructs/operator'
import { publicNkey } from '../../../lib/jwt/nkey-pair'
import type { AnyProps, Case } from './around'
import { make } from './around'

export const operator: Case = {
  kind: 'Operator',
  make: make(Operator),
  full: ({ account }) => ({
    tags: { owner: 'security' },
    name: 'acme',
    inUse: true,
    nkey: publicNkey('O', Buffer.alloc(32, 1)),
    signingKeys: ['one', 'two'],
    strictSigningKeys: true,
    systemAccount: account,
    accountServerUrl: 'nats://hub.internal:4222',
    serviceUrls: ['tls://hub.internal:4222'],
    assertServerVersion: '2.10.0',
    validity: '365d',
  }),
  refused: [
    [{ name: 'a b' }, 'invalid-name', 'name'],
    [{ inUse: 'no' }, 'invalid-choice', 'inUse'],
    [{ nkey: publicNkey('A', Buffer.alloc(32, 1)) }, 'invalid-nkey', 'nkey'],
    [{ signingKeys: 'main' }, 'invalid-list', 'signingKeys'],
    [{ signingKeys: ['a/b'] }, 'invalid-name', 'signingKeys[0]'],
    [{ strictSigningKeys: 1 }, 'invalid-choice', 'strictSigningKeys'],
    [{ systemAccount: 'SYS' }, 'invalid-construct', 'systemAccount'],
    [{ accountServerUrl: 'hub.internal' }, 'invalid-url', 'accountServerUrl'],
    [{ accountServerUrl: 'nats://me:secret@hub.internal' }, 'invalid-url', 'accountServerUrl'],
    [{ serviceUrls: ['http://hub.internal'] }, 'invalid-url', 'serviceUrls[0]'],
    [{ assertServerVersion: '2.12' }, 'invalid-server-version', 'assertServerVersion'],
    [{ validity: 5 }, 'invalid-duration', 'validity'],
  ],
}

export const restrictions: AnyProps = {
  bearer: true,
  maxSubscriptions: 10,
  maxPayload: '1KB',
  maxData: '1GB',
  sources: ['10.0.0.0/8', 'fd00::/8'],
  times: [{ start: '08:00', end: '17:30:00' }],
  timeZone: 'Europe/Berlin',
  proxyRequired: true,
}

/** @param wrap - puts restrictions where they stand @param at - and how messages name that place */
export const restrictionsRefused = (wrap: (given: AnyProps) => AnyProps, at = ''): Case['refused'] => [
  [wrap({ bearer: 'yes' }), 'invalid-choice', `${at}bearer`],
  [wrap({ maxSubscriptions: -1 }), 'invalid-number', `${at}maxSubscriptions`],
  [wrap({ maxPayload: 'big' }), 'invalid-size', `${at}maxPayload`],
  [wrap({ maxData: -1 }), 'invalid-size', `${at}maxData`],
  [wrap({ sources: [] }), 'empty-list', `${at}sources`],
  [wrap({ sources: ['10.0.0.1'] }), 'invalid-network', `${at}sources[0]`],
  [wrap({ sources: ['10.0.0.0/33'] }), 'invalid-network', `${at}sources[0]`],
  [wrap({ times: [{ start: '24:00', end: '08:00' }] }), 'invalid-time', `${at}times[0].start`],
  [wrap({ times: [{ start: '08:00', end: 'noon' }] }), 'invalid-time', `${at}times[0].end`],
  [wrap({ timeZone: 'Mars/Olympus' }), 'invalid-time', `${at}timeZone`],
  [wrap({ proxyRequired: 0 }), 'invalid-choice', `${at}proxyRequired`],
]
