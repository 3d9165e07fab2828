import type { Surface } from '../../lib/values/surfaces'
import { SURFACES, SURFACE_FIELDS, SURFACE_NAMES, honours } from '../../lib/values/surfaces'

const rows: readonly (readonly [string, Surface])[] = Object.entries(SURFACES)

/** What nats-server honours where: server/opts.go, server.go, client.go, route.go, gateway.go, leafnode.go, websocket.go, mqtt.go. */
const HONOURED = `
  client       verify verifyAndMap                             pinnedCerts handshakeFirst timeout connectionRateLimit
  cluster                          verifyCertAndCheckKnownUrls pinnedCerts                timeout
  leafnodes    verify verifyAndMap                             pinnedCerts handshakeFirst timeout
  leaf-remote                                                              handshakeFirst timeout
  gateway                          verifyCertAndCheckKnownUrls pinnedCerts                timeout
  websocket    verify verifyAndMap
  mqtt         verify verifyAndMap                             pinnedCerts                timeout
  monitoring
`

test('each surface honours what nats-server honours there', () => {
  const honoured = SURFACE_NAMES.map((surface) =>
    [surface, ...SURFACE_FIELDS.filter((field) => honours(surface, field))].join(' '),
  )
  expect(honoured).toEqual(
    HONOURED.trim()
      .split('\n')
      .map((line) => line.trim().replace(/ +/g, ' ')),
  )
})

test.each(rows)('%s is consistent with itself', (_, { verify, fields, dialledBy, usages, port }) => {
  expect(fields.includes('verify')).toBe(verify === 'optional')
  expect(verify === 'none' && fields.includes('verifyAndMap')).toBe(false)
  // Who both dials and accepts with one certificate needs both usages.
  expect(usages.length === 2).toBe(dialledBy === 'peers')
  expect(usages.includes('serverAuth')).toBe(port !== undefined)
  expect(dialledBy === 'nobody').toBe(port === undefined)
  expect(verify === 'forced').toBe(dialledBy === 'peers')
  expect(fields.includes('verifyCertAndCheckKnownUrls')).toBe(dialledBy === 'peers')
})

test('no two listeners have one port or one block, but for monitoring, which has the TLS of clients', () => {
  const ports = rows.flatMap(([, { port }]) => port ?? [])
  expect(new Set(ports).size).toBe(ports.length)
  const blocks = rows.filter(([name]) => name !== 'leaf-remote').map(([, { conf }]) => conf.join('.'))
  expect(blocks.filter((block, i) => blocks.indexOf(block) !== i)).toEqual(['tls'])
  expect(SURFACES.monitoring.conf).toEqual(SURFACES.client.conf)
})
