// In: a node's configDir, and what a file holds. Out: where the node finds it. Certificates and keys are named by their
// public fingerprints, so that a file, once there, is never written again with other content.
import { join } from 'node:path/posix'

/** `name` below `configDir`, as the node sees it. */
const below = (configDir: string, name: string): string => join(configDir, name)

const short = (fingerprint: string): string => fingerprint.slice(0, 16)

export const confPath = (configDir: string): string => below(configDir, 'nats-server.conf')

/**
 * @param block - names the `tls` block among those of the node, so that no two of them share a file
 * @param fingerprint - hex SHA-256 of the certificates
 */
export const certificatePath = (configDir: string, block: string, fingerprint: string): string =>
  below(configDir, `tls/${block}-${short(fingerprint)}.crt`)

/** @param fingerprint - hex SHA-256 of the public key */
export const keyPath = (configDir: string, block: string, fingerprint: string): string =>
  below(configDir, `tls/${block}-${short(fingerprint)}.key`)

/** @param fingerprint - hex SHA-256 of the bundle */
export const caPath = (configDir: string, block: string, fingerprint: string): string =>
  below(configDir, `tls/${block}-ca-${short(fingerprint)}.crt`)

/** @param fingerprint - hex SHA-256 of the JWT */
export const operatorPath = (configDir: string, fingerprint: string): string =>
  below(configDir, `jwt/operator-${short(fingerprint)}.jwt`)

/** @param fingerprint - hex SHA-256 of the JWT */
export const credentialsPath = (configDir: string, remote: string, fingerprint: string): string =>
  below(configDir, `jwt/${remote}-${short(fingerprint)}.creds`)
