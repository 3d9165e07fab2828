// A user's ordinary client connection. In: what `natsmith creds` gave the user, and a server's port. Out: what this user
// may do, and which messages reach it.
import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'

import {
  connect,
  credsAuthenticator,
  nkeyAuthenticator,
  PermissionViolationError,
} from '@nats-io/transport-node'
import type { ConnectionOptions, NatsConnection, Subscription } from '@nats-io/transport-node'

import type { ClientSettings } from '../../../lib/render/client'
import { eventually } from '../../../lib/testing/wait'

export interface Client {
  readonly connection: NatsConnection
  /** Every permission that servers refused so far: `publish billing.invoice`. */
  readonly refused: readonly string[]
}

/** Connects to `localhost:port`, the only URL it is given, and logs in. */
export async function login(
  { nkeyFile, credsFile, tls, user, pass, inboxPrefix }: ClientSettings,
  port: number,
  options: ConnectionOptions = {},
): Promise<Client> {
  const seed = nkeyFile === undefined ? undefined : Buffer.from(readFileSync(nkeyFile, 'utf8').trim())
  const creds = credsFile === undefined ? undefined : readFileSync(credsFile)
  const connection = await connect({
    servers: `tls://localhost:${String(port)}`,
    ...(tls && { tls }),
    ...(seed && { authenticator: nkeyAuthenticator(seed) }),
    ...(creds && { authenticator: credsAuthenticator(creds) }),
    ...(user !== undefined && pass !== undefined && { user, pass }),
    ...(inboxPrefix !== undefined && { inboxPrefix }),
    ...options,
  })
  return clientOf(connection)
}

export function clientOf(connection: NatsConnection): Client {
  const refused: string[] = []
  void (async () => {
    for await (const status of connection.status())
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        refused.push(`${status.error.operation} ${status.error.subject}`)
  })()
  return { connection, refused }
}

/** Publishes to `subject`; false when the server says that this user may not. */
export function mayPublish(client: Client, subject: string): Promise<boolean> {
  return isAllowed(client, () => {
    client.connection.publish(subject)
  })
}

/** Subscribes to `subject`; false when the server says that this user may not. */
export async function maySubscribe(client: Client, subject: string, queue?: string): Promise<boolean> {
  let subscription: Subscription | undefined
  const allowed = await isAllowed(client, () => {
    const options = { callback: () => undefined, ...(queue !== undefined && { queue }) }
    subscription = client.connection.subscribe(subject, options)
  })
  subscription?.unsubscribe()
  return allowed
}

// An error comes before the answer to a later PING; the status iterator sees it a turn of the event loop later.
async function isAllowed({ connection, refused }: Client, act: () => void): Promise<boolean> {
  const before = refused.length
  act()
  await connection.flush()
  await setImmediate()
  return refused.length === before
}

/**
 * True when a message from one client reaches the other, which hears it on `heard`. Sent again until it does: news of a
 * subscription takes a moment from server to server.
 */
export async function reaches(
  from: Client,
  to: Client,
  subject: string,
  heard = subject,
  patience = 5_000,
): Promise<boolean> {
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
  }, patience)
  subscription.unsubscribe()
  return arrived === true
}
