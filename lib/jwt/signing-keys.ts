// The signing keys of an account, with the names of the JSON, and their shape. Source: nats-io/jwt v2 signingkeys.go.
import { userPermissionLimits, type NatsLimits, type UserPermissionLimits } from './common'
import { always, compareBytes, list, oneOf, struct, text, type Shape } from './shape'

/** A signing key whose users have the permissions and limits of the template, and none of their own. */
export interface UserScope {
  readonly kind: 'user_scope'
  /** Public key A…. */
  readonly key: string
  readonly role?: string
  readonly template?: UserPermissionLimits
  readonly description?: string
}

const scope = struct<UserScope>({
  kind: always(oneOf('user_scope')),
  key: always(text),
  role: always(text),
  template: struct(userPermissionLimits),
  description: always(text),
})

/** What a template does not limit has no limit. */
const NO_LIMITS: NatsLimits = { subs: -1, data: -1, payload: -1 }

export const keyOfSigner = (signer: string | UserScope): string =>
  typeof signer === 'string' ? signer : signer.key

/** Written in the order of the keys. */
export const signingKeys: Shape<readonly (string | UserScope)[]> = {
  zero: '[]',
  write: (keys) =>
    `[${[...keys]
      .sort((a, b) => compareBytes(keyOfSigner(a), keyOfSigner(b)))
      .map((key) => (typeof key === 'string' ? text.write(key) : scope.write(key)))
      .join()}]`,
  read: (json, at) =>
    list<string | UserScope>({
      write: String,
      read: (element, where) => {
        if (typeof element === 'string') return element
        const read = scope.read(element, where)
        return { ...read, template: { ...NO_LIMITS, ...read.template } }
      },
    }).read(json, at),
}
