// The doors of a conf, for each kind of connection, on real nats-servers: who comes in by a name without a password, and whom
// the server takes for the owner of a certificate, where some listeners map certificates and others do not.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ConnectionType } from '../../lib/model/model'
import { doorsOf } from '../../lib/render/conf/doors'
import { emitConf } from '../../lib/render/conf/emit'
import type { ConfMap } from '../../lib/values/conf'
import { need } from '../../tools/install'
import { rootOf, shownBy } from '../support/certificates'
import { LINES } from './support/deployment'
import { freeOffset } from '../../lib/testing/ports'
import { startServer, type RunningServer } from '../../lib/testing/server'
import { eventually } from '../../lib/testing/wait'
import { dial } from './support/wire'

const now = Date.now()
const root = rootOf('P-256', 0, 86_400_000, now)
const ca = root.certificate.pem
const bob = shownBy(root, { emails: ['bob@acme.com'] }, now)
const stranger = shownBy(root, { emails: ['mallory@acme.com'] }, now)

/** Whom a connection offers itself as: who knows bob's name, or who has his certificate. */
const OFFERS = {
  name: { identity: stranger, login: { user: 'bob@acme.com', pass: '' } },
  certificate: { identity: bob, login: {} },
} as const
type Offer = (typeof OFFERS)[keyof typeof OFFERS]

type Listener = 'client' | 'leafnodes' | 'websocket' | 'mqtt'
const PORTS = { client: 4222, leafnodes: 4223, websocket: 4224, mqtt: 4225 }

describe.each(LINES)('on nats-server %s', (line) => {
  let folder: string
  let server: RunningServer | undefined
  let port: (listener: Listener) => number
  let conf: ConfMap

  async function start(mapping: readonly Listener[]): Promise<void> {
    const offset = await freeOffset(Object.values(PORTS))
    port = (listener) => PORTS[listener] + offset
    const at = (listener: Listener): ConfMap => ({
      listen: `127.0.0.1:${String(port(listener))}`,
      tls: {
        ...{ cert_file: 'server.pem', key_file: 'server.key', ca_file: 'ca.pem', verify: true },
        ...(mapping.includes(listener) && { verify_and_map: true }),
      },
    })
    conf = {
      server_name: 'solo',
      ...at('client'),
      // Before 2.12 leaf nodes without a login would be let in.
      leafnodes: { ...at('leafnodes'), authorization: { account: 'NOBODY' } },
      websocket: at('websocket'),
      mqtt: at('mqtt'),
      jetstream: { store_dir: 'js' },
      authorization: {},
      accounts: {
        A: { jetstream: true, users: [{ user: 'bob@acme.com' }] },
        NOBODY: { limits: { max_leafnodes: 0 } },
      },
    }
    const own = shownBy(root, { dnsNames: ['localhost'] }, now)
    const files = { 'ca.pem': ca, 'server.pem': own.certificates, 'server.key': own.key }
    folder = mkdtempSync(join(tmpdir(), 'natsmith-doors-'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    writeFileSync(join(folder, 'nats-server.conf'), emitConf(conf))
    server = await startServer(need(`nats-server-${line}`), { cwd: folder, conf: 'nats-server.conf' })
  }
  const stop = async (): Promise<void> => {
    await server?.stop()
    rmSync(folder, { recursive: true })
  }

  const leaf = { name: 'x', cluster: 'x', server_id: 'x', version: '2.10.27', headers: true }
  /** True when a connection of this kind is let in. */
  const KINDS: Readonly<Record<Exclude<ConnectionType, 'IN_PROCESS'>, (offer: Offer) => Promise<boolean>>> = {
    STANDARD: (offer) => lines(port('client'), offer, {}),
    LEAFNODE: (offer) => lines(port('leafnodes'), offer, leaf),
    WEBSOCKET: (offer) => upgraded(port('websocket'), '/', offer, protocol(offer, {}), /PONG/),
    LEAFNODE_WS: (offer) => upgraded(port('websocket'), '/leafnode', offer, protocol(offer, leaf), /PONG/),
    MQTT: (offer) => mqtt(port('mqtt'), offer),
    MQTT_WS: (offer) => upgraded(port('websocket'), '/mqtt', offer, mqttConnect(offer), MQTT_WELCOME),
  }

  describe.each<[string, readonly Listener[]]>([
    ['no listener maps', []],
    ['the listener for clients maps', ['client']],
    ['the listener for leaf nodes maps', ['leafnodes']],
    ['the listener for websockets maps', ['websocket']],
    ['the listener for MQTT maps', ['mqtt']],
  ])('where %s', (_, mapping) => {
    beforeAll(() => start(mapping))
    afterAll(stop)

    it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('%s follows its own switch', async (type) => {
      const maps = doorsOf(conf).get(type)?.maps === true
      expect(await KINDS[type](OFFERS.certificate)).toBe(maps)
      const byName = await KINDS[type](OFFERS.name)
      // Newer servers shut this door themselves, where another one maps.
      if (maps || mapping.length === 0 || line === '2.10') expect(byName).toBe(!maps)
    })
  })
})

const protocol = ({ login }: Offer, more: object): string =>
  `CONNECT ${JSON.stringify({ ...more, ...login, verbose: false })}\r\nPING\r\n`

async function lines(port: number, offer: Offer, more: object): Promise<boolean> {
  const wire = await dial({ port, tls: 'after-info', ca, identity: offer.identity })
  wire.send(protocol(offer, more).trimEnd())
  const said = await wire.receive(/PONG|-ERR/)
  wire.close()
  return said.includes('PONG')
}

/** CONNECT of MQTT 3.1.1, with a user name and an empty password, or with none. */
function mqttConnect({ login }: Offer): Buffer {
  const text = (s: string): Buffer => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(Buffer.byteLength(s))
    return Buffer.concat([length, Buffer.from(s)])
  }
  const named = 'user' in login
  const body = Buffer.concat([
    ...[text('MQTT'), Buffer.from([4, named ? 0b1100_0010 : 0b10, 0, 30]), text('intruder')],
    ...(named ? [text(login.user), text(login.pass)] : []),
  ])
  return Buffer.concat([Buffer.from([0x10, body.length]), body])
}

/** CONNACK with the return code 0; text is latin1. */
const MQTT_WELCOME = /\x20\x02[\0\x01]\0/

async function mqtt(port: number, offer: Offer): Promise<boolean> {
  const { socket, received } = await secure(port, offer)
  socket.write(mqttConnect(offer))
  return verdict(socket, received, MQTT_WELCOME)
}

/** Speaks over a websocket. */
async function upgraded(
  port: number,
  path: string,
  offer: Offer,
  says: string | Buffer,
  welcome: RegExp,
): Promise<boolean> {
  const { socket, received } = await secure(port, offer)
  const protocols = path === '/mqtt' ? ['Sec-WebSocket-Protocol: mqtt'] : []
  const request = [
    ...[`GET ${path} HTTP/1.1`, 'Host: localhost', 'Upgrade: websocket', 'Connection: Upgrade'],
    ...['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13', ...protocols],
  ]
  socket.write(`${request.join('\r\n')}\r\n\r\n`)
  await eventually(() => received().includes('\r\n\r\n') || socket.destroyed, 3_000)
  socket.write(frame(Buffer.from(says)))
  return verdict(socket, received, welcome)
}

/** A binary frame, masked with zeros (RFC 6455 section 5.2). */
function frame(payload: Buffer): Buffer {
  const size =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255]
  return Buffer.concat([Buffer.from([0x82, ...size, 0, 0, 0, 0]), payload])
}

async function secure(
  port: number,
  { identity }: Offer,
): Promise<{ readonly socket: Socket; readonly received: () => string }> {
  const { certificates: cert, key } = identity
  const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca, cert, key })
  let text = ''
  socket.setEncoding('latin1').on('data', (data: string) => {
    text += data
  })
  socket.on('error', () => undefined)
  await once(socket, 'secureConnect')
  return { socket, received: () => text }
}

/** True when what was received says welcome, false when the server hangs up first or says nothing. */
async function verdict(socket: Socket, received: () => string, welcome: RegExp): Promise<boolean> {
  await eventually(() => welcome.test(received()) || socket.destroyed || received().includes('-ERR'), 3_000)
  const isWelcome = welcome.test(received())
  socket.destroy()
  return isWelcome
}
