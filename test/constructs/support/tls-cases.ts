// The props of `tls` blocks.
import type { AnyProps, Case, Surroundings } from './around'
import { CERTIFICATE, KEY, make, onNode } from './around'
import { TlsSurface } from '../../../lib/constructs/tls-surface'

/** The `tls` fields that every surface has. */
export const tlsProps = ({ ca }: Surroundings): AnyProps => ({
  issuer: ca,
  dnsNames: ['*.acme.example'],
  ipAddresses: ['10.0.0.1'],
  keyAlgorithm: 'P-384',
  validity: '30d',
  trust: [ca, { certificates: CERTIFICATE }, { onNode: { caFile: '/etc/ssl/ca.pem' } }],
  minVersion: '1.3',
  cipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  curvePreferences: ['X25519'],
  timeout: '5s',
})

export const tlsRefused: Case['refused'] = [
  [({ leaf }) => ({ issuer: leaf }), 'invalid-construct', 'issuer'],
  [{ issuer: null }, 'invalid-construct', 'issuer'],
  [
    {
      certificate: { onNode },
      keyAlgorithm: undefined,
      validity: undefined,
      dnsNames: undefined,
      ipAddresses: undefined,
    },
    'invalid-choice',
    'issuer, certificate',
  ],
  [
    {
      issuer: undefined,
      keyAlgorithm: 'P-256',
      certificate: { onNode },
      validity: undefined,
      dnsNames: undefined,
      ipAddresses: undefined,
    },
    'unknown-prop',
    'keyAlgorithm',
  ],
  [
    { issuer: undefined, ...foreign({ certificates: 'x', key: KEY }) },
    'invalid-pem',
    'certificate.certificates',
  ],
  [
    { issuer: undefined, ...foreign({ certificates: CERTIFICATE, key: 'x' }) },
    'invalid-pem',
    'certificate.key',
  ],
  [
    { issuer: undefined, ...foreign({ onNode: { ...onNode, keyFile: '' } }) },
    'invalid-path',
    'certificate.onNode.keyFile',
  ],
  [{ issuer: undefined, ...foreign('/etc/ssl/nats.crt') }, 'invalid-object', 'certificate'],
  [{ issuer: undefined, ...foreign({ byNode: { n1: 'x' } }) }, 'invalid-object', 'certificate.byNode.n1'],
  [
    { issuer: undefined, ...foreign({ byNode: { n1: { onNode: { ...onNode, certFile: 5 } } } }) },
    'invalid-path',
    'certificate.byNode.n1.onNode.certFile',
  ],
  [
    { issuer: undefined, ...foreign({ byNode: { 'n 1': { onNode } } }) },
    'invalid-name',
    'certificate.byNode["n 1"]',
  ],
  [
    { issuer: undefined, ...foreign({ byNode: { n1: { onNode } }, onNode }) },
    'unknown-prop',
    'certificate.onNode',
  ],
  [{ dnsNames: ['a b'] }, 'invalid-host', 'dnsNames[0]'],
  [{ dnsNames: 'acme.example' }, 'invalid-list', 'dnsNames'],
  [{ dnsNames: [undefined] }, 'invalid-list', 'dnsNames'],
  [{ ipAddresses: ['10.0.0.1', '0.0.0.0'] }, 'invalid-host', 'ipAddresses[1]'],
  [{ keyAlgorithm: 'P-521' }, 'invalid-choice', 'keyAlgorithm'],
  [{ validity: '90' }, 'invalid-duration', 'validity'],
  [({ user }) => ({ trust: [user] }), 'invalid-object', 'trust[0]'],
  [{ trust: ['ca'] }, 'invalid-object', 'trust[0]'],
  [{ trust: [{ certificates: 'x' }] }, 'invalid-pem', 'trust[0].certificates'],
  [{ trust: [{ onNode: { caFile: 5 } }] }, 'invalid-path', 'trust[0].onNode.caFile'],
  [{ trust: [{ onNode: { caFile: '/x', file: '/x' } }] }, 'unknown-prop', 'trust[0].onNode.file'],
  [{ minVersion: '1.1' }, 'invalid-choice', 'minVersion'],
  [{ cipherSuites: ['TLS_RSA_WITH_RC4_128_SHA'] }, 'invalid-choice', 'cipherSuites[0]'],
  [{ cipherSuites: [] }, 'empty-list', 'cipherSuites'],
  [{ curvePreferences: ['P256'] }, 'invalid-choice', 'curvePreferences[0]'],
  [{ curvePreferences: [] }, 'empty-list', 'curvePreferences'],
  [{ timeout: 5 }, 'invalid-duration', 'timeout'],
]

export function foreign(certificate: unknown): AnyProps {
  return {
    certificate,
    keyAlgorithm: undefined,
    validity: undefined,
    dnsNames: undefined,
    ipAddresses: undefined,
  }
}

/** The same problems, with the props inside another. */
export const inside = (
  prop: string,
  full: (around: Surroundings) => AnyProps,
  refused: Case['refused'],
): Case['refused'] =>
  refused.map(([props, code, blamed]) => [
    (around) => ({ [prop]: { ...full(around), ...(typeof props === 'function' ? props(around) : props) } }),
    code,
    `${prop}.${blamed}`,
  ])

export const clientTls = (around: Surroundings): AnyProps => ({
  ...tlsProps(around),
  verify: true,
  verifyAndMap: true,
  pinnedCerts: ['AB'.repeat(32), around.user],
  handshakeFirst: '100ms',
  connectionRateLimit: 100,
})

export const clientTlsRefused: Case['refused'] = [
  ...tlsRefused,
  [{ verify: 'yes', verifyAndMap: undefined }, 'invalid-choice', 'verify'],
  [{ verify: false, verifyAndMap: true }, 'invalid-choice', 'verify'],
  [{ verifyAndMap: 1 }, 'invalid-choice', 'verifyAndMap'],
  [{ pinnedCerts: ['ab'] }, 'invalid-pin', 'pinnedCerts[0]'],
  [{ pinnedCerts: [] }, 'empty-list', 'pinnedCerts'],
  // Servers dial no listener of clients.
  [({ hub }) => ({ pinnedCerts: [hub] }), 'invalid-pin', 'pinnedCerts[0]'],
  [({ ca }) => ({ pinnedCerts: [ca] }), 'invalid-pin', 'pinnedCerts[0]'],
  [{ handshakeFirst: 'first' }, 'invalid-duration', 'handshakeFirst'],
  [{ connectionRateLimit: 0 }, 'invalid-number', 'connectionRateLimit'],
  [{ verifyCertAndCheckKnownUrls: true }, 'field-ignored-on-surface', 'verifyCertAndCheckKnownUrls'],
]

export const remoteTls = (around: Surroundings): AnyProps => ({ ...tlsProps(around), handshakeFirst: true })

export const remoteTlsRefused: Case['refused'] = [
  ...tlsRefused,
  [{ handshakeFirst: 'auto' }, 'invalid-choice', 'handshakeFirst'],
  [{ handshakeFirst: '100ms' }, 'invalid-choice', 'handshakeFirst'],
  [{ verify: true }, 'field-ignored-on-surface', 'verify'],
  [{ pinnedCerts: ['ab'.repeat(32)] }, 'field-ignored-on-surface', 'pinnedCerts'],
  [{ verifyAndMap: false }, 'field-ignored-on-surface', 'verifyAndMap'],
]

export const tlsSurface: Case = {
  kind: 'TlsSurface',
  make: make(TlsSurface, ({ hub }) => hub),
  full: (around) => ({ tags: { owner: 'x' }, surface: 'client', ...clientTls(around) }),
  refused: [
    ...clientTlsRefused,
    [{ surface: undefined }, 'invalid-choice', 'surface'],
    [{ surface: 'monitoring' }, 'invalid-choice', 'surface'],
    [{ surface: 'leaf-remote' }, 'invalid-choice', 'surface'],
  ],
}
