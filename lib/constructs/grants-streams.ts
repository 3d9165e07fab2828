// In: a stream, and what is done with it. Out: the least permissions for it.
// Sources: nats-server server/jetstream_api.go (subjects of the API) and server/consumer.go ($JS.ACK, $JS.FC).
import { parseText } from '../values/names'
import { grant, inQueue, parseToken, readerOf, type Grant } from './grant'
import { boolean } from './parsers'
import type { Props } from './props'

/** Where the client finds the JetStream API. `domain` goes before `apiPrefix`, as in NATS's clients. */
export interface JetStreamApiProps {
  /**
   * The client's `domain`, for a user who logs in outside of it, such as at a leaf node. Servers of a domain make its API `$JS.API`
   * before they look at permissions: give no domain to a user who logs in there. @defaultValue the domain of the server
   */
  readonly domain?: string
  /** The client's `apiPrefix`: where an import has the API of another account. @defaultValue `$JS.API` */
  readonly apiPrefix?: string
}

/** A pull consumer, a push consumer (`deliverSubject`), or ordered consumers, which the client makes for itself. */
export type ConsumeGrantProps = DurableGrantProps | OrderedGrantProps

export interface DurableGrantProps extends JetStreamApiProps {
  /** The consumer's name. It exists: the user can neither make nor change it. */
  readonly consumer: string
  /** Of a push consumer, where its messages come. @defaultValue a pull consumer */
  readonly deliverSubject?: string
  /** Of a push consumer with a deliver group, that group. @defaultValue none */
  readonly deliverGroup?: string
  /** Of a push consumer, that it has `flow_control`. @defaultValue it has none */
  readonly flowControl?: true
}

export interface OrderedGrantProps extends JetStreamApiProps {
  /** Says that consumers are ordered. */
  readonly ordered: true
  /** The client's only `filter_subjects`; a last `*` lets `>` through. @defaultValue all subjects of the stream, and no filter */
  readonly filter?: string
  /** Of consumers that push, with flow control. @defaultValue consumers that are pulled from */
  readonly push?: true
}

type ConsumeProp = 'stream' | keyof DurableGrantProps | keyof OrderedGrantProps

/** @see grants.consume */
export function consume(stream: string, props: ConsumeGrantProps): Grant {
  const read = readerOf<ConsumeProp>('consume', { stream }, props)
  const from = read.value('stream', parseToken)
  const { api } = readApi(read)
  const made = read.raw('ordered') === true ? ordered(read, api, from) : durable(read, api, from)
  read.done('')
  return made
}

function ordered(read: Props<ConsumeProp>, api: Api, stream: string): Grant {
  const filter = read.optional('filter', parseText)
  if (read.value('push', boolean, false)) return grant(pushedInOrder(api, stream, filter))
  return grant([
    api(`STREAM.INFO.${stream}`),
    createOf(api, stream, filter),
    api(`CONSUMER.MSG.NEXT.${stream}.*`),
  ])
}

function durable(read: Props<ConsumeProp>, api: Api, stream: string): Grant {
  const consumer = `${stream}.${read.value('consumer', parseToken)}`
  const deliverSubject = read.optional('deliverSubject', parseText)
  const deliverGroup = read.optional('deliverGroup', parseToken)
  const flowControl = read.value('flowControl', boolean, false)
  const info = api(`CONSUMER.INFO.${consumer}`)
  const acks = `$JS.ACK.${consumer}.>`
  if (deliverSubject === undefined) return grant([info, api(`CONSUMER.MSG.NEXT.${consumer}`), acks])
  const flow = flowControl ? [`$JS.FC.${consumer}.>`] : []
  return grant([info, acks, ...flow], [inQueue(deliverSubject, deliverGroup)])
}

/** @see grants.manage */
export function manage(stream: string, props: JetStreamApiProps): Grant {
  const read = readerOf<'stream' | keyof JetStreamApiProps>('manage', { stream }, props)
  const of = read.value('stream', parseToken)
  const { api } = readApi(read)
  read.done('')
  const calls = (kind: string, verbs: readonly string[], whom: string): readonly string[] =>
    verbs.map((verb) => api(`${kind}.${verb}.${whom}`))
  return grant([
    api('INFO'),
    ...calls('STREAM', ['CREATE', 'UPDATE', 'INFO', 'PURGE', 'DELETE', 'MSG.GET', 'MSG.DELETE'], of),
    ...calls('CONSUMER', ['CREATE', 'LIST'], of),
    ...calls('CONSUMER', ['CREATE'], `${of}.>`),
    ...calls('CONSUMER', ['DURABLE.CREATE', 'INFO', 'DELETE', 'PAUSE', 'UNPIN'], `${of}.*`),
  ])
}

/** The full subject of a call to the API. */
export type Api = (call: string) => string

/** Where the API is, and its calls. */
export function readApi(read: Props<keyof JetStreamApiProps>): {
  readonly prefix: string
  readonly api: Api
} {
  const domain = read.optional('domain', parseToken)
  const apiPrefix = read.value('apiPrefix', parseText, OWN_API)
  const prefix = domain === undefined ? apiPrefix : `$JS.${domain}.API`
  return { prefix, api: (call) => `${prefix}.${call}` }
}

export const OWN_API = '$JS.API'

/** What ordered consumers with names by chance publish, who push what `filter` selects. */
export const pushedInOrder = (api: Api, stream: string, filter?: string): readonly string[] => [
  createOf(api, stream, filter),
  `$JS.FC.${stream}.>`,
]

const createOf = (api: Api, stream: string, filter: string | undefined): string =>
  api(`CONSUMER.CREATE.${stream}.*${filter === undefined ? '' : `.${filter}`}`)
