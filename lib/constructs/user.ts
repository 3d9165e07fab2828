// A user of an account: how it logs in, and what it may do.
import type { Construct } from 'constructs'
import type { ConnectionType, Login, Permissions as ModelPermissions, UserRestrictions } from '../model/model'
import { ValueError, show } from '../values/finding'
import { parseName } from '../values/names'
import { readNkey } from './nkeys'
import { parseLiteralSubject } from '../values/subject'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import type { Account } from './account'
import { readConnectionTypes, type ConnectionTypesProps } from './connection-types'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, finish } from './construct'
import { isKind, kindOf } from './kinds'
import type { Password } from './password'
import { readPassword } from './password'
import type { Permissions } from './permissions'
import { readPermissions } from './permissions'
import type { PropsOf } from './props'
import { Props } from './props'
import type { DeclaredUserCertificate, UserCertificateProps } from './user-certificate'
import { readUserCertificate } from './user-certificate'
import { parseInstant } from './revocations'
import { readRestrictions, type UserRestrictionsProps } from './user-restrictions'

export type { HashedPasswordProps, Password, PasswordText } from './password'
export type { UserCertificateProps } from './user-certificate'

export interface UserProps extends NatsConstructProps, UserRestrictionsProps, ConnectionTypesProps {
  /** @defaultValue the construct's id */
  readonly name?: string
  /** @defaultValue the account that encloses the user */
  readonly account?: Account
  /** Logs in by nkey: `'generated'`, or the owner's public key `U…`. @defaultValue `'generated'`, if nothing else is given */
  readonly nkey?: string
  /** Logs in by password. @defaultValue none */
  readonly password?: Password
  /**
   * The certificate it shows. With neither `nkey` nor `password` it logs in by the certificate alone, on listeners with
   * `verifyAndMap`. `'none'`: natsmith makes none, the owner has one.
   * @defaultValue issued, where a client listener of the system verifies certificates
   */
  readonly certificate?: UserCertificateProps | 'none'
  /** @defaultValue the account's default permissions; without those, everything */
  readonly permissions?: Permissions
  /** Replies come below this prefix: grants subscribing to it and sets it in the client's settings. @defaultValue `_INBOX` */
  readonly inboxPrefix?: string
  /**
   * In operator mode: the key of its account that signs its JWT, by name. With a scope, that says all that it may do.
   * @defaultValue the account's first key without a scope, or its identity key
   */
  readonly signingKey?: string
  /** In operator mode: how long its JWT is valid; it is renewed after two thirds of that. @defaultValue for ever */
  readonly validity?: Duration
  /** In operator mode, RFC 3339: when its JWT starts being valid. @defaultValue at once */
  readonly notBefore?: string
}

/**
 * A user. What it may do follows `permissions`; by default it logs in with an nkey that natsmith generates, over
 * mutual TLS with a certificate of its own.
 * @throws FindingsError `invalid-name`, `user-without-account`, `two-logins`, `invalid-nkey`, `invalid-password`,
 * `invalid-subject`, `empty-list`, `invalid-pem`, `invalid-choice`, `invalid-number`, `invalid-duration`, `invalid-host`,
 * `invalid-construct`, `invalid-size`, `invalid-network`, `invalid-time`, and those of {@link NatsConstruct}
 */
export class User extends NatsConstruct {
  readonly userName: string
  readonly account: Account
  readonly login: Login
  /** `'default'`: issued wherever a listener asks for one. */
  readonly certificate: DeclaredUserCertificate | 'default' | 'none'
  readonly permissions: ModelPermissions | undefined
  readonly inboxPrefix: string | undefined
  readonly connectionTypes: readonly ConnectionType[]
  readonly restrictions: UserRestrictions
  readonly signingKey: string | undefined
  readonly validity: number | undefined
  readonly notBefore: number | undefined

  constructor(scope: Construct, id: string, props: UserProps = {}) {
    const read = new Props<keyof UserProps>(props)
    super(scope, id, 'User', read)
    this.userName = read.value('name', parseName, id)
    this.account = read.value('account', parseAccount, enclosingAccount(scope))
    this.certificate =
      read.raw('certificate') === 'none'
        ? 'none'
        : (read.object('certificate', readUserCertificate) ?? 'default')
    this.login = readLogin(read, this.certificate)
    this.permissions = read.object('permissions', readPermissions)
    this.inboxPrefix = read.optional('inboxPrefix', parseLiteralSubject)
    this.connectionTypes = readConnectionTypes(read)
    this.restrictions = readRestrictions(read)
    this.signingKey = read.optional('signingKey', parseName)
    this.validity = read.optional('validity', parseDuration)
    this.notBefore = read.optional('notBefore', parseInstant)
    finish(this, read)
  }
}

function enclosingAccount(scope: Construct): unknown {
  return scope.node.scopes.findLast((enclosing) => isKind(enclosing, 'Account'))
}

function parseAccount(value: unknown): Account {
  if (isKind(value, 'Account')) return value
  throw new ValueError(
    'user-without-account',
    value === undefined
      ? 'is not given, and no account encloses the user'
      : `${kindOf(value) ?? show(value)} is no Account`,
    'declare the user below an Account, or set account',
  )
}

function readLogin(read: PropsOf<UserProps>, certificate: User['certificate']): Login {
  const password = read.raw('password') === undefined ? undefined : readPassword(read, 'password')
  const publicKey = readNkey(read, 'U')
  if (read.raw('nkey') !== undefined && read.raw('password') !== undefined)
    read.problem(
      'nkey, password',
      'two-logins',
      'both are given',
      'keep one: nats-server takes a user by nkey or by password',
    )
  if (password !== undefined) return { kind: 'password', password }
  if (read.raw('nkey') === undefined && typeof certificate === 'object') return { kind: 'certificate' }
  return { kind: 'nkey', publicKey }
}
