// Logins with a JWT. In: what was issued, a user, a server's port. Out: a connection, or that the server refuses it.
import { AuthorizationError, connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node'
import { jwtIdentity, nkeyIdentity } from '../../../lib/model/identity'
import type { Materials } from '../../../lib/model/materials'
import { credentialsText } from '../../../lib/render/credentials'
import type { Client } from './client'
import { clientOf } from './client'

/** Creds of `ORDERS/alice`. */
export function credsOf(materials: Materials, user: string): string {
  const identity = `user/${user}`
  const { seed } = materials.nkey(nkeyIdentity(identity))
  return credentialsText(materials.jwt(jwtIdentity(identity)).token, seed)
}

/** Without TLS; the server's verdict is not waited for a second time. */
export const connectWith = (creds: string, port: number): Promise<NatsConnection> =>
  connect({
    servers: `nats://127.0.0.1:${String(port)}`,
    authenticator: credsAuthenticator(Buffer.from(creds)),
    reconnect: false,
  })

export const loginWith = async (creds: string, port: number): Promise<Client> =>
  clientOf(await connectWith(creds, port))

/** False when the server refuses the login, which it says or shows by hanging up; whatever else happens is thrown. */
export async function isLetIn(creds: string, port: number): Promise<boolean> {
  try {
    await (await connectWith(creds, port)).close()
    return true
  } catch (error) {
    if (error instanceof AuthorizationError || HUNG_UP.test(String(error))) return false
    throw error
  }
}

/** Of a disabled account, the server says so after it has let the client in, and hangs up. */
const HUNG_UP = /maximum account active connections exceeded|EPIPE|ECONNRESET/

/** Hands the JWT of an account to the server of a user of the system account; what it answers. */
export async function push({ connection }: Client, materials: Materials, account: string): Promise<number> {
  const { token } = materials.jwt(jwtIdentity(`account/${account}`))
  const answer = await connection.request('$SYS.REQ.CLAIMS.UPDATE', token, { timeout: 3_000 })
  const { data, error } = answer.json<{ readonly data?: Code; readonly error?: Code }>()
  return (data ?? error)?.code ?? 0
}

interface Code {
  readonly code: number
}
