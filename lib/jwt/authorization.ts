// The claims of a request to an auth callout and of its answer, with the names of their JSON, and their shapes. Source: nats-io/jwt v2
// authorization_claims.go.
import { count, generic, texts, type Generic } from './common'
import { always, integer, list, pointer, struct, text } from './shape'

export interface ServerId {
  readonly name?: string
  readonly host?: string
  /** Public key N…. */
  readonly id?: string
  readonly version?: string
  readonly cluster?: string
  readonly tags?: readonly string[]
  /** Public curve key X… to which the answer may be encrypted. */
  readonly xkey?: string
}

export interface ClientInformation {
  readonly host?: string
  readonly id?: number
  readonly user?: string
  readonly name?: string
  readonly tags?: readonly string[]
  readonly name_tag?: string
  readonly kind?: string
  readonly type?: string
  readonly mqtt_id?: string
  readonly nonce?: string
}

/** What the client sent in CONNECT. */
export interface ConnectOptions {
  readonly jwt?: string
  readonly nkey?: string
  readonly sig?: string
  readonly auth_token?: string
  readonly user?: string
  readonly pass?: string
  readonly name?: string
  readonly lang?: string
  readonly version?: string
  readonly protocol?: number
}

/** Certificates are PEM; those of a verified chain begin with the client's. */
export interface ClientTls {
  readonly version?: string
  readonly cipher?: string
  readonly certs?: readonly string[]
  readonly verified_chains?: readonly (readonly string[])[]
}

export interface AuthorizationRequest extends Generic<'authorization_request'> {
  readonly server_id?: ServerId
  /** The public key U… that the JWT in the answer must have. */
  readonly user_nkey?: string
  readonly client_info?: ClientInformation
  readonly connect_opts?: ConnectOptions
  readonly client_tls?: ClientTls
  readonly request_nonce?: string
}

export const authorizationRequest = struct<AuthorizationRequest>({
  server_id: struct<ServerId>({
    name: always(text),
    host: always(text),
    id: always(text),
    version: text,
    cluster: text,
    tags: texts,
    xkey: text,
  }),
  user_nkey: always(text),
  client_info: struct<ClientInformation>({
    host: text,
    id: integer(0),
    user: text,
    name: text,
    tags: texts,
    name_tag: text,
    kind: text,
    type: text,
    mqtt_id: text,
    nonce: text,
  }),
  connect_opts: struct<ConnectOptions>({
    jwt: text,
    nkey: text,
    sig: text,
    auth_token: text,
    user: text,
    pass: text,
    name: text,
    lang: text,
    version: text,
    protocol: always(count),
  }),
  client_tls: pointer(
    struct<ClientTls>({ version: text, cipher: text, certs: texts, verified_chains: list(texts) }),
  ),
  request_nonce: text,
  ...generic('authorization_request'),
})

export interface AuthorizationResponse extends Generic<'authorization_response'> {
  /** The JWT of the user, where it is let in. */
  readonly jwt?: string
  /** Why it is not. */
  readonly error?: string
  /** Public key of the account, where a signing key of that has signed. */
  readonly issuer_account?: string
}

export const authorizationResponse = struct<AuthorizationResponse>({
  jwt: text,
  error: text,
  issuer_account: text,
  ...generic('authorization_response'),
})
