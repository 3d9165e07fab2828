// A user's ordinary client connection. In: a server's port and the user's own files. Out: what this user may do, and
// which messages reach it.
import { setImmediate } from 'node:timers/promises'

import { connect, nkeyAuthenticator, PermissionViolationError } from '@nats-io/transport-node'
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node'

import { eventually } from './wait'
import type { Identity } from './wire'

/** What a user has: a certificate to be let in with, an nkey seed to log in with, and whom it trusts. */
export interface Credentials extends Identity {
  readonly ca: string
  readonly seed: string
  readonly inboxPrefix?: string
}

export interface Client {
  readonly connection: NatsConnection
  /** Every permission the servers refused so far: `publish billing.invoice`. */
  readonly refused: readonly string[]
}

/** Connects to `localhost:port`, the only URL it is given, and logs in. */
export async function login(
  port: number,
  { ca, certificates, key, seed, inboxPrefix }: Credentials,
  options: ConnectionOptions = {},
): Promise<Client> {
  const connection = await connect({
    servers: `tls://localhost:${String(port)}`,
    tls: { ca, cert: certificates, key },
    authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)),
    ...(inboxPrefix !== undefined && { inboxPrefix }),
    ...options,
  })
  const refused: string[] = []
  void (async () => {
    for await (const status of connection.status())
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        refused.push(`${status.error.operation} ${status.error.subject}`)
  })()
  return { connection, refused }
}

/** Publishes to `subject`; false when the server says that this user may not. */
export async function mayPublish({ connection, refused }: Client, subject: string): Promise<boolean> {
  connection.publish(subject)
  return settled(connection, () => !refused.includes(`publish ${subject}`))
}

/** Subscribes to `subject`; false when the server says that this user may not. */
export async function maySubscribe({ connection, refused }: Client, subject: string): Promise<boolean> {
  const subscription = connection.subscribe(subject, { callback: () => undefined })
  const allowed = await settled(connection, () => !refused.includes(`subscription ${subject}`))
  subscription.unsubscribe()
  return allowed
}

// An error comes before the answer to a later PING; the status iterator sees it a turn of the event loop later.
async function settled<T>(connection: NatsConnection, ask: () => T): Promise<T> {
  await connection.flush()
  await setImmediate()
  return ask()
}

/**
 * True when a message from one client reaches the other, which hears it on `heard`. Sent again until it does: news of a
 * subscription takes a moment from server to server.
 */
export async function reaches(from: Client, to: Client, subject: string, heard = subject): Promise<boolean> {
  let received = false
  const subscription = to.connection.subscribe(heard, {
    callback: () => {
      received = true
    },
  })
  const arrived = await eventually(async () => {
    from.connection.publish(subject)
    await from.connection.flush()
    return received
  }, 5_000)
  subscription.unsubscribe()
  return arrived === true
}
