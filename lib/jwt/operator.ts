// The claims of an operator, with the names of their JSON, and their shape. Source: nats-io/jwt v2 operator_claims.go.
import { generic, texts, type Generic } from './common'
import { flag, struct, text } from './shape'

export interface Operator extends Generic<'operator'> {
  /** Public keys O… that sign accounts in its name. */
  readonly signing_keys?: readonly string[]
  readonly account_server_url?: string
  readonly operator_service_urls?: readonly string[]
  /** Public key of the system account. */
  readonly system_account?: string
  /** The least version of nats-server, `major.minor.patch`. */
  readonly assert_server_version?: string
  /** Whether accounts and users must be signed by signing keys, and not by identity keys. */
  readonly strict_signing_key_usage?: boolean
}

export const operator = struct<Operator>({
  signing_keys: texts,
  account_server_url: text,
  operator_service_urls: texts,
  system_account: text,
  assert_server_version: text,
  strict_signing_key_usage: flag,
  ...generic('operator'),
})
