// What an account makes available to others, and what it takes from them.
import { defined } from '../values/defined'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { ValueError, show } from '../values/finding'
import { parseText } from '../values/names'
import type { ActivationRevocation, Latency } from '../model/model'
import type { Subject } from '../values/subject'
import { parseLiteralSubject, parseSubject } from '../values/subject'
import { localSubject } from '../values/subject-transform'
import type { Account } from './account'
import { construct } from './kinds'
import { boolean, integer, oneOf } from './parsers'
import type { Parse, Props, PropsOf } from './props'
import { readActivationRevocation, type ActivationRevocationProps } from './revocations'
import { parseWebUrl } from './urls'

/** Makes a subject of an account available to others. */
export type ExportProps = (
  | {
      /** A subject on which others may receive messages. */
      readonly stream: string
    }
  | {
      /** A subject on which others may make requests. */
      readonly service: string
      /** How a service answers. @defaultValue `'single'` */
      readonly response?: 'single' | 'stream' | 'chunked'
      /** How long a response may take. @defaultValue 2 minutes */
      readonly responseThreshold?: Duration
      /** Measures how long answers take. @defaultValue nothing is measured */
      readonly latency?: LatencyProps
      /** Lets message traces of importing accounts go on into this one; known to nats-server from 2.11. @defaultValue false */
      readonly allowTrace?: boolean
    }
) & {
  /** Who may import it. @defaultValue every account of the system */
  readonly accounts?: readonly Account[]
  /** Position, from 1, of the `*` that stands for the importing account. @defaultValue none does */
  readonly accountTokenPosition?: number
  /** For people, in the account's JWT. @defaultValue none */
  readonly name?: string
  /** Text for people, in the account's JWT. @defaultValue none */
  readonly description?: string
  /** A page about it, in the account's JWT. @defaultValue none */
  readonly infoUrl?: string
  /** Whether others may be told of it, in the account's JWT. @defaultValue false */
  readonly advertise?: boolean
  /** Whose leave to import it is worth nothing any more. Who leaves `accounts` is revoked without it. @defaultValue none */
  readonly revocations?: readonly ActivationRevocationProps[]
}

export interface LatencyProps {
  /** Where the measurements are published, in the exporting account. */
  readonly subject: string
  /** Percent of the requests, or those whose headers ask for it. @defaultValue 100 */
  readonly sampling?: number | 'headers'
}

/** Takes a subject that another account exports. */
export type ImportProps = {
  /** The account that exports it. */
  readonly from: Account
  /** For people, in the account's JWT. @defaultValue none */
  readonly name?: string
} & (
  | {
      /** The subject, as it is exported. */
      readonly stream: string
      /**
       * Local subject, with each `*` of the other one once, in its place or as `$1`, `$2`, …; not beside `prefix`.
       * @defaultValue the subject itself
       */
      readonly to?: string
      /** Put before the subject; not beside `to`. @defaultValue none */
      readonly prefix?: string
      /** Lets message traces of the exporting account go on into this one; known to nats-server from 2.11. @defaultValue false */
      readonly allowTrace?: boolean
    }
  | {
      /** The subject, as it is exported. */
      readonly service: string
      /**
       * Local subject, with each `*` of the other one once, in its place or as `$1`, `$2`, …; any, where that has no
       * wildcard. @defaultValue the subject itself
       */
      readonly to?: string
      /** Shows who asks to those who answer. @defaultValue false */
      readonly share?: boolean
    }
)

/** An export as it was declared, with its subject parsed. */
export interface DeclaredExport {
  readonly kind: 'stream' | 'service'
  readonly subject: string
  readonly accounts: readonly Account[] | undefined
  readonly accountTokenPosition?: number
  readonly response?: 'single' | 'stream' | 'chunked'
  readonly responseThreshold?: number
  readonly latency?: Latency
  readonly allowTrace?: boolean
  readonly name?: string
  readonly description?: string
  readonly infoUrl?: string
  readonly advertise?: boolean
  readonly revocations?: readonly ActivationRevocation[]
}

/** An import as it was declared, with its subjects parsed. */
export interface DeclaredImport {
  readonly kind: 'stream' | 'service'
  readonly subject: string
  readonly from: Account
  readonly to?: string
  readonly prefix?: string
  readonly share?: boolean
  readonly allowTrace?: boolean
  readonly name?: string
}

export function readExport(read: PropsOf<ExportProps>): DeclaredExport {
  const kind = kindIn(read)
  read.refuseEmpty(
    'accounts',
    'which nats-server reads as every account',
    'leave it out, name the accounts that may import, or export nothing',
  )
  return {
    kind,
    subject: read.value(kind, parseSubject),
    accounts: read.list('accounts', construct('Account')),
    ...defined({
      accountTokenPosition: read.optional('accountTokenPosition', tokenPosition(read.raw(kind))),
      ...(kind === 'service' && {
        response: read.optional('response', oneOf('single', 'stream', 'chunked')),
        responseThreshold: read.optional('responseThreshold', parseDuration),
        latency: read.object('latency', (inner: PropsOf<LatencyProps>) => ({
          subject: inner.value('subject', parseLiteralSubject),
          sampling: inner.value('sampling', parseSampling, 100),
        })),
        allowTrace: read.optional('allowTrace', boolean),
      }),
      name: read.optional('name', parseText),
      description: read.optional('description', parseText),
      infoUrl: read.optional('infoUrl', parseWebUrl),
      advertise: read.optional('advertise', boolean),
      revocations: read.objects('revocations', readActivationRevocation),
    }),
  }
}

export function readImport(read: PropsOf<ImportProps>): DeclaredImport {
  const kind = kindIn(read)
  // Undefined where it is refused, which nobody sees but those who read on.
  const subject = read.value(kind, parseSubject) as Subject | undefined
  const local = localName(kind, subject)
  // Given both, nats-server refuses the conf or takes it, by chance (server/opts.go parseImportStreamOrService).
  if (kind === 'stream' && read.raw('to') !== undefined && read.raw('prefix') !== undefined)
    read.problem('to, prefix', 'invalid-choice', 'both are given', 'keep one of them')
  return {
    kind,
    subject: subject ?? '',
    from: read.value('from', construct('Account')),
    ...defined({
      to: read.optional('to', local('to', parseSubject)),
      ...(kind === 'stream'
        ? {
            prefix: read.optional('prefix', local('prefix', parseLiteralSubject)),
            allowTrace: read.optional('allowTrace', boolean),
          }
        : { share: read.optional('share', boolean) }),
      name: read.optional('name', parseText),
    }),
  }
}

const kindIn = (read: Props<'stream' | 'service'>): 'stream' | 'service' =>
  read.raw('service') === undefined ? 'stream' : 'service'

/** Makes parsers of `to` and `prefix` that refuse what nats-server cannot make of the imported subject, if that is one. */
const localName =
  (kind: 'stream' | 'service', subject: Subject | undefined) =>
  (prop: 'to' | 'prefix', parse: Parse<string>): Parse<string> =>
  (value) => {
    const parsed = parse(value)
    if (subject !== undefined) localSubject({ kind, subject, [prop]: parsed })
    return parsed
  }

function parseSampling(value: unknown): number | 'headers' {
  return value === 'headers' ? value : integer(1, 100)(value)
}

/** The position of a `*` in `subject` (server/accounts.go setExportAuth). */
function tokenPosition(subject: unknown): (value: unknown) => number {
  return (value) => {
    const position = integer(1)(value)
    if (typeof subject !== 'string' || subject.split('.')[position - 1] === '*') return position
    throw new ValueError(
      'invalid-number',
      `${String(position)} is no position of a * in ${show(subject)}`,
      'give the position of a *, counted from 1',
    )
  }
}
