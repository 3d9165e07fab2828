// An account: a tenant with subjects, users and limits of its own.
import type { Construct } from 'constructs'
import type {
  AccountJetStream,
  AccountLimits,
  AccountRef,
  Mapping,
  Permissions as ModelPermissions,
} from '../model/model'
import type { Duration } from '../values/duration'
import { defined } from '../values/defined'
import { parseDuration } from '../values/duration'
import { parseName, parseText } from '../values/names'
import type { Size } from '../values/size'
import { parseSize } from '../values/size'
import { parseLiteralSubject, parseSubject } from '../values/subject'
import type { NatsConstructProps } from './construct'
import { NatsConstruct } from './construct'
import { systemOf } from './nats-system'
import type { Permissions } from './permissions'
import { readPermissions } from './permissions'
import { Props, boolean, integer, oneOf } from './props'

/** Makes a subject of an account available to others. */
export type ExportProps = (
  | { readonly stream: string }
  | {
      readonly service: string
      /** How a service answers. @defaultValue `'single'` */
      readonly response?: 'single' | 'stream' | 'chunked'
      /** How long a response may take. @defaultValue nats-server's 2 minutes */
      readonly responseThreshold?: Duration
    }
) & {
  /** Who may import it. @defaultValue every account of the system */
  readonly accounts?: readonly Account[]
  /** Position, from 1, of the `*` that stands for the importing account. */
  readonly accountTokenPosition?: number
}

/** Takes a subject that another account exports. */
export type ImportProps = { readonly from: Account } & (
  | {
      readonly stream: string
      /** Local subject. */ readonly to?: string
      /** Put before the subject. */ readonly prefix?: string
    }
  | {
      readonly service: string
      /** Local subject. */ readonly to?: string
      /** Shows who asks. */ readonly share?: boolean
    }
)

/** Where messages published to a subject go instead; several destinations share them by weight in percent. */
export type MappingProps =
  string | readonly { readonly destination: string; readonly weight?: number; readonly cluster?: string }[]

export interface AccountProps extends NatsConstructProps {
  /** @defaultValue the construct's id */
  readonly name?: string
  /** Limits of the account on each server. @defaultValue none */
  readonly limits?: {
    readonly maxConnections?: number
    readonly maxSubscriptions?: number
    readonly maxPayload?: Size
    readonly maxLeafnodes?: number
  }
  /** JetStream for the account: `true`, or its limits. @defaultValue off */
  readonly jetstream?:
    | true
    | {
        readonly maxMemory?: Size
        readonly maxStore?: Size
        readonly maxStreams?: number
        readonly maxConsumers?: number
        readonly maxAckPending?: number
        readonly memoryMaxStreamBytes?: Size
        readonly storeMaxStreamBytes?: Size
        readonly maxBytesRequired?: boolean
      }
  /** Permissions of users that have none of their own. @defaultValue none: such a user may do everything */
  readonly defaultPermissions?: Permissions
  /** Subject mappings, by source subject. @defaultValue none */
  readonly mappings?: Readonly<Record<string, MappingProps>>
  readonly exports?: readonly ExportProps[]
  readonly imports?: readonly ImportProps[]
}

/** An export as it was declared, with its subject parsed. */
export interface DeclaredExport {
  readonly kind: 'stream' | 'service'
  readonly subject: string
  readonly accounts: readonly Account[] | undefined
  readonly accountTokenPosition?: number
  readonly response?: 'single' | 'stream' | 'chunked'
  readonly responseThreshold?: number
}

export interface DeclaredImport {
  readonly kind: 'stream' | 'service'
  readonly subject: string
  readonly from: Account
  readonly to?: string
  readonly prefix?: string
  readonly share?: boolean
}

/**
 * A NATS account of the system it stands in. Users are declared below it.
 * @throws FindingsError `invalid-name`, `invalid-subject`, `invalid-number`, `invalid-size`, `invalid-duration`,
 * `empty-subject-list`
 */
export class Account extends NatsConstruct {
  readonly accountName: string
  readonly system: string
  readonly limits: AccountLimits
  readonly jetstream: AccountJetStream | undefined
  readonly defaultPermissions: ModelPermissions | undefined
  readonly mappings: readonly Mapping[]
  readonly #exports: DeclaredExport[] = []
  readonly #imports: DeclaredImport[] = []

  constructor(scope: Construct, id: string, props: AccountProps = {}) {
    super(scope, id, 'Account', props)
    const read = new Props(this.node.path)
    this.accountName = read.read('name', props.name ?? id, parseName)
    this.system = systemOf(this)
    this.limits = defined({
      maxConnections: read.optional('limits.maxConnections', props.limits?.maxConnections, integer(0)),
      maxSubscriptions: read.optional('limits.maxSubscriptions', props.limits?.maxSubscriptions, integer(0)),
      maxPayload: read.optional('limits.maxPayload', props.limits?.maxPayload, parseSize),
      maxLeafnodes: read.optional('limits.maxLeafnodes', props.limits?.maxLeafnodes, integer(0)),
    })
    this.jetstream = props.jetstream && readJetStream(read, props.jetstream === true ? {} : props.jetstream)
    this.defaultPermissions =
      props.defaultPermissions && readPermissions(read, 'defaultPermissions', props.defaultPermissions)
    this.mappings = Object.entries(props.mappings ?? {}).map(([source, to]) => readMapping(read, source, to))
    for (const [i, given] of (props.exports ?? []).entries())
      this.#export(read, `exports[${String(i)}]`, given)
    for (const [i, given] of (props.imports ?? []).entries())
      this.#import(read, `imports[${String(i)}]`, given)
    read.done()
  }

  /** The account by its names, as the model refers to it. */
  get ref(): AccountRef {
    return { system: this.system, account: this.accountName }
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
    const read = new Props(this.node.path)
    this.#export(read, `exports[${String(this.#exports.length)}]`, given)
    read.done()
  }

  /** Imports a subject, also from an account declared after this one. @throws FindingsError as the constructor does */
  addImport(given: ImportProps): void {
    const read = new Props(this.node.path)
    this.#import(read, `imports[${String(this.#imports.length)}]`, given)
    read.done()
  }

  #export(read: Props, prop: string, given: ExportProps): void {
    const service = 'service' in given ? given : undefined
    this.#exports.push({
      kind: service ? 'service' : 'stream',
      subject: read.read(
        `${prop}.${service ? 'service' : 'stream'}`,
        'service' in given ? given.service : given.stream,
        parseSubject,
      ),
      accounts: given.accounts,
      ...defined({
        accountTokenPosition: read.optional(
          `${prop}.accountTokenPosition`,
          given.accountTokenPosition,
          integer(1),
        ),
        response: read.optional(`${prop}.response`, service?.response, oneOf('single', 'stream', 'chunked')),
        responseThreshold: read.optional(
          `${prop}.responseThreshold`,
          service?.responseThreshold,
          parseDuration,
        ),
      }),
    })
  }

  #import(read: Props, prop: string, given: ImportProps): void {
    const service = 'service' in given ? given : undefined
    const stream = 'service' in given ? undefined : given
    this.#imports.push({
      kind: service ? 'service' : 'stream',
      subject: read.read(
        `${prop}.${service ? 'service' : 'stream'}`,
        'service' in given ? given.service : given.stream,
        parseSubject,
      ),
      from: given.from,
      ...defined({
        to: read.optional(`${prop}.to`, given.to, parseSubject),
        prefix: read.optional(`${prop}.prefix`, stream?.prefix, parseLiteralSubject),
        share: read.optional(`${prop}.share`, service?.share, boolean),
      }),
    })
  }
}

function readJetStream(
  read: Props,
  given: Exclude<AccountProps['jetstream'], true | undefined>,
): AccountJetStream {
  const size = (prop: keyof typeof given): number | undefined =>
    read.optional(`jetstream.${prop}`, given[prop], parseSize)
  const count = (prop: keyof typeof given): number | undefined =>
    read.optional(`jetstream.${prop}`, given[prop], integer(-1))
  return defined({
    maxMemory: size('maxMemory'),
    maxStore: size('maxStore'),
    maxStreams: count('maxStreams'),
    maxConsumers: count('maxConsumers'),
    maxAckPending: count('maxAckPending'),
    memoryMaxStreamBytes: size('memoryMaxStreamBytes'),
    storeMaxStreamBytes: size('storeMaxStreamBytes'),
    maxBytesRequired: read.optional('jetstream.maxBytesRequired', given.maxBytesRequired, boolean),
  })
}

function readMapping(read: Props, source: string, to: MappingProps): Mapping {
  const prop = `mappings[${JSON.stringify(source)}]`
  const destinations = typeof to === 'string' ? [{ destination: to }] : to
  return {
    source: read.read(prop, source, parseSubject),
    destinations: destinations.map((given, i) => ({
      // The destination may hold mapping functions with blanks and commas: {{partition(3,1)}}.
      destination: read.read(`${prop}[${String(i)}].destination`, given.destination, parseText),
      ...defined({
        weight: read.optional(`${prop}[${String(i)}].weight`, given.weight, integer(0, 100)),
        cluster: read.optional(`${prop}[${String(i)}].cluster`, given.cluster, parseName),
      }),
    })),
  }
}
