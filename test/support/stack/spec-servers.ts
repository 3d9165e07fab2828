// Random servers and their TLS, as data.
import fc from 'fast-check'
import type { CipherSuite, Curve, ServerVersion, Size } from '../../../lib/index'
import type { ConfPath, ConfValue } from '../../../lib/values/conf'
import { CIPHER_SUITES, CURVES } from '../../../lib/values/tls-names'
import type { Value } from './values'
import {
  dnsName,
  duration,
  fileName,
  fingerprint,
  keyAlgorithm,
  mostly,
  nameStart,
  oneOf,
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

const tls = fc.record({
  source: mostly(fc.constant('issued'), fc.constantFrom('copied', 'on-node')),
  authority: which,
  trust: mostly(fc.constant('issuer'), fc.constantFrom('issuer and more', 'on-node')),
  keyAlgorithm,
  /** Everything is dropped that the surface, the key or the line does not take. */
  fields: optional({
    verify: mostly(fc.constant(true), fc.constant(false)),
    verifyAndMap: fc.boolean(),
    verifyCertAndCheckKnownUrls: fc.boolean(),
    minVersion: fc.constantFrom('1.2', '1.3'),
    cipherSuites: fc.uniqueArray(fc.constantFrom(...(Object.keys(CIPHER_SUITES) as CipherSuite[]))),
    curvePreferences: fc.uniqueArray(fc.constantFrom(...(Object.keys(CURVES) as Curve[])), { minLength: 1 }),
    pinnedCerts: some(fc.oneof(fingerprint, which)),
    handshakeFirst: fc.oneof(fc.boolean(), fc.constant('auto'), duration),
    timeout: duration,
    connectionRateLimit: fc.integer({ min: 1, max: 100_000 }),
    dnsNames: some(mostly(dnsName, fc.constant('*.example.com'))),
    ipAddresses: fc.constant(['10.9.8.7', 'fd00::9']),
    validity: fc.constantFrom('1d', '90d', '20000d'),
  }),
})

export type TlsSpec = Value<typeof tls>

const VERSIONS: fc.Arbitrary<ServerVersion> = mostly(
  fc.constantFrom('2.10', '2.11', '2.12', '2.14', '2.15'),
  fc.constantFrom('2.10.27', '2.11.12', '2.12.4', '2.14.0', '2.15.1'),
)

const override: fc.Arbitrary<readonly [ConfPath, ConfValue]> = fc.oneof(
  fc.tuple(fc.constant(['server_tags']), fc.array(text, { maxLength: 3 })),
  fc.tuple(fc.constant(['server_tags']), text),
  fc.tuple(
    fc.constant(['server_metadata']),
    fc.dictionary(
      // Under a name of a secret, text would be refused.
      text.filter((key) => !/"|^(pass|password|token|seed|key|credentials)$/i.test(key)),
      text,
    ),
  ),
  fc.tuple(
    fc.constant(['pid_file']),
    fileName.map((name) => `pid ${name}`),
  ),
  fc.tuple(fc.constant(['max_traced_msg_len']), fc.nat()),
  fc.tuple(fc.constant(['lame_duck_duration']), fc.constantFrom('30s', '2m30s')),
)

const compression = fc.constantFrom('off', 'accept', 's2_auto', 's2_fast', 's2_better', 's2_best')

const node = fc.record({
  name: nameStart,
  dnsNames: fc.array(dnsName, { maxLength: 2 }),
  ipAddresses: fc.array(fc.constantFrom('IPv4', 'IPv6'), { maxLength: 2 }),
  host: perhaps(fc.constantFrom('::', '127.0.0.1', '10.0.0.1', '::1', 'localhost')),
  ports: perhaps(fc.uniqueArray(fc.integer({ min: 1, max: 65535 }), { minLength: 4, maxLength: 4 })),
  advertise: perhaps(
    fc.oneof(dnsName, fc.record({ host: dnsName, port: fc.integer({ min: 1, max: 65535 }) })),
  ),
})

export type NodeSpec = Value<typeof node>

const authTimeout = optional({ timeout: fc.constantFrom('250ms', '5s', '1m') })

const servers = {
  name: nameStart,
  version: VERSIONS,
  tls,
  /** Plaintext, with the risk accepted. */
  plaintext: seldom,
  leafnodesTls: perhaps(tls),
  systemAccount: perhaps(which),
  overrides: fc.array(override, { maxLength: 2 }),
  options: optional({
    leafnodes: optional({ compression, authorization: authTimeout }),
    monitoring: optional({ host: fc.constantFrom('127.0.0.1', '::1', '0.0.0.0'), https: fc.boolean() }),
    logging: optional({
      debug: fc.boolean(),
      trace: fc.boolean(),
      logtime: fc.boolean(),
      logtimeUtc: fc.boolean(),
      file: fileName.map((name) => `log ${name}`),
      sizeLimit: size,
      maxFiles: fc.nat(100),
      syslog: fc.constantFrom<true | string>(true, 'udp://logs.internal:514', 'unix:///dev/log'),
    }),
    limits: optional({
      maxConnections: fc.integer({ min: 1, max: 1_000_000 }),
      maxSubscriptions: fc.nat(),
      maxPayload: size,
      maxPending: fc.constantFrom<Size>('1MB', '64MB', '3GB'),
      maxControlLine: fc.constantFrom<Size>('1KB', '4KB', 5000),
      pingInterval: duration,
      pingMax: fc.integer({ min: 1, max: 10 }),
      writeDeadline: duration,
    }),
    jetstream: fc
      .tuple(
        fileName.map((name) => ({ storeDir: `js ${name}` })),
        optional({
          maxMemory: fc.constantFrom<Size>('64MB', '1GB'),
          maxFile: fc.constantFrom<Size>('64MB', '1GB'),
          domain: fc.stringMatching(/^[A-Za-z0-9_-]{1,9}$/),
          encryption: fc.constantFrom('aes', 'chachapoly'),
        }),
      )
      .map(([dir, rest]) => ({ ...dir, ...rest })),
    authorization: authTimeout,
    fileOwner: fc.record({ user: nameStart, group: nameStart }),
    tags: fc.dictionary(text, text, { maxKeys: 2 }),
  }),
}

export const cluster = fc.record({
  ...servers,
  nodes: oneOf(1, 1, 1, 2, 2, 3, 5)(node),
  routes: perhaps(optional({ poolSize: fc.integer({ min: -1, max: 9 }), compression })),
  routesTls: perhaps(tls),
  /** All nodes at one address, told apart by ports. */
  oneMachine: seldom,
})

export type ClusterSpec = Value<typeof cluster>

/** A leaf node connection: of a leaf node, or of a cluster. */
export const remote = fc.record({
  name: nameStart,
  hub: which,
  hubAccount: which,
  account: which,
  tls: perhaps(tls),
  options: optional({
    permissions,
    denyImports: some(subject),
    denyExports: some(subject),
    compression,
  }),
})

export type RemoteSpec = Value<typeof remote>

export const leafNode = fc.record({
  ...servers,
  node,
  ownTls: fc.boolean(),
  remotes: some(remote, 2),
})

export type LeafNodeSpec = Value<typeof leafNode>
