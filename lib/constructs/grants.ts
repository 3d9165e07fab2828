// In: what a user is for. Out: the least permissions with which the calls of NATS's clients for that work.
// Sources: nats-server server/jetstream_api.go (subjects of the API), nats-io ADR-32 (services); what clients call is tested.
import { NatsmithError, show } from '../values/finding'
import type { Permissions } from './permissions'

const NOTHING = { deny: ['>'] } as const

/** What is granted of one side: a list that allows no more than itself, or nothing. */
export type GrantedSubjects = readonly string[] | typeof NOTHING

/** Permissions that allow what they list and nothing else. */
export interface Grant extends Permissions {
  /** What may be published, and nothing else. */
  readonly publish: GrantedSubjects
  /** What may be subscribed to, and nothing else but the user's `inboxPrefix`. */
  readonly subscribe: GrantedSubjects
  /** Leave to answer each request once, within 2 minutes. @defaultValue no leave to answer */
  readonly allowResponses?: true
}

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

/** A pull consumer, a push consumer (`deliverSubject`), or ordered consumers, which the client makes for itself. */
export type ConsumeGrantProps = DurableGrantProps | OrderedGrantProps

export interface DurableGrantProps {
  /** The consumer's name. It exists: the user can neither make nor change it. */
  readonly consumer: string
  /** Of a push consumer, where its messages come. @defaultValue a pull consumer */
  readonly deliverSubject?: string
  /** Of a push consumer with a deliver group, that group. @defaultValue none */
  readonly deliverGroup?: string
}

export interface OrderedGrantProps {
  /** Says that consumers are ordered. */
  readonly ordered: true
  /** The client's only `filter_subjects`. @defaultValue all subjects of the stream, and no filter */
  readonly filter?: string
}

/**
 * Permissions from intent: `permissions: grants.all(grants.request('price'), grants.publish('orders.>'))`. Each allows what it says and
 * nothing else. Answers need an inbox: give the user an `inboxPrefix` of its own, which grants itself beside these.
 */
export const grants = {
  /** All of several together. */
  all: (...several: readonly Grant[]): Grant =>
    grant(
      several.flatMap(({ publish }) => listOf(publish)),
      several.flatMap(({ subscribe }) => listOf(subscribe)),
      several.some(({ allowResponses }) => allowResponses),
    ),

  /** Makes requests of `service`, the subject of one. Answers need an `inboxPrefix`. */
  request: (service: string): Grant => grant([service], []),

  /** Answers requests on the subject `service`, each once and within 2 minutes. */
  serve: (service: string, { queue }: ServeGrantProps = {}): Grant =>
    grant([], [inQueue(service, queue)], true),

  /**
   * Runs the micro service `name`: answers at its endpoints, and to discovery below `$SRV`.
   * @throws NatsmithError `invalid-name` for a name that is more than one token of a subject
   */
  microService: (name: string, { endpoints = [], queue = 'q' }: MicroServiceGrantProps = {}): Grant => {
    const of = token(name)
    const discovery = ['PING', 'INFO', 'STATS'].flatMap((verb) =>
      ['', `.${of}`, `.${of}.*`].map((rest) => `$SRV.${verb}${rest}`),
    )
    return grant([], [...discovery, ...endpoints.map((subject) => inQueue(subject, queue))], true)
  },

  /** Publishes on these subjects, of a stream or none. The acknowledgement of a stream needs an `inboxPrefix`. */
  publish: (...subjects: readonly string[]): Grant => grant(subjects, []),

  /**
   * Receives what is in `stream` and acknowledges it in every way, by a consumer that exists or by ordered ones; needs an `inboxPrefix`.
   * The consumers of a client that are ordered have names by chance, so that who has them may pull from every consumer of the stream.
   * Push consumers are those without flow control.
   * @throws NatsmithError `invalid-name` for a name that is more than one token of a subject
   */
  consume: (stream: string, props: ConsumeGrantProps): Grant => {
    const from = token(stream)
    if ('ordered' in props) {
      const filter = props.filter === undefined ? '' : `.${props.filter}`
      return grant(
        [
          api(`STREAM.INFO.${from}`),
          api(`CONSUMER.CREATE.${from}.*${filter}`),
          api(`CONSUMER.MSG.NEXT.${from}.*`),
        ],
        [],
      )
    }
    const { deliverSubject, deliverGroup } = props
    const consumer = `${from}.${token(props.consumer)}`
    const info = api(`CONSUMER.INFO.${consumer}`)
    const acks = `$JS.ACK.${consumer}.>`
    return deliverSubject === undefined
      ? grant([info, api(`CONSUMER.MSG.NEXT.${consumer}`), acks], [])
      : grant([info, acks], [inQueue(deliverSubject, deliverGroup)])
  },
}

function grant(publish: readonly string[], subscribe: readonly string[], answers = false): Grant {
  return {
    publish: sideOf(publish),
    subscribe: sideOf(subscribe),
    ...(answers && { allowResponses: true }),
  }
}

const sideOf = (subjects: readonly string[]): GrantedSubjects =>
  subjects.length === 0 ? NOTHING : [...new Set(subjects)]

const listOf = (side: GrantedSubjects): readonly string[] => ('deny' in side ? [] : side)

const inQueue = (subject: string, queue: string | undefined): string =>
  queue === undefined ? subject : `${subject} ${queue}`

const api = (call: string): string => `$JS.API.${call}`

/** A name as one token of a subject, so that it grants nothing but itself. */
function token(name: string): string {
  if (/^[^\s.*>]+$/.test(name)) return name
  throw new NatsmithError(
    'invalid-name',
    `${show(name)} is not one token of a subject`,
    'give a name without blanks, dots, * and >',
  )
}
