// Speaks to a nats-server line by line, below every client library. In: a port, how TLS begins there, and a
// certificate or none. Out: what the server showed and said, and why it hung up.
import type { X509Certificate } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

import { eventually } from '../../../lib/testing/wait'

export interface DialOptions {
  readonly port: number
  /** `'none'`; `'after-info'`: clients and leaf nodes; `'first'`: routes, and listeners with handshakeFirst. */
  readonly tls: 'none' | 'after-info' | 'first'
  /** PEM of the authority that must have certified the server, for the name `localhost`. */
  readonly ca?: string
  /** PEM of what the caller shows. */
  readonly identity?: Identity
  /** The newest TLS that the caller speaks. @defaultValue 1.3 */
  readonly maxVersion?: 'TLSv1.2'
}

export interface Identity {
  readonly certificates: string
  readonly key: string
}

export interface Wire {
  /** Hex SHA-256 of the certificate that the server showed; undefined without TLS. */
  readonly fingerprint: string | undefined
  /** Sends lines of protocol. */
  send(...lines: readonly string[]): void
  /** All that was received, as soon as `pattern` is in it, the connection has ended, or three seconds have gone. */
  receive(pattern: RegExp): Promise<string>
  /** Why the connection ended: the other end's TLS alert, an error's code, or `closed`; undefined while it is open. */
  ended(): string | undefined
  close(): void
}

const PATIENCE = 3_000

/** Dials 127.0.0.1. A refused handshake is an outcome, not an error: `ended` tells it. */
export async function dial({ port, tls, ca, identity, maxVersion }: DialOptions): Promise<Wire> {
  let text = ''
  let ended: string | undefined
  let fingerprint: string | undefined
  let isAccepted = false
  const watch = (socket: Socket): void => {
    socket.on('data', (data) => {
      text += data.toString()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      ended ??= reason(error)
    })
    socket.on('close', () => {
      ended ??= 'closed'
    })
  }
  const settled = (test: () => boolean): Promise<unknown> =>
    eventually(() => ended !== undefined || test(), PATIENCE)
  const receive = async (pattern: RegExp): Promise<string> => {
    await settled(() => pattern.test(text))
    return text
  }

  const plain = connect({ port, host: '127.0.0.1', noDelay: true })
  watch(plain)
  let socket: Socket = plain
  if (tls !== 'none') {
    if (tls === 'after-info') await receive(/\r\n/)
    plain.removeAllListeners('data')
    const { certificates: cert, key } = identity ?? {}
    const secure = connectTls({ socket: plain, servername: 'localhost', ca, cert, key, maxVersion })
    watch(secure)
    socket = secure
    secure.once('secureConnect', () => {
      fingerprint = fingerprintOf(secure.getPeerX509Certificate())
      isAccepted = secure.getProtocol() !== 'TLSv1.3'
    })
    // In TLS 1.3 our handshake is done before the server has looked at our certificate; a session ticket says that it has.
    // Whoever speaks earlier may get a reset instead of the reason.
    secure.once('session', () => {
      isAccepted = true
    })
    await settled(() => isAccepted)
  }
  return {
    fingerprint,
    send: (...lines) => {
      socket.write(lines.map((line) => `${line}\r\n`).join(''))
    },
    receive,
    ended: () => ended,
    close: () => {
      socket.destroy()
      plain.destroy()
    },
  }
}

/** Hex SHA-256 of a certificate. */
export const fingerprintOf = (certificate: X509Certificate | undefined): string | undefined =>
  certificate?.fingerprint256.replaceAll(':', '').toLowerCase()

/** `unknown ca` of ERR_SSL_TLSV1_ALERT_UNKNOWN_CA, in the words of RFC 8446; a reset is one way of closing. */
function reason({ code = '', message }: NodeJS.ErrnoException): string {
  const alert = /_ALERT_(.+)$/.exec(code)?.[1]?.replaceAll('_', ' ').toLowerCase()
  return alert ?? (['ECONNRESET', 'EPIPE'].includes(code) ? 'closed' : code || message)
}
