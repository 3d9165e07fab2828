// In: a message by which a server asks who somebody is. Out: what it asks, verified, or a NatsmithError. Source: nats-server
// server/auth_callout.go.
import type { ClientInformation, ClientTls, ConnectOptions, ServerId } from '../jwt/authorization'
import { decodeJwt, type JwtOf } from '../jwt/decode'
import { CHANGES, ownFaults } from '../jwt/faults'
import { NatsmithError, ValueError } from '../values/finding'
import { decodePublic } from '../values/nkey'
import { open } from './box'
import type { Callout } from './settings'

/** Where servers ask, in the account of the callout. */
export const REQUEST_SUBJECT = '$SYS.REQ.USER.AUTH'

const AUDIENCE = 'nats-authorization-request'
const XKEY_HEADER = 'Nats-Server-Xkey'

/** As nats-io/jwt has it, in bytes, and what encryption adds. */
const LARGEST = 1024 * 1024 + 64

/** The clock of a server may be ahead or behind by so many seconds; its requests are valid for about two. */
const CLOCKS_APART = 30

/** What a server asks. The names in it are those of NATS's own JSON. */
export interface CalloutRequest {
  readonly server: ServerId & { readonly id: string }
  /** Public key `U…` of this one connection: the answer is for it alone. */
  readonly userNkey: string
  readonly client: ClientInformation
  /** What the client said to log in: `user`, `pass`, `auth_token`, `nkey`, `jwt`. Secret: keep it out of logs. */
  readonly connect: ConnectOptions
  /** Undefined: the client has no TLS. */
  readonly tls?: ClientTls
  /** Public curve key `X…` of the server; undefined: the request was not encrypted. */
  readonly xkey?: string
}

/** The headers of a message, as the clients of NATS have them. */
export interface Headers {
  get(name: string): string
}

/**
 * Reads a request, and makes sure that a server has made it for this callout and that it is still valid. Which servers there are, a
 * callout does not know: only they can publish to `$SYS.REQ.USER.AUTH` in its account, as long as nobody exports that.
 *
 * @throws NatsmithError `callout-encryption`, `callout-request`, `callout-server`, and those of a JWT that is refused: `jwt-…`
 */
export function readRequest(
  message: Uint8Array,
  headers: Headers | undefined,
  callout: Callout,
): CalloutRequest {
  if (message.length > LARGEST) throw refused('callout-request', 'it is longer than a mebibyte')
  const xkey = headers?.get(XKEY_HEADER)
  const jwt = decodeJwt(Buffer.from(opened(message, xkey, callout)).toString('latin1'))
  if (jwt.kind !== 'authorization_request')
    throw refused('callout-request', `it is a JWT of kind ${jwt.kind}`)
  const [fault] = ownFaults(jwt, Math.floor(callout.means.now() / 1000) - CLOCKS_APART)
  if (fault !== undefined) throw new NatsmithError(fault.code, fault.message, CHANGES[fault.code])
  return verified(jwt, xkey, callout)
}

function opened(message: Uint8Array, xkey: string | undefined, { xkey: own }: Callout): Uint8Array {
  // A JWT begins so, and what is encrypted begins with its version.
  const isPlain = Buffer.from(message.subarray(0, 3)).toString('latin1') === 'eyJ'
  if (own === undefined) {
    if (isPlain) return message
    throw refused('callout-encryption', 'it is encrypted, and this callout has no curve key')
  }
  if (isPlain) throw refused('callout-encryption', 'it is not encrypted, and this callout has a curve key')
  try {
    return open(message, xkey ?? '', own)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw refused('callout-encryption', `its header ${XKEY_HEADER} is no public curve key`)
  }
}

function verified(
  { claims }: JwtOf<'authorization_request'>,
  xkey: string | undefined,
  { subject, xkey: own }: Callout,
): CalloutRequest {
  const {
    server_id: server = {},
    user_nkey: userNkey = '',
    client_info = {},
    connect_opts = {},
  } = claims.nats ?? {}
  const { id = '' } = server
  if (claims.aud !== AUDIENCE) throw refused('callout-request', `its audience is not ${AUDIENCE}`)
  if (claims.sub !== subject) throw refused('callout-request', 'it is for another callout')
  if ((claims.exp ?? 0) === 0) throw refused('callout-request', 'it has no end')
  if (id !== claims.iss) throw refused('callout-server', 'another key has signed it than that of its server')
  if (own !== undefined && server.xkey !== xkey)
    throw refused('callout-server', 'another key has encrypted it than that of its server')
  if (!isUserNkey(userNkey)) throw refused('callout-request', 'its user_nkey is no public key U…')
  const { client_tls: tls } = claims.nats ?? {}
  return {
    server: { ...server, id },
    userNkey,
    client: client_info,
    connect: connect_opts,
    ...(tls !== undefined && { tls }),
    ...(own !== undefined && xkey !== undefined && { xkey }),
  }
}

function isUserNkey(key: string): boolean {
  try {
    return decodePublic('U', key).length > 0
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}

const refused = (
  code: 'callout-encryption' | 'callout-request' | 'callout-server',
  why: string,
): NatsmithError =>
  new NatsmithError(
    code,
    `the request is not answered: ${why}`,
    'see that the service has the callout.json of the program that the servers run',
  )
