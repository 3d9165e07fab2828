// ONE table of TLS surfaces. Everything that differs between the places where a nats-server speaks TLS is a column
// here; nothing downstream lists surfaces again. Source: nats-server server/opts.go, server.go, client.go, route.go,
// gateway.go, leafnode.go, websocket.go and mqtt.go.

/** A place where a server accepts or dials TLS. */
export type SurfaceName =
  'client' | 'cluster' | 'leafnodes' | 'leaf-remote' | 'gateway' | 'websocket' | 'mqtt' | 'monitoring'

/** The fields of a `tls` block that not every surface honours. */
export const SURFACE_FIELDS = [
  'verify',
  'verifyAndMap',
  'verifyCertAndCheckKnownUrls',
  'pinnedCerts',
  'handshakeFirst',
  'timeout',
  'connectionRateLimit',
] as const

export type SurfaceField = (typeof SURFACE_FIELDS)[number]

export interface Surface {
  /** Path of its `tls` block in the conf; for a leaf remote, inside the remote. */
  readonly conf: readonly string[]
  /** nats-server's default port of the listener; undefined for a surface that only dials. */
  readonly port: number | undefined
  /** `verify` is a choice, forced on, or means nothing. */
  readonly verify: 'optional' | 'forced' | 'none'
  /** Who connects to it. Peers are servers of the same trust; clients are anybody with credentials. */
  readonly dialledBy: 'clients' | 'peers' | 'leafs' | 'nobody'
  /** Extended key usages of its certificate: a node that both dials and accepts with it needs both. */
  readonly usages: readonly ('serverAuth' | 'clientAuth')[]
  /** Fields that the server honours there. Every other one is ignored by it, or an error, and refused by natsmith. */
  readonly fields: readonly SurfaceField[]
  /** The scheme of URLs that dial it. */
  readonly scheme: string
}

export const SURFACES = {
  client: {
    conf: ['tls'],
    port: 4222,
    verify: 'optional',
    dialledBy: 'clients',
    usages: ['serverAuth'],
    fields: ['verify', 'verifyAndMap', 'pinnedCerts', 'handshakeFirst', 'timeout', 'connectionRateLimit'],
    scheme: 'tls',
  },
  // verify_and_map lets in the one user of the block's own authorization, which routes and gateways here do not have.
  cluster: {
    conf: ['cluster', 'tls'],
    port: 6222,
    verify: 'forced',
    dialledBy: 'peers',
    usages: ['serverAuth', 'clientAuth'],
    fields: ['verifyCertAndCheckKnownUrls', 'pinnedCerts', 'timeout'],
    scheme: 'nats-route',
  },
  leafnodes: {
    conf: ['leafnodes', 'tls'],
    port: 7422,
    verify: 'optional',
    dialledBy: 'leafs',
    usages: ['serverAuth'],
    fields: ['verify', 'verifyAndMap', 'pinnedCerts', 'handshakeFirst', 'timeout'],
    scheme: 'tls',
  },
  'leaf-remote': {
    conf: ['tls'],
    port: undefined,
    verify: 'none',
    dialledBy: 'nobody',
    usages: ['clientAuth'],
    fields: ['handshakeFirst', 'timeout'],
    scheme: 'tls',
  },
  gateway: {
    conf: ['gateway', 'tls'],
    port: 7222,
    verify: 'forced',
    dialledBy: 'peers',
    usages: ['serverAuth', 'clientAuth'],
    fields: ['verifyCertAndCheckKnownUrls', 'pinnedCerts', 'timeout'],
    scheme: 'tls',
  },
  websocket: {
    conf: ['websocket', 'tls'],
    port: 443,
    verify: 'optional',
    dialledBy: 'clients',
    usages: ['serverAuth'],
    fields: ['verify', 'verifyAndMap'],
    scheme: 'wss',
  },
  mqtt: {
    conf: ['mqtt', 'tls'],
    port: 8883,
    verify: 'optional',
    dialledBy: 'clients',
    usages: ['serverAuth'],
    fields: ['verify', 'verifyAndMap', 'pinnedCerts', 'timeout'],
    scheme: 'mqtts',
  },
  // Monitoring over https is served with the certificate of the client listener, and asks no client for one.
  monitoring: {
    conf: ['tls'],
    port: 8222,
    verify: 'none',
    dialledBy: 'clients',
    usages: ['serverAuth'],
    fields: [],
    scheme: 'https',
  },
} as const satisfies Record<SurfaceName, Surface>

export const SURFACE_NAMES = Object.keys(SURFACES) as readonly SurfaceName[]

/** True when a server honours `field` in the `tls` block of `surface`. */
export function honours(surface: SurfaceName, field: SurfaceField): boolean {
  const row: Surface = SURFACES[surface]
  return row.fields.includes(field)
}
