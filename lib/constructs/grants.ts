// In: what a user is for. Out: the least permissions with which the calls of NATS's clients for that work.
// Sources: nats-io ADR-32 (services); what clients call is tested.
import { parseText } from '../values/names'
import { all, grant, inQueue, parseToken, readerOf, type Grant } from './grant'
import {
  keyValue,
  objectStore,
  type KeyValueAccess,
  type KeyValueGrantProps,
  type ObjectStoreAccess,
} from './grants-stores'
import { consume, manage, type ConsumeGrantProps, type JetStreamApiProps } from './grants-streams'

export interface ServeGrantProps {
  /** The only queue in which it may subscribe. @defaultValue it subscribes without a queue */
  readonly queue?: string
}

export interface MicroServiceGrantProps {
  /** Subjects of its endpoints, those in groups with the group's prefix. @defaultValue none */
  readonly endpoints?: readonly string[]
  /** The queue of its endpoints. @defaultValue `q`, as in NATS's clients */
  readonly queue?: string
}

/**
 * Permissions from intent: `permissions: grants.all(grants.request('price'), grants.publish('orders.>'))`. Each allows what it says and
 * nothing else. Answers need an inbox: give the user an `inboxPrefix` of its own, which grants itself beside these.
 *
 * Those of JetStream are the least for the calls of `@nats-io/jetstream`, `@nats-io/kv` and `@nats-io/obj` 3.3, need an `inboxPrefix`, and
 * take names that are one token of a subject. Who may make consumers (`ordered`, `watch`,
 * reading objects, `manage`) may have them deliver to any subject of the account.
 *
 * Each throws FindingsError for what it is given: `invalid-name`, `invalid-text`, `invalid-choice`, `invalid-grant`, `unknown-prop`, and
 * what props of constructs are refused for.
 */
export const grants = {
  all,

  /** Makes requests of `service`, the subject of one. Answers need an `inboxPrefix`. */
  request: (service: string): Grant => {
    const read = readerOf<'service'>('request', { service })
    const subject = read.value('service', parseText)
    read.done('')
    return grant([subject])
  },

  /** Answers requests on the subject `service`, each once and within 2 minutes. */
  serve: (service: string, props: ServeGrantProps = {}): Grant => {
    const read = readerOf<'service' | keyof ServeGrantProps>('serve', { service }, props)
    const subject = inQueue(read.value('service', parseText), read.optional('queue', parseText))
    read.done('')
    return grant([], [subject], true)
  },

  /** Runs the micro service `name`: answers at its endpoints, and to discovery below `$SRV`. */
  microService: (name: string, props: MicroServiceGrantProps = {}): Grant => {
    const read = readerOf<'name' | keyof MicroServiceGrantProps>('microService', { name }, props)
    const of = read.value('name', parseToken)
    const endpoints = read.list('endpoints', parseText) ?? []
    const queue = read.value('queue', parseText, 'q')
    read.done('')
    const discovery = ['PING', 'INFO', 'STATS'].flatMap((verb) =>
      ['', `.${of}`, `.${of}.*`].map((rest) => `$SRV.${verb}${rest}`),
    )
    return grant([], [...discovery, ...endpoints.map((subject) => inQueue(subject, queue))], true)
  },

  /** Publishes on these subjects, of a stream or none. The acknowledgement of a stream needs an `inboxPrefix`. */
  publish: (...subjects: readonly string[]): Grant => {
    const read = readerOf<'subjects'>('publish', { subjects })
    const parsed = read.list('subjects', parseText) ?? []
    read.done('')
    return grant(parsed)
  },

  /**
   * Receives what is in `stream` and acknowledges it in every way, by a consumer that exists or by ordered ones. The consumers of a client
   * that are ordered have names by chance, so that who may pull from them may pull from every consumer of the stream.
   */
  consume: (stream: string, props: ConsumeGrantProps): Grant => consume(stream, props),

  /**
   * Makes, changes, empties and removes `stream` and its consumers, and reads and removes its messages. A stream takes in the subjects that
   * its configuration says, and republishes where it says: who manages one can read and write every subject of the account.
   */
  manage: (stream: string, props: JetStreamApiProps = {}): Grant => manage(stream, props),

  /**
   * Uses `bucket`, which exists and is opened with `open`; `grants.manage('KV_' + bucket)` makes and removes it. A key that was deleted is
   * created anew by who may read, too. `read` without `keys` also opens it in clients of other languages. Who may write one key can empty
   * the bucket: a message that rolls up does.
   */
  keyValue: (bucket: string, access: KeyValueAccess, props: KeyValueGrantProps = {}): Grant =>
    keyValue(bucket, access, props),

  /**
   * Uses `store`, which exists; `grants.manage('OBJ_' + store)` makes, seals and removes it. Each grants to read every message of the store;
   * `write` to purge all of it.
   */
  objectStore: (store: string, access: ObjectStoreAccess, props: JetStreamApiProps = {}): Grant =>
    objectStore(store, access, props),
}
