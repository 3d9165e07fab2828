// NATS JWTs at random. In: nothing. Out: arbitraries of claims that nats-io/jwt finds nothing wrong with, and of who signs them.
import fc from 'fast-check'
import type { Account, JetStreamLimits, OperatorLimits } from '../../lib/jwt/account'
import type { Permissions, Registered, UserPermissionLimits } from '../../lib/jwt/common'
import type { Unsigned } from '../../lib/jwt/encode'
import type { Export, Import } from '../../lib/jwt/exports'
import { KINDS, type Kind, type NatsClaims } from '../../lib/jwt/kinds'
import { nkeySigner, publicNkey, type Signer, type SigningRole } from '../../lib/jwt/nkey-pair'
import { encodeSeed, type NkeyRole } from '../../lib/values/nkey'

export const NOW = Date.UTC(2026, 10, 22, 12)

/** Of every kind, without what has no value. */
type Arbitraries = { readonly [K in Kind]: fc.Arbitrary<NatsClaims[K]> }

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))
export const publicKey = (role: NkeyRole): fc.Arbitrary<string> => seed.map((raw) => publicNkey(role, raw))

/** Each property is there or not. */
const some = <T extends object>(model: {
  readonly [K in keyof T]-?: fc.Arbitrary<Exclude<T[K], undefined>>
}) => fc.record(model, { requiredKeys: [] }) as unknown as fc.Arbitrary<T>

const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
const few = <T>(element: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(element, { minLength: 1, maxLength: 3 })
const flag = fc.constant(true)
const limit = fc.oneof(fc.constant(-1), fc.integer({ min: 1, max: 2 ** 40 }))
const token = fc.stringMatching(/^[a-z<&][a-zé0-9_-]{0,5}$/u)
const subject = fc
  .tuple(
    fc.array(fc.oneof({ weight: 4, arbitrary: token }, { arbitrary: fc.constant('*'), weight: 1 }), {
      maxLength: 2,
    }),
    token,
  )
  .map(([tokens, last]) => [...tokens, last].join('.'))
const seconds = fc.integer({ min: 1, max: NOW / 1000 })
const revocations = fc.dictionary(fc.oneof(publicKey('U'), fc.constant('*')), seconds, {
  minKeys: 1,
  maxKeys: 4,
})
const info = { description: anyText, info_url: fc.webUrl() }
const tags = few(token.map((tag) => `tag:${tag}`))

const lists = { allow: few(subject), deny: few(subject) }
const permissions: { readonly [K in keyof Permissions]-?: fc.Arbitrary<NonNullable<Permissions[K]>> } = {
  pub: some(lists),
  sub: some({ allow: few(subject.map((name) => `${name} q`)), deny: few(subject) }),
  resp: fc.record({ max: fc.integer({ min: -1, max: 9 }), ttl: fc.integer({ min: -1, max: 9e9 }) }),
}
const natsLimits = { subs: limit, data: limit, payload: limit }
const userPermissionLimits = {
  ...permissions,
  src: few(fc.constantFrom('10.0.0.0/8', '192.0.2.1/32', '2001:db8::/32')),
  times: few(fc.constant({ start: '08:00:00', end: '18:30:00' })),
  times_location: fc.constantFrom('Europe/Berlin', 'America/New_York'),
  ...natsLimits,
  bearer_token: flag,
  proxy_required: flag,
  allowed_connection_types: few(fc.constantFrom('STANDARD', 'WEBSOCKET', 'MQTT')),
}

const exported: fc.Arbitrary<Export> = fc.oneof(
  some<Omit<Export, 'account_token_position'>>({
    name: anyText,
    subject,
    type: fc.constant('service'),
    token_req: flag,
    revocations,
    response_type: fc.constantFrom('Singleton', 'Stream', 'Chunked'),
    response_threshold: fc.integer({ min: 1, max: 9e9 }),
    service_latency: fc.record({
      sampling: fc.oneof(fc.constant('headers' as const), fc.integer({ min: 1, max: 100 })),
      results: token,
    }),
    advertise: flag,
    allow_trace: flag,
    ...info,
  }).map((service): Export => ({ ...service, type: 'service' })),
  subject.map((name): Export => {
    return { subject: `*.${name}`, type: 'stream', token_req: true, account_token_position: 1 }
  }),
)
const imported: fc.Arbitrary<Import> = fc
  .record({
    name: anyText,
    subject: token,
    account: publicKey('A'),
    isService: fc.boolean(),
    local_subject: token,
  })
  .map(({ isService, ...rest }) =>
    isService ? { ...rest, type: 'service', share: true } : { ...rest, type: 'stream', allow_trace: true },
  )

const jetStreamLimits: {
  readonly [K in keyof JetStreamLimits]-?: fc.Arbitrary<NonNullable<JetStreamLimits[K]>>
} = {
  mem_storage: limit,
  disk_storage: limit,
  streams: limit,
  consumer: limit,
  max_ack_pending: limit,
  mem_max_stream_bytes: limit,
  disk_max_stream_bytes: limit,
  max_bytes_required: flag,
}
/** As many exports and imports, with wildcards, as tests have. */
const accountLimits = fc.record({
  imports: fc.constantFrom(-1, 10),
  exports: fc.constantFrom(-1, 10),
  wildcards: flag,
  conn: limit,
  leaf: limit,
})
const limits: fc.Arbitrary<OperatorLimits> = fc
  .tuple(
    some(natsLimits),
    accountLimits,
    fc.oneof(
      some(jetStreamLimits),
      fc
        .dictionary(fc.constantFrom('R1', 'R3'), some(jetStreamLimits), { minKeys: 1 })
        .map((tiered_limits) => ({ tiered_limits })),
    ),
  )
  .map((parts) => Object.assign({}, ...parts) as OperatorLimits)

const scope = fc.record({
  kind: fc.constant('user_scope' as const),
  key: publicKey('A'),
  role: fc.string({ maxLength: 5 }),
  template: fc
    .tuple(some<UserPermissionLimits>(userPermissionLimits), fc.record(natsLimits))
    .map(([template, all]) => ({ ...template, ...all })),
  description: fc.string({ maxLength: 5 }),
})

const account = some<Account>({
  // With a last token of their own, so that none contains another.
  imports: few(imported).map((imports) =>
    imports.map((one, i) => ({ ...one, local_subject: `${one.local_subject ?? ''}${String(i)}` })),
  ),
  exports: few(exported).map((exports) =>
    exports.map((one, i) => ({ ...one, subject: `${one.subject ?? 'x'}.${String(i)}` })),
  ),
  limits,
  signing_keys: few(fc.oneof(publicKey('A'), scope)),
  revocations,
  default_permissions: some(permissions),
  mappings: fc.dictionary(subject, few(fc.record({ subject, weight: fc.integer({ min: 1, max: 30 }) })), {
    minKeys: 1,
    maxKeys: 3,
  }),
  authorization: fc.record({
    auth_users: few(publicKey('U')),
    allowed_accounts: few(publicKey('A')),
    xkey: publicKey('X'),
  }),
  trace: fc.record({ dest: token, sampling: fc.integer({ min: 1, max: 100 }) }),
  cluster_traffic: fc.constantFrom('system', 'owner'),
  ...info,
  tags,
  type: fc.constant('account' as const),
  version: fc.constant(2),
}).map((claims) => ({ ...claims, limits: claims.limits ?? { imports: -1, exports: -1, wildcards: true } }))

const common = <K extends Kind>(kind: K) => ({ tags, type: fc.constant(kind), version: fc.constant(2) })

const NATS: Arbitraries = {
  operator: some<NatsClaims['operator']>({
    signing_keys: few(publicKey('O')),
    account_server_url: fc.webUrl(),
    operator_service_urls: few(fc.domain().map((host) => `tls://${host}:4222`)),
    system_account: publicKey('A'),
    assert_server_version: fc.constant('2.10.0'),
    strict_signing_key_usage: flag,
    ...common('operator'),
  }),
  account,
  user: some<NatsClaims['user']>({
    ...userPermissionLimits,
    issuer_account: publicKey('A'),
    ...common('user'),
  }),
  activation: fc.record({
    subject,
    kind: fc.constantFrom('stream' as const, 'service' as const),
    issuer_account: publicKey('A'),
    ...common('activation'),
  }),
  authorization_request: some<NatsClaims['authorization_request']>({
    server_id: some({
      name: anyText,
      host: anyText,
      id: publicKey('N'),
      version: anyText,
      cluster: anyText,
      tags,
      xkey: publicKey('X'),
    }),
    user_nkey: publicKey('U'),
    client_info: some({
      host: anyText,
      id: fc.maxSafeNat(),
      user: anyText,
      name: anyText,
      tags,
      name_tag: anyText,
      kind: anyText,
      type: anyText,
      mqtt_id: anyText,
      nonce: anyText,
    }),
    connect_opts: some({
      jwt: anyText,
      nkey: anyText,
      sig: anyText,
      auth_token: anyText,
      user: anyText,
      pass: anyText,
      name: anyText,
      lang: anyText,
      version: anyText,
      protocol: fc.nat(2),
    }),
    client_tls: some({
      version: anyText,
      cipher: anyText,
      certs: few(anyText),
      verified_chains: few(few(anyText)),
    }),
    request_nonce: anyText,
    ...common('authorization_request'),
  }).chain((claims) => publicKey('U').map((user_nkey) => ({ ...claims, user_nkey }))),
  authorization_response: fc
    .tuple(
      fc.oneof(
        anyText.map((jwt) => ({ jwt })),
        anyText.map((error) => ({ error })),
      ),
      some({ tags, issuer_account: publicKey('A') }),
    )
    .map(([either, rest]) => ({ ...either, ...rest })),
}

const registered = some<Pick<Registered, 'aud' | 'exp' | 'name' | 'nbf'>>({
  aud: anyText,
  exp: fc.integer({ min: NOW / 1000 + 1e9, max: 2 ** 42 }),
  name: anyText,
  nbf: seconds,
})

export interface Order {
  readonly kind: Kind
  readonly claims: Unsigned<Kind>
  readonly signer: Signer
  /** Of the signer. */
  readonly seed: string
}

/** Something to be signed, and by whom. */
export const order = (kinds: readonly Kind[] = Object.keys(KINDS) as Kind[]): fc.Arbitrary<Order> =>
  fc.constantFrom(...kinds).chain((kind) => {
    const { subject: subjectRole, audience, issuers } = KINDS[kind]
    const sub = subjectRole === undefined ? anyText : publicKey(subjectRole)
    const aud = audience === undefined ? fc.constant({}) : publicKey(audience).map((key) => ({ aud: key }))
    return fc
      .tuple(
        registered,
        sub,
        aud,
        NATS[kind] as fc.Arbitrary<NatsClaims[Kind]>,
        fc.constantFrom(...issuers),
        seed,
      )
      .map(([claims, key, to, nats, role, raw]) => ({
        kind,
        claims: { ...claims, ...to, sub: key, nats },
        signer: nkeySigner(role, raw),
        seed: encodeSeed(role, raw),
      }))
  })

/** A signer whose key is the same for the same byte. */
export const signerOf = (role: SigningRole, byte: number): Signer => nkeySigner(role, Buffer.alloc(32, byte))
