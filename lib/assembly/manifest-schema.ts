// The JSON Schemas of manifest.json and natsmith-manifest.json: what a reader checks, the order in which they are written,
// and what docs/schemas/ publishes.
import { PURPOSES } from '../render/artifact'
import { MANIFEST_SCHEMA } from './manifest'
import type { Schema } from './schema'

const text = (description: string): Schema => ({ type: 'string', description })
const list = (items: Schema, description: string): Schema => ({ type: 'array', description, items })

/** An object all of whose properties must be there, but for those named in `optional`. */
function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  return {
    type: 'object',
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
  }
}

const NAME = '^[A-Za-z0-9_][A-Za-z0-9_.@+-]*$'
const DIGEST = '^sha256:[0-9a-f]{64}$'

const version: Schema = { type: 'integer', const: MANIFEST_SCHEMA, description: 'Version of this schema.' }
const deployment: Schema = { type: 'string', pattern: NAME, description: 'Name of the deployment.' }

const keyStore: Schema = { type: 'string', pattern: '^[0-9a-f]{32}$', description: 'Id of the key store.' }

const file = object(
  {
    path: text('As the node sees it: absolute, or relative to the working directory of its server.'),
    mode: { type: 'string', pattern: '^0[0-7]{3}$', description: 'Octal.' },
    digest: { type: 'string', pattern: DIGEST, description: 'SHA-256 of the content.' },
    size: { type: 'integer', minimum: 0, description: 'Bytes.' },
    sensitive: { type: 'boolean', description: 'Whether the file holds a secret.' },
    purpose: {
      type: 'string',
      enum: PURPOSES,
      description: 'What the file is for.',
    },
    detail: text('The surface or authority it belongs to.'),
    pemBlocks: {
      type: 'integer',
      minimum: 0,
      description: 'How many PEM blocks the file holds, if it is PEM.',
    },
    notBefore: text('RFC 3339, UTC: when the certificate that it begins with starts being valid.'),
    notAfter: text('RFC 3339, UTC: when the first certificate in it stops being valid.'),
  },
  ['pemBlocks', 'notBefore', 'notAfter'],
)

const nodeProperties = {
  node: { type: 'string', pattern: NAME, description: 'Name of the node.' },
  cluster: { type: 'string', pattern: NAME, description: 'Name of its cluster or leaf node.' },
  serverVersion: text('The nats-server release or line that it is declared for.'),
  configDir: text('Folder of the files, as the node sees it.'),
  fileOwner: object({ user: text('Name or number.'), group: text('Name or number.') }),
  configDigest: {
    type: 'string',
    pattern: DIGEST,
    description: "nats-server's digest of the conf: config_digest.",
  },
  files: list(file, 'Sorted by path.'),
} satisfies Record<string, Schema>

const acceptedFinding = object({
  code: text('Code of the rule.'),
  path: text('Path of the construct.'),
  message: text('What the rule found.'),
  reason: text('Why it was accepted.'),
})

/** `manifest.json`. */
export const manifestSchema: Schema = object(
  {
    schema: version,
    deployment,
    keyStore,
    testOnly: {
      type: 'boolean',
      const: true,
      description: 'The keys were made for a test; no engine deploys them.',
    },
    nodes: list(object(nodeProperties, ['fileOwner']), 'Sorted by name.'),
    accepted: list(acceptedFinding, 'Findings that somebody accepted.'),
  },
  ['testOnly'],
)

/** `natsmith-manifest.json`. */
export const nodeManifestSchema: Schema = object(
  {
    schema: version,
    deployment,
    keyStore,
    ...nodeProperties,
    owner: {
      ...object({
        uid: { type: 'integer', minimum: 0, description: 'Number of the user.' },
        gid: { type: 'integer', minimum: 0, description: 'Number of the group.' },
      }),
      description:
        'Whom the files were given to; absent where an engine wrote them that gives files to nobody.',
    },
    superseded: list(file, 'Files of earlier generations that are still there; a later deploy removes them.'),
    digest: { type: 'string', pattern: DIGEST, description: 'SHA-256 of this text without this property.' },
  },
  ['fileOwner', 'owner'],
)
