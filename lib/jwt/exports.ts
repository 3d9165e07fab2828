// What an account exports and imports, with the names of the JSON, and their shapes. Source: nats-io/jwt v2 exports.go, imports.go.
import { count, exportType, info, revocations, type ExportType, type Info, type Revocations } from './common'
import { always, compareBytes, flag, integer, list, oneOf, pointer, struct, text, type Shape } from './shape'

export interface Export extends Info {
  readonly name?: string
  readonly subject?: string
  readonly type?: ExportType
  /** Whether importers need an activation. */
  readonly token_req?: boolean
  /** Of activations, by the account that imports. */
  readonly revocations?: Revocations
  readonly response_type?: 'Singleton' | 'Stream' | 'Chunked'
  /** Nanoseconds. */
  readonly response_threshold?: number
  readonly service_latency?: ServiceLatency
  readonly account_token_position?: number
  readonly advertise?: boolean
  readonly allow_trace?: boolean
}

export interface ServiceLatency {
  /** A percentage of requests, or those whose headers ask for it. */
  readonly sampling?: number | 'headers'
  readonly results?: string
}

/** Zero stands for `headers`. */
const sampling: Shape<number | 'headers'> = {
  zero: '"headers"',
  write: (value) => (value === 'headers' || value === 0 ? '"headers"' : String(value)),
  read: (json, at) =>
    typeof json === 'string' ? oneOf('headers').read(json.toLowerCase(), at) : integer(1, 100).read(json, at),
}

const exportShape = struct<Export>({
  name: text,
  subject: text,
  type: exportType,
  token_req: flag,
  revocations,
  response_type: oneOf('Singleton', 'Stream', 'Chunked'),
  response_threshold: count,
  service_latency: pointer(struct<ServiceLatency>({ sampling: always(sampling), results: always(text) })),
  account_token_position: integer(0),
  advertise: flag,
  allow_trace: flag,
  ...info,
})

export interface Import {
  readonly name?: string
  /** As the exporter of a stream, or the importer of a service, has it. */
  readonly subject?: string
  /** Public key of the exporting account. */
  readonly account?: string
  /** The activation, a JWT. */
  readonly token?: string
  /** Superseded by `local_subject`. */
  readonly to?: string
  readonly local_subject?: string
  readonly type?: ExportType
  readonly share?: boolean
  readonly allow_trace?: boolean
}

const importShape = struct<Import>({
  name: text,
  subject: text,
  account: text,
  token: text,
  to: text,
  local_subject: text,
  type: exportType,
  share: flag,
  allow_trace: flag,
})

/** Written in the order of their subjects. */
const bySubject = <T extends { readonly subject?: string }>(element: Shape<T>): Shape<readonly T[]> => {
  const shape = list(element)
  const sorted = (values: readonly T[]): readonly T[] =>
    [...values].sort((a, b) => compareBytes(a.subject ?? '', b.subject ?? ''))
  return { ...shape, write: (values) => shape.write(sorted(values)) }
}

export const exportList: Shape<readonly Export[]> = bySubject(exportShape)
export const importList: Shape<readonly Import[]> = bySubject(importShape)
