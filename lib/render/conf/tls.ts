// In: a `tls` block of the model, and the files that it names. Out: the block, with what nats-server honours on
// that surface (values/surfaces.ts) and nothing else.
import type { Materials } from '../../model/materials'
import type { Tls } from '../../model/model'
import type { ConfMap } from '../../values/conf'
import { formatDuration } from '../../values/duration'
import type { ParsedVersion } from '../../values/server-version'
import { sortBy } from '../../values/sort'
import type { SurfaceField } from '../../values/surfaces'
import { honours } from '../../values/surfaces'
import { suiteName } from '../../values/tls-names'
import type { TlsFiles } from '../tls-files'
import { block } from './block'

export function tlsBlock(tls: Tls, files: TlsFiles, version: ParsedVersion, materials: Materials): ConfMap {
  const where = <T>(field: SurfaceField, value: T): T | undefined =>
    honours(tls.surface, field) ? value : undefined
  return block({
    cert_file: files.certificate?.path,
    key_file: files.key?.path,
    ca_file: files.ca?.path,
    // verify_and_map implies verify.
    verify: where('verify', (tls.verify && !tls.verifyAndMap) || undefined),
    verify_and_map: where('verifyAndMap', tls.verifyAndMap || undefined),
    verify_cert_and_check_known_urls: where(
      'verifyCertAndCheckKnownUrls',
      tls.verifyCertAndCheckKnownUrls || undefined,
    ),
    pinned_certs: where('pinnedCerts', pins(tls, materials)),
    handshake_first: where('handshakeFirst', handshakeFirst(tls)),
    timeout: where('timeout', tls.timeout === undefined ? undefined : formatDuration(tls.timeout)),
    connection_rate_limit: where('connectionRateLimit', tls.connectionRateLimit),
    // 1.2 is the least that any server accepts; before 2.10.21 the option is unknown.
    min_version: tls.minVersion === '1.2' ? undefined : tls.minVersion,
    cipher_suites: tls.cipherSuites?.map((suite) => suiteName(suite, version)),
    curve_preferences: tls.curvePreferences,
  })
}

/** An empty list would mean that any certificate will do; it is left out. */
function pins({ pinnedCerts }: Tls, materials: Materials): readonly string[] | undefined {
  const fingerprints = pinnedCerts.flatMap((pin) =>
    pin.kind === 'fingerprint'
      ? [pin.sha256]
      : pin.identities.map((identity) => materials.certificate(identity).publicKeyFingerprint),
  )
  return fingerprints.length === 0 ? undefined : sortBy(new Set(fingerprints), (pin) => pin)
}

/** A remote knows only yes and no (nats-server server/opts.go parseRemoteLeafNodes). */
function handshakeFirst({ surface, handshakeFirst: when }: Tls): boolean | string | undefined {
  if (when === false) return undefined
  if (surface === 'leaf-remote') return true
  return typeof when === 'number' ? formatDuration(when) : when
}
