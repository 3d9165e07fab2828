// In: files of nodes. Out: the last part of the addresses of their Terraform resources: readable, the same in every
// generation of a file, and different for different files.
import type { HostedFile } from './host'

/** That of the record; no node has a file of such a purpose. */
export const RECORD_ADDRESS = 'natsmith_record'

/** `nats1_client_certificate`, `nats1_conf`. */
export function addressOf({
  node,
  purpose,
  detail,
}: Pick<HostedFile, 'node' | 'purpose' | 'detail'>): string {
  const isOfTls = purpose !== 'conf' && purpose !== 'manifest'
  const [surface = '', remote] = isOfTls ? detail.split(' ') : []
  return [node, surface, remote ?? '', purpose]
    .filter((part) => part !== '')
    .map(plain)
    .join('_')
}

/**
 * Letters, digits and dashes as they are, anything else as its code, so that `_` only separates: no surface and no purpose
 * begins with an x. Terraform's names begin with a letter or `_`.
 */
const plain = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9-]/g, (c) => `_x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replace(/^(?=[0-9-])/, '_')
