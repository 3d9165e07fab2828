// In: a node's configDir, and what a file holds. Out: where the node finds it. Certificates and keys are named by their
// public fingerprints, so that a file, once there, is never written again with other content.
import { join } from 'node:path/posix'
import type { SurfaceName } from '../values/surfaces'

/** `name` below `configDir`, as the node sees it. */
const below = (configDir: string, name: string): string => join(configDir, name)

const short = (fingerprint: string): string => fingerprint.slice(0, 16)

export const confPath = (configDir: string): string => below(configDir, 'nats-server.conf')

/** @param fingerprint - hex SHA-256 of the certificate */
export const certificatePath = (configDir: string, surface: SurfaceName, fingerprint: string): string =>
  below(configDir, `tls/${surface}-${short(fingerprint)}.crt`)

/** @param fingerprint - hex SHA-256 of the public key */
export const keyPath = (configDir: string, surface: SurfaceName, fingerprint: string): string =>
  below(configDir, `tls/${surface}-${short(fingerprint)}.key`)

/** @param fingerprint - hex SHA-256 of the bundle */
export const caPath = (configDir: string, surface: SurfaceName, fingerprint: string): string =>
  below(configDir, `tls/${surface}-ca-${short(fingerprint)}.crt`)
