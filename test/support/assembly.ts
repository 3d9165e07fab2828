// Small assemblies for tests of what is done with them: the files' content does not matter there, their names do.
import { createHash } from 'node:crypto'
import { assemble, type AssembledNode } from '../../lib/assembly/assemble'
import type { Assembly } from '../../lib/assembly/assembly'
import type { Artifact } from '../../lib/render/artifact'
import { parseServerVersion } from '../../lib/values/server-version'

export interface NodeOptions {
  readonly name?: string
  /** What the certificate, key and conf are made of; the next generation has another. */
  readonly generation?: string
  readonly configDir?: string
  readonly fileOwner?: { readonly user: string; readonly group: string }
}

export const SEED = 'SUAKYRHVIOREXV7EUZTBHUHL7NUMHPMAS7QMDU3GTIUWEI5LDNOXD43IZY'

const block = (label: string, content: string): string =>
  `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n`
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Two certificates in one bundle, the same in every generation. */
export const BUNDLE = block('CERTIFICATE', 'first') + block('CERTIFICATE', 'second')

export function node(options: NodeOptions = {}): AssembledNode {
  const { name = 'nats1', generation = 'one', configDir = '/etc/nats', fileOwner } = options
  const base = { node: name, detail: 'client', identities: [], mode: 0o600 }
  const at = (file: string): string => (configDir === '.' ? file : `${configDir}/${file}`)
  const file = (purpose: Artifact['purpose'], path: string, content: string): Artifact => ({
    ...base,
    purpose,
    path: at(path),
    content,
    sensitive: purpose === 'key' || purpose === 'conf',
    ...(purpose === 'certificate' && { notBefore: Date.UTC(2025, 0, 1), notAfter: Date.UTC(2030, 0, 1) }),
  })
  const id = digest(generation).slice(0, 8)
  return {
    cluster: { name: 'hub', serverVersion: parseServerVersion('2.12'), configDir, fileOwner },
    node: { name },
    configDigest: `sha256:${digest(generation)}`,
    artifacts: [
      file('conf', 'nats-server.conf', `# ${name} ${generation}\nseed: ${SEED}\n`),
      file('ca', 'tls/client-ca.crt', BUNDLE),
      file('certificate', `tls/client-${id}.crt`, block('CERTIFICATE', generation)),
      file('key', `tls/client-${id}.key`, block('PRIVATE KEY', `secret ${generation}`)),
    ],
  }
}

/** `nats001`, `nats002`, … */
export const namesOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `nats${String(i + 1).padStart(3, '0')}`)

/** Id of a key store. */
export const KEY_STORE = '0123456789abcdef0123456789abcdef'

export function assembly(
  nodes: readonly NodeOptions[] = [{}],
  deployment = 'prod',
  keyStore = KEY_STORE,
): Assembly {
  return assemble({ deployment, keyStore, nodes: nodes.map(node), findings: [] })
}
