// The claims of a user and of an activation, with the names of their JSON, and their shapes. Source: nats-io/jwt v2 user_claims.go,
// activation_claims.go.
import {
  exportType,
  generic,
  userPermissionLimits,
  type ExportType,
  type Generic,
  type UserPermissionLimits,
} from './common'
import { struct, text } from './shape'

export interface User extends UserPermissionLimits, Generic<'user'> {
  /** Public key of its account, where a signing key of that has signed. */
  readonly issuer_account?: string
}

export const user = struct<User>({ ...userPermissionLimits, issuer_account: text, ...generic('user') })

/** Leave for an account to import what another exports. */
export interface Activation extends Generic<'activation'> {
  readonly subject?: string
  readonly kind?: ExportType
  /** Public key of the exporting account, where a signing key of that has signed. */
  readonly issuer_account?: string
}

export const activation = struct<Activation>({
  subject: text,
  kind: exportType,
  issuer_account: text,
  ...generic('activation'),
})
