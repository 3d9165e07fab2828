// In: a connection of nats.js, and who decides. Out: a service that answers what servers ask, until it is stopped.
import { NatsmithError } from '../values/finding'
import { allow, refuse, type Allowed } from './answer'
import { readRequest, REQUEST_SUBJECT, type CalloutRequest, type Headers } from './request'
import type { Callout } from './settings'

/** What of a connection is needed: that of `@nats-io/transport-node` has it. */
export interface Connection {
  subscribe(
    subject: string,
    options: {
      readonly queue: string
      readonly callback: (error: Error | null, message: Message) => void
    },
  ): { drain(): Promise<void> }
}

export interface Message {
  readonly data: Uint8Array
  readonly headers?: Headers | undefined
  respond(payload: Uint8Array): boolean
}

/** Who is let in, or why nobody is. */
export type Decision = Allowed | { readonly refuse: string }

export interface Service {
  /** Answers what was asked so far, and nothing any more. */
  stop(): Promise<void>
}

/** Services of the same callout share the work. */
const QUEUE = 'auth-callout'

/**
 * Answers the requests of servers by what `decide` says. Where it throws, or what it says cannot be done, the client is refused. What
 * is no request of a server for this callout is not answered.
 *
 * @param report - is given every error; the service goes on
 */
export function serve(
  connection: Connection,
  callout: Callout,
  decide: (request: CalloutRequest) => Decision | Promise<Decision>,
  report: (error: unknown) => void,
): Service {
  const open = new Set<Promise<void>>()
  const subscription = connection.subscribe(REQUEST_SUBJECT, {
    queue: QUEUE,
    callback: (error, message) => {
      if (error !== null) {
        report(error)
        return
      }
      const done = respond(message, callout, decide, report).finally(() => open.delete(done))
      open.add(done)
    },
  })
  return {
    stop: async () => {
      await subscription.drain()
      await Promise.all(open)
    },
  }
}

async function respond(
  message: Message,
  callout: Callout,
  decide: (request: CalloutRequest) => Decision | Promise<Decision>,
  report: (error: unknown) => void,
): Promise<void> {
  try {
    const request = readRequest(message.data, message.headers, callout)
    message.respond(await decided(request, callout, decide, report))
  } catch (error) {
    report(error)
  }
}

async function decided(
  request: CalloutRequest,
  callout: Callout,
  decide: (request: CalloutRequest) => Decision | Promise<Decision>,
  report: (error: unknown) => void,
): Promise<Uint8Array> {
  try {
    const decision = await decide(request)
    return 'refuse' in decision
      ? refuse(request, decision.refuse, callout)
      : allow(request, decision, callout)
  } catch (error) {
    report(error)
    return refuse(request, error instanceof NatsmithError ? error.code : 'the service has failed', callout)
  }
}
