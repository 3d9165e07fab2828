// The names that nats-server gives cipher suites and curves, as types, and what follows from the server's version and
// from a certificate's key. Source: nats-server server/ciphersuites.go at its tags.
import type { ParsedVersion, Since } from './server-version'
import { atLeast } from './server-version'

interface Suite {
  /** The key a certificate must have for it; any for TLS 1.3. */
  readonly key: 'ECDSA' | 'RSA' | 'any'
  readonly tls: '1.2' | '1.3'
  /** Its name before 2.12. */
  readonly before212?: string
}

/**
 * Every cipher suite natsmith offers, under Go's name. Go ignores a choice among the TLS 1.3 suites. What Go calls insecure
 * is left out: from 2.12 a server wants leave to use it (`allow_insecure_cipher_suites`).
 */
export const CIPHER_SUITES = {
  TLS_AES_128_GCM_SHA256: { key: 'any', tls: '1.3' },
  TLS_AES_256_GCM_SHA384: { key: 'any', tls: '1.3' },
  TLS_CHACHA20_POLY1305_SHA256: { key: 'any', tls: '1.3' },
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: { key: 'ECDSA', tls: '1.2' },
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: { key: 'ECDSA', tls: '1.2' },
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: { key: 'RSA', tls: '1.2' },
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: { key: 'RSA', tls: '1.2' },
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: {
    key: 'ECDSA',
    tls: '1.2',
    before212: 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
  },
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: {
    key: 'RSA',
    tls: '1.2',
    before212: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305',
  },
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: { key: 'ECDSA', tls: '1.2' },
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: { key: 'ECDSA', tls: '1.2' },
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: { key: 'RSA', tls: '1.2' },
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: { key: 'RSA', tls: '1.2' },
} as const satisfies Record<string, Suite>

/** A cipher suite by the name that Go has used since nats-server 2.12; older servers get their own name for it. */
export type CipherSuite = keyof typeof CIPHER_SUITES

/** The name by which a server of `version` knows `suite`. */
export function suiteName(suite: CipherSuite, version: ParsedVersion): string {
  const { before212 }: Suite = CIPHER_SUITES[suite]
  return before212 !== undefined && !atLeast(version, ['2.12.0']) ? before212 : suite
}

/** True when a certificate with such a key can serve `suite`. Ed25519 certificates use the ECDSA suites. */
export function suiteFits(suite: CipherSuite, keyAlgorithm: KeyAlgorithm): boolean {
  const { key } = CIPHER_SUITES[suite]
  return key === 'any' || key === (keyAlgorithm.startsWith('RSA') ? 'RSA' : 'ECDSA')
}

/** Every curve the server names, with the release that brought it. */
export const CURVES = {
  X25519: undefined,
  CurveP256: undefined,
  CurveP384: undefined,
  CurveP521: undefined,
  X25519MLKEM768: ['2.12.0'],
  SecP256r1MLKEM768: ['2.15.0'],
  SecP384r1MLKEM1024: ['2.15.0'],
} as const satisfies Record<string, Since | undefined>

export type Curve = keyof typeof CURVES

export const MIN_VERSIONS = ['1.2', '1.3'] as const
export type TlsVersion = (typeof MIN_VERSIONS)[number]

/** Keys that Go, OpenSSL and every NATS client load. P-256 is the default: small, fast, accepted everywhere. */
export const KEY_ALGORITHMS = ['P-256', 'P-384', 'RSA-2048', 'RSA-3072', 'RSA-4096', 'Ed25519'] as const
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number]
