// A user of an account: how it logs in, and what it may do.
import type { Construct } from 'constructs'
import type {
  ConnectionType,
  DistinguishedNamePart,
  Login,
  PasswordSource,
  Permissions as ModelPermissions,
} from '../model/model'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { ValueError, show } from '../values/finding'
import { parseDnsPattern } from '../values/hosts'
import { parseName, parseText } from '../values/names'
import { decodePublic } from '../values/nkey'
import { Secret } from '../values/secret'
import { parseLiteralSubject } from '../values/subject'
import type { KeyAlgorithm } from '../values/tls-names'
import { KEY_ALGORITHMS } from '../values/tls-names'
import type { Account } from './account'
import type { CertificateAuthority } from './certificate-authority'
import { parseCommonName } from './certificate-authority'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, kindOf } from './construct'
import { parseRequest } from './pem-props'
import type { Permissions } from './permissions'
import { readPermissions } from './permissions'
import { Props, oneOf } from './props'

/**
 * Where a password or token comes from. `'generated'`: 128 random bits, kept in the key store. `'stdin'`: typed or piped
 * once into `natsmith issue --password-stdin`. A `Secret`: its text. `{ bcrypt }`: the hash, so that natsmith never sees
 * the text. Only a bcrypt hash of it ever reaches a server's file.
 */
export type Password = 'generated' | 'stdin' | Secret | { readonly bcrypt: Secret }

export interface UserCertificateProps {
  /** @defaultValue the issuer of the client listeners of the user's system */
  readonly issuer?: CertificateAuthority
  /** The owner's PKCS#10 request in PEM: its key is certified, and natsmith holds no private key of the user. */
  readonly csr?: string
  /** @defaultValue `{ CN: '<account>/<user>' }` */
  readonly subject?: Readonly<Partial<Record<DistinguishedNamePart['type'], string | readonly string[]>>>
  readonly emails?: readonly string[]
  readonly dnsNames?: readonly string[]
  /** For instance a SPIFFE id. */
  readonly uris?: readonly string[]
  /** @defaultValue `'P-256'` */
  readonly keyAlgorithm?: KeyAlgorithm
  /** @defaultValue `'90d'` */
  readonly validity?: Duration
}

export interface UserProps extends NatsConstructProps {
  /** @defaultValue the construct's id */
  readonly name?: string
  /** @defaultValue the account that encloses the user */
  readonly account?: Account
  /** Logs in by nkey: `'generated'`, or the owner's public key `U…`. @defaultValue `'generated'`, if nothing else is given */
  readonly nkey?: string
  /** Logs in by password. */
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
  /** Kinds of connection it may make. @defaultValue `['STANDARD']` */
  readonly connectionTypes?: readonly ConnectionType[]
}

export const CONNECTION_TYPES: readonly ConnectionType[] = [
  'STANDARD',
  'WEBSOCKET',
  'LEAFNODE',
  'LEAFNODE_WS',
  'MQTT',
  'MQTT_WS',
  'IN_PROCESS',
]

/** The certificate as it was declared; the issuer is found when the tree is resolved. */
export interface DeclaredCertificate {
  readonly issuer: CertificateAuthority | undefined
  readonly csr: string | undefined
  readonly subject: readonly DistinguishedNamePart[]
  readonly emails: readonly string[]
  readonly dnsNames: readonly string[]
  readonly uris: readonly string[]
  readonly keyAlgorithm: KeyAlgorithm
  readonly validity: number
}

/**
 * A user. What it may do follows `permissions`; by default it logs in with an nkey that natsmith generates, over
 * mutual TLS with a certificate of its own.
 * @throws FindingsError `invalid-name`, `user-without-account`, `two-logins`, `invalid-nkey`, `invalid-password`,
 * `invalid-subject`, `empty-subject-list`, `invalid-pem`, `invalid-choice`, `invalid-duration`, `invalid-host`
 */
export class User extends NatsConstruct {
  readonly userName: string
  readonly account: Account
  readonly login: Login
  /** `'default'`: issued wherever a listener asks for one. */
  readonly certificate: DeclaredCertificate | 'default' | 'none'
  readonly permissions: ModelPermissions | undefined
  readonly inboxPrefix: string | undefined
  readonly connectionTypes: readonly ConnectionType[]

  constructor(scope: Construct, id: string, props: UserProps = {}) {
    super(scope, id, 'User', props)
    const read = new Props(this.node.path)
    this.userName = read.read('name', props.name ?? id, parseName)
    this.account = read.read('account', props.account ?? enclosingAccount(scope), parseAccount)
    this.login = readLogin(read, props)
    this.certificate = this.#readCertificate(read, props.certificate)
    this.inboxPrefix = read.optional('inboxPrefix', props.inboxPrefix, parseLiteralSubject)
    this.permissions = props.permissions && readPermissions(read, 'permissions', props.permissions)
    this.connectionTypes = read.list(
      'connectionTypes',
      props.connectionTypes ?? ['STANDARD'],
      oneOf(...CONNECTION_TYPES),
    )
    if (this.connectionTypes.length === 0)
      read.problem(
        'connectionTypes',
        'invalid-choice',
        'is empty',
        'name at least one kind of connection, or leave it out',
      )
    read.done()
  }

  #readCertificate(read: Props, given: UserProps['certificate']): User['certificate'] {
    if (given === 'none') return 'none'
    if (given === undefined) return 'default'
    const subject = Object.entries(given.subject ?? {}).flatMap(([type, values]) =>
      (typeof values === 'string' ? [values] : values).map((value) => ({
        type: read.read(`certificate.subject.${type}`, type, oneOf('CN', 'OU', 'O', 'L', 'ST', 'C')),
        value: read.read(`certificate.subject.${type}`, value, type === 'CN' ? parseCommonName : parseText),
      })),
    )
    return {
      issuer: given.issuer,
      csr: read.optional('certificate.csr', given.csr, parseRequest),
      subject,
      emails: read.list('certificate.emails', given.emails, parseEmail),
      dnsNames: read.list('certificate.dnsNames', given.dnsNames, parseDnsPattern),
      uris: read.list('certificate.uris', given.uris, parseUri),
      keyAlgorithm: read.read(
        'certificate.keyAlgorithm',
        given.keyAlgorithm ?? 'P-256',
        oneOf(...KEY_ALGORITHMS),
      ),
      validity: read.read('certificate.validity', given.validity ?? '90d', parseDuration),
    }
  }
}

function enclosingAccount(scope: Construct): Construct | undefined {
  return scope.node.scopes.findLast((s) => kindOf(s) === 'Account')
}

function parseAccount(value: unknown): Account {
  if (value !== undefined && kindOf(value as Construct) === 'Account') return value as Account
  throw new ValueError(
    'user-without-account',
    'is not given, and no account encloses the user',
    'declare the user below an Account, or set account',
  )
}

function readLogin(read: Props, props: UserProps): Login {
  if (props.nkey !== undefined && props.password !== undefined)
    read.problem(
      'nkey, password',
      'two-logins',
      'both are given',
      'keep one: nats-server takes a user by nkey or by password',
    )
  if (props.password !== undefined)
    return { kind: 'password', password: readPassword(read, 'password', props.password) }
  if (props.nkey !== undefined && props.nkey !== 'generated') {
    read.read('nkey', props.nkey, (value) => decodePublic('U', value))
    return { kind: 'nkey', publicKey: props.nkey }
  }
  if (props.nkey === undefined && typeof props.certificate === 'object') return { kind: 'certificate' }
  return { kind: 'nkey', publicKey: undefined }
}

/** A password or token source as the model holds it. Throws through `read`: `invalid-password`. */
export function readPassword(read: Props, prop: string, given: Password): PasswordSource {
  return read.read(prop, given, (value) => {
    if (value === 'generated' || value === 'stdin') return { kind: value }
    if (Secret.isSecret(value)) return { kind: 'text', text: parsePassword(value) }
    const hash = typeof value === 'object' && value !== null && 'bcrypt' in value ? value.bcrypt : undefined
    if (Secret.isSecret(hash) && /^\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}$/.test(hash.reveal()))
      return { kind: 'bcrypt', hash }
    throw invalidPassword('is neither a source nor a bcrypt hash')
  })
}

function parsePassword(secret: Secret): Secret {
  const bytes = Buffer.byteLength(secret.reveal())
  // bcrypt reads 72 bytes and stops at a NUL; nats-server takes text that looks like a hash for one (auth.go isBcrypt).
  if (bytes === 0 || bytes > 72 || secret.reveal().includes('\0') || /^\$2[abxy]\$/.test(secret.reveal()))
    throw invalidPassword(
      'is empty, longer than the 72 bytes that bcrypt reads, holds a NUL or looks like a hash',
    )
  return secret
}

function invalidPassword(why: string): ValueError {
  return new ValueError(
    'invalid-password',
    why,
    "give 'generated', 'stdin', Secret.of(text) of 1 to 72 bytes, or { bcrypt: Secret.of('$2a$…') }",
  )
}

function parseEmail(value: unknown): string {
  const email = parseText(value)
  // rfc822Name is IA5String (RFC 5280 4.2.1.6).
  if (/^[\x21-\x3f\x41-\x7e]+@[\x21-\x3f\x41-\x7e]+$/.test(email)) return email
  throw new ValueError(
    'invalid-name',
    `${show(value)} is not an e-mail address in ASCII`,
    'give an address such as bob@acme.com',
  )
}

function parseUri(value: unknown): string {
  const uri = parseText(value)
  if (/^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(uri) && URL.canParse(uri)) return uri
  throw new ValueError(
    'invalid-name',
    `${show(value)} is not an absolute URI in ASCII`,
    'give a URI such as spiffe://acme/bob',
  )
}
