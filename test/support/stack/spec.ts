// Random deployments for fast-check, as plain data that shrinks and prints: what is declared, and which of the others each
// thing refers to (numbers, taken modulo what there is). ../random-stack.ts makes constructs of it.
import fc from 'fast-check'
import type { ServerVersion, Size } from '../../../lib/index'
import type { ConfPath, ConfValue } from '../../../lib/values/conf'
import { CIPHER_SUITES, CURVES } from '../../../lib/values/tls-names'
import type { CipherSuite, Curve, KeyAlgorithm } from '../../../lib/values/tls-names'
import {
  dnsName,
  duration,
  fileName,
  fingerprint,
  literal,
  mostly,
  nameStart,
  optional,
  permissions,
  some,
  subject,
  text,
} from './values'

type Value<A> = A extends fc.Arbitrary<infer T> ? T : never

/** Stands for another thing of the stack. */
const which = fc.nat(1000)
const perhaps = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined })
const seldom = fc.integer({ min: 0, max: 7 }).map((n) => n === 7)
const size = fc.constantFrom<Size>(0, '64KB', '1MB', '1MiB', 123_456)

// ---------------------------------------------------------------------------------------------------------------- TLS

/** RSA keys take a while to make. */
const keyAlgorithm: fc.Arbitrary<KeyAlgorithm> = fc.oneof(
  { weight: 200, arbitrary: fc.constant('P-256') },
  { weight: 50, arbitrary: fc.constantFrom('P-384', 'Ed25519') },
  { weight: 1, arbitrary: fc.constant('RSA-2048') },
)

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

const authority = fc.record({
  name: nameStart,
  kind: mostly(fc.constant('issued'), fc.constant('imported')),
  keyAlgorithm,
  commonName: perhaps(text),
  intermediate: perhaps(fc.record({ commonName: perhaps(text) })),
})

export type AuthoritySpec = Value<typeof authority>

// --------------------------------------------------------------------------------------------------- accounts and users

const password = fc.oneof(
  fc.constant({ kind: 'generated' }),
  fc.record({
    kind: fc.constant('text'),
    text: text.filter((t) => !t.startsWith('$2') && Buffer.byteLength(t) <= 72),
  }),
  fc.record({ kind: fc.constant('bcrypt'), hash: fc.stringMatching(/^\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}$/) }),
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

const account = fc.record({
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
      source: subject.filter((s) => !/"|\{\{|[\x01-\x1f\x7f]/.test(s)),
      to: some(
        fc.record({
          prefix: literal.filter((s) => !/\{\{|[\x01-\x1f\x7f]/.test(s)),
          style: fc.constantFrom('$', 'wildcard', 'split', 'partition'),
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
      local: fc.constantFrom('as is', 'to', 'prefix'),
      share: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  users: fc.array(user, { maxLength: 3 }),
})

export type AccountSpec = Value<typeof account>

// -------------------------------------------------------------------------------------------------------------- servers

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
      text.filter((key) => !key.includes('"')),
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
    leafnodes: optional({ compression }),
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
    fileOwner: fc.record({ user: nameStart, group: nameStart }),
    tags: fc.dictionary(text, text, { maxKeys: 2 }),
  }),
}

const cluster = fc.record({
  ...servers,
  nodes: some(node, 5),
  routes: perhaps(optional({ poolSize: fc.integer({ min: -1, max: 9 }), compression })),
  routesTls: perhaps(tls),
  /** All nodes at one address, told apart by ports. */
  oneMachine: seldom,
})

export type ClusterSpec = Value<typeof cluster>

/** A leaf node connection: of a leaf node, or of a cluster. */
const remote = fc.record({
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

const leafNode = fc.record({
  ...servers,
  node,
  ownTls: fc.boolean(),
  remotes: some(remote, 2),
})

export type LeafNodeSpec = Value<typeof leafNode>

/** `least`, often one more, seldom two. */
const few = <T>(of: fc.Arbitrary<T>, least: number): fc.Arbitrary<readonly T[]> =>
  fc.integer({ min: 0, max: 5 }).chain((n) => {
    const length = least + (n < 3 ? 0 : n < 5 ? 1 : 2)
    return fc.array(of, { minLength: length, maxLength: length })
  })

const system = (minClusters: number) =>
  fc.record({
    name: nameStart,
    /** In the place of users. */
    token: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: password }),
    accounts: some(account, 3),
    clusters: few(cluster, minClusters),
    leafNodes: few(leafNode, 0),
  })

export type SystemSpec = Value<ReturnType<typeof system>>

/** A deployment. The first of its systems is the implicit one. */
export const anyStack = fc.record({
  authorities: some(authority, 3),
  systems: fc.tuple(system(1), few(system(0), 0)).map(([implicit, others]) => [implicit, ...others]),
  /** Remotes declared below clusters. */
  remotes: fc.array(fc.record({ servers: which, remote }), { maxLength: 1 }),
})

export type Stack = Value<typeof anyStack>
