// TLS of random stacks. In: a random `tls` block and where it goes. Out: props with what the surface, the key and the line
// of the servers take, and nothing else.
import type {
  CertificateAuthority,
  CertificateAuthorityProps,
  PinSource,
  ServerVersion,
  SurfaceName,
  SurfaceTlsProps,
  TrustSource,
} from '../../../lib/index'
import { Secret } from '../../../lib/index'
import { defined } from '../../../lib/values/defined'
import { atLeast, parseServerVersion } from '../../../lib/values/server-version'
import type { Since } from '../../../lib/values/server-version'
import type { SurfaceField } from '../../../lib/values/surfaces'
import { honours } from '../../../lib/values/surfaces'
import { CIPHER_SUITES, CURVES, suiteFits } from '../../../lib/values/tls-names'
import type { CipherSuite, KeyAlgorithm } from '../../../lib/values/tls-names'
import { privateKeyPem } from '../../../lib/x509/key-pair'
import { isIP } from 'node:net'
import { leafOf, pairOf, rootOf } from '../certificates'
import type { TlsSpec } from './spec'

const JANUARY = Date.UTC(2026, 0, 1)

/** Authorities that are not of the deployment: one for clients and leaf nodes, one for peers. */
const OUTSIDE = {
  clients: rootOf('P-256', 0, undefined, JANUARY),
  peers: rootOf('Ed25519', 0, undefined, JANUARY),
}

/** What is on every node already, by its path below the server's working directory. */
export const ON_NODE: Readonly<Record<string, string>> = {
  'own "cert" $HOME.crt': leafOf(OUTSIDE.clients.issuer, {}, JANUARY).pem,
  "own key's #1.key": privateKeyPem(pairOf('P-256', 'leaf')),
  'own clients \\ ü.crt': OUTSIDE.clients.certificate.pem,
  'own peers.crt': OUTSIDE.peers.certificate.pem,
}

const [certFile = '', keyFile = '', clientsFile = '', peersFile = ''] = Object.keys(ON_NODE)

export const importedAuthority = (): NonNullable<CertificateAuthorityProps['imported']> => ({
  certificates: OUTSIDE.clients.certificate.pem,
  key: Secret.of(privateKeyPem(pairOf('P-256', 'root'))),
})

export interface Placed {
  readonly version: ServerVersion
  readonly issuer: CertificateAuthority
  /** Another authority that may certify whoever dials. */
  readonly other?: CertificateAuthority | undefined
  /** Every name and address by which the servers are dialled. */
  readonly names: readonly string[]
  /** For the numbers in `pinnedCerts`. */
  readonly pins?: readonly PinSource[]
}

export function tlsProps<S extends SurfaceName>(
  surface: S,
  spec: TlsSpec,
  placed: Placed,
): SurfaceTlsProps<S> {
  const { verify, verifyAndMap, verifyCertAndCheckKnownUrls, ...fields } = spec.fields
  const { minVersion, timeout, connectionRateLimit } = fields
  const byName = placed.names.every((name) => isIP(name) === 0)
  const chosen: Partial<Record<SurfaceField, unknown>> = {
    verify: verifyAndMap === true ? undefined : verify,
    verifyAndMap,
    verifyCertAndCheckKnownUrls: byName ? verifyCertAndCheckKnownUrls : undefined,
    pinnedCerts: pins(fields.pinnedCerts ?? [], placed.pins ?? []),
    handshakeFirst: handshakeFirst(surface, spec, placed.version),
    timeout,
    connectionRateLimit,
  }
  return defined({
    ...Object.fromEntries(
      Object.entries(chosen).filter(([field]) => honours(surface, field as SurfaceField)),
    ),
    ...certificate(spec, placed),
    trust: trust(surface, spec, placed),
    minVersion,
    cipherSuites: suites(spec, placed.version),
    curvePreferences: curves(spec, placed.version),
  }) as SurfaceTlsProps<S>
}

/** What a leaf remote must say of TLS that a hub has whose certificate no authority of the deployment issued. */
export function trustInHub({ source }: TlsSpec): readonly TrustSource[] | undefined {
  if (source === 'issued') return undefined
  return source === 'copied'
    ? [{ certificates: OUTSIDE.clients.certificate.pem }]
    : [{ onNode: { caFile: clientsFile } }]
}

const keyOf = ({ source, keyAlgorithm }: TlsSpec): KeyAlgorithm =>
  source === 'issued' ? keyAlgorithm : 'P-256'

function certificate(spec: TlsSpec, { issuer, names }: Placed): Partial<SurfaceTlsProps<'client'>> {
  const { dnsNames, ipAddresses, validity } = spec.fields
  if (spec.source === 'issued')
    return defined({ issuer, keyAlgorithm: spec.keyAlgorithm, dnsNames, ipAddresses, validity })
  if (spec.source === 'on-node') return { certificate: { onNode: { certFile, keyFile } } }
  const key = Secret.of(privateKeyPem(pairOf('P-256', 'leaf')))
  return { certificate: { certificates: outsideLeaf(names), key } }
}

const outsideLeaves = new Map<string, string>()

/** The same text for the same names, since it is part of the program. */
function outsideLeaf(names: readonly string[]): string {
  const id = names.join()
  const dnsNames = names.filter((name) => isIP(name) === 0).map((name) => name.toLowerCase())
  const ipAddresses = names.filter((name) => isIP(name) !== 0)
  const pem = outsideLeaves.get(id) ?? leafOf(OUTSIDE.clients.issuer, { dnsNames, ipAddresses }, JANUARY).pem
  outsideLeaves.set(id, pem)
  return pem
}

function trust(surface: SurfaceName, spec: TlsSpec, placed: Placed): readonly TrustSource[] | undefined {
  const { issuer, other } = placed
  const outside = surface === 'cluster' ? OUTSIDE.peers : OUTSIDE.clients
  if (spec.trust === 'on-node')
    return [{ onNode: { caFile: surface === 'cluster' ? peersFile : clientsFile } }]
  if (spec.trust === 'issuer and more')
    return [issuer, ...(other ? [other] : []), { certificates: outside.certificate.pem }]
  return spec.source === 'issued' ? undefined : [issuer]
}

/**
 * With a suite for TLS 1.2 and the key. Servers before 2.12 have other names for two suites; of those lines, there is a
 * 2.10 to ask, and none of 2.11.
 */
function suites(spec: TlsSpec, version: ServerVersion): readonly CipherSuite[] | undefined {
  const { cipherSuites, minVersion } = spec.fields
  if (cipherSuites === undefined) return undefined
  const known = cipherSuites.filter(
    (suite) => !version.startsWith('2.11') || !suite.includes('_WITH_CHACHA20'),
  )
  const fits = (suite: CipherSuite): boolean =>
    CIPHER_SUITES[suite].tls === '1.2' && suiteFits(suite, keyOf(spec))
  if (known.some(fits) || (minVersion === '1.3' && known.length > 0)) return known
  const family = keyOf(spec).startsWith('RSA') ? 'RSA' : 'ECDSA'
  return [...known, `TLS_ECDHE_${family}_WITH_AES_256_GCM_SHA384`]
}

function curves(spec: TlsSpec, version: ServerVersion): TlsSpec['fields']['curvePreferences'] {
  const known = spec.fields.curvePreferences?.filter((curve) => {
    const since: Since | undefined = CURVES[curve]
    return since === undefined || atLeast(parseServerVersion(version), since)
  })
  return known?.length === 0 ? undefined : known
}

/** Leaf node listeners know nothing between yes and no before 2.11. */
function handshakeFirst(surface: SurfaceName, spec: TlsSpec, version: ServerVersion): unknown {
  const { handshakeFirst: given } = spec.fields
  const fallsBack = surface !== 'leafnodes' || atLeast(parseServerVersion(version), ['2.11.0'])
  return typeof given === 'string' && !fallsBack ? true : given
}

function pins(
  given: readonly (string | number)[],
  constructs: readonly PinSource[],
): readonly PinSource[] | undefined {
  const found = given.flatMap((pin) =>
    typeof pin === 'string' ? [pin] : constructs.length === 0 ? [] : [constructs[pin % constructs.length]],
  )
  const list = found.filter((pin) => pin !== undefined)
  return list.length === 0 ? undefined : list
}
