// An account: a tenant with subjects, users and limits of its own.
import type { Construct } from 'constructs'
import type {
  AccountJetStream,
  AccountLimits,
  AccountRef,
  Mapping,
  Permissions as ModelPermissions,
  Revocation,
} from '../model/model'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { parseAccountName, parseText } from '../values/names'
import { parseLiteralSubject } from '../values/subject'
import type { AccountJetStreamProps, AccountLimitsProps } from './account-limits'
import { readAccountJetStream, readAccountLimits } from './account-limits'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, finish } from './construct'
import type { DeclaredExport, DeclaredImport, ExportProps, ImportProps } from './exports'
import { readExport, readImport } from './exports'
import type { MappingProps } from './mappings'
import { readMappings } from './mappings'
import { systemOf } from './nats-system'
import { readNkey } from './nkeys'
import { boolean, integer, oneOf } from './parsers'
import type { Permissions } from './permissions'
import { readPermissions } from './permissions'
import type { PropOf, PropsOf } from './props'
import { Props } from './props'
import { readRevocation, type RevocationProps } from './revocations'
import { readSigningKeys, type DeclaredSigningKey, type SigningKeyProps } from './signing-keys'
import { parseWebUrl } from './urls'

export type { DeclaredExport, DeclaredImport, ExportProps, ImportProps } from './exports'
export type { MappingProps } from './mappings'

export interface AccountProps extends NatsConstructProps {
  /** @defaultValue the construct's id */
  readonly name?: string
  /** Limits of the account on each server. @defaultValue none */
  readonly limits?: AccountLimitsProps
  /** JetStream for the account: `true`, or its limits. @defaultValue off */
  readonly jetstream?: true | AccountJetStreamProps
  /**
   * Permissions of users that have none of their own. Those that a conf gives in its `authorization` block are nothing for users of
   * accounts (nats-server server/opts.go parseAuthorization).
   * @defaultValue none: such a user may do everything
   */
  readonly defaultPermissions?: Permissions
  /** Subject mappings, by source subject. @defaultValue none */
  readonly mappings?: Readonly<Record<string, MappingProps>>
  /** Subjects that other accounts may import. @defaultValue none */
  readonly exports?: readonly ExportProps[]
  /** Subjects of other accounts. @defaultValue none */
  readonly imports?: readonly ImportProps[]
  /** Nobody may connect to it; who is connected is put out. @defaultValue false */
  readonly disabled?: boolean
  /** Text for people, in its JWT. @defaultValue none */
  readonly description?: string
  /** A page about it, in its JWT. @defaultValue none */
  readonly infoUrl?: string
  /** Where traces of its messages end; known to nats-server from 2.11. @defaultValue those that ask for it say it themselves */
  readonly trace?: TraceProps
  /**
   * In whose name JetStream's nodes talk to each other of its streams; known to nats-server from 2.11. @defaultValue `'system'`
   */
  readonly clusterTraffic?: 'system' | 'owner'
  /** How long its JWT is valid; it is renewed after two thirds of that. @defaultValue for ever */
  readonly validity?: Duration
  /**
   * Its identity key in operator mode: `'generated'`, or the public key `A…` whose seed its owner keeps elsewhere; signing keys sign its
   * users. @defaultValue `'generated'`
   */
  readonly nkey?: string
  /** Keys that sign its users, by name; the first one without a scope signs who names none. @defaultValue its identity key signs */
  readonly signingKeys?: Readonly<Record<string, SigningKeyProps>>
  /** Users whose JWTs are worth nothing any more. Who leaves the program is revoked without it. @defaultValue none */
  readonly revocations?: readonly RevocationProps[]
}

/** Messages with a header `traceparent` are traced. */
export interface TraceProps {
  /** The subject on which it is said where they went. */
  readonly destination: string
  /** Percent of them. @defaultValue 100 */
  readonly sampling?: number
}

/**
 * A NATS account of the system it stands in. Users are declared below it.
 * @throws FindingsError `invalid-name`, `invalid-subject`, `invalid-mapping`, `invalid-number`, `invalid-size`,
 * `invalid-duration`, `invalid-choice`, `invalid-construct`, `invalid-network`, `invalid-time`, `invalid-nkey`, `invalid-url`, `empty-list`, and those of {@link NatsConstruct}
 */
export class Account extends NatsConstruct {
  readonly accountName: string
  readonly system: string
  /** The account by its names, as the model refers to it. */
  readonly ref: AccountRef
  readonly limits: AccountLimits
  readonly jetstream: AccountJetStream | undefined
  readonly defaultPermissions: ModelPermissions | undefined
  readonly mappings: readonly Mapping[]
  readonly disabled: boolean
  readonly description: string | undefined
  readonly infoUrl: string | undefined
  readonly validity: number | undefined
  readonly trace: { readonly destination: string; readonly sampling: number } | undefined
  readonly clusterTraffic: 'system' | 'owner' | undefined
  readonly publicKey: string | undefined
  readonly signingKeys: readonly DeclaredSigningKey[]
  readonly revocations: readonly Revocation[]
  readonly #exports: DeclaredExport[]
  readonly #imports: DeclaredImport[]

  constructor(scope: Construct, id: string, props: AccountProps = {}) {
    const read = new Props<keyof AccountProps>(props)
    super(scope, id, 'Account', read)
    this.accountName = read.value('name', parseAccountName, id)
    this.system = systemOf(this)
    this.ref = { system: this.system, account: this.accountName }
    this.limits = read.object('limits', readAccountLimits) ?? {}
    this.jetstream = read.objectOrTrue('jetstream', readAccountJetStream)
    this.defaultPermissions = read.object('defaultPermissions', readPermissions)
    this.mappings = readMappings(read)
    this.disabled = read.value('disabled', boolean, false)
    this.description = read.optional('description', parseText)
    this.infoUrl = read.optional('infoUrl', parseWebUrl)
    this.validity = read.optional('validity', parseDuration)
    this.trace = read.object('trace', (inner: PropsOf<TraceProps>) => ({
      destination: inner.value('destination', parseLiteralSubject),
      sampling: inner.value('sampling', integer(1, 100), 100),
    }))
    this.clusterTraffic = read.optional('clusterTraffic', oneOf('system', 'owner'))
    this.publicKey = readNkey(read, 'A')
    this.signingKeys = readSigningKeys(read)
    this.revocations = read.objects('revocations', readRevocation) ?? []
    this.#exports = [...(read.objects('exports', readExport) ?? [])]
    this.#imports = [...(read.objects('imports', readImport) ?? [])]
    finish(this, read)
  }

  /** A copy of the exports declared so far. */
  get exports(): readonly DeclaredExport[] {
    return [...this.#exports]
  }

  /** A copy of the imports declared so far. */
  get imports(): readonly DeclaredImport[] {
    return [...this.#imports]
  }

  /** Exports a subject. @throws FindingsError as the constructor does */
  addExport(given: ExportProps): void {
    const read = new Props<PropOf<ExportProps>>(given, 'addExport')
    const declared = readExport(read)
    read.done(this.node.path)
    this.#exports.push(declared)
  }

  /** Imports a subject, also from an account declared after this one. @throws FindingsError as the constructor does */
  addImport(given: ImportProps): void {
    const read = new Props<PropOf<ImportProps>>(given, 'addImport')
    const declared = readImport(read)
    read.done(this.node.path)
    this.#imports.push(declared)
  }
}
