// In: the folder of a key store and what a run issued. Out: the store on disk, wholly before or wholly after the run.
import { join } from 'node:path'
import { commitFiles, isUnfinished, recover } from '../files/commit'
import { makeFolder } from '../files/folders'
import { withLock } from '../files/lock'
import { groupBy } from '../values/group'
import type { Secret } from '../values/secret'
import { compareText, sortBy } from '../values/sort'
import { coverOf, envelopeOf, storeKeyPath } from './cover'
import { changedMeanwhile, withoutSecrets } from './errors'
import type { Changes } from './issue'
import { formatLine, SCHEMA } from './lines'
import type { Cover, Part } from './shards'
import { formatShard, shardFile, shardOf, SHARDS } from './shards'
import {
  ATTRIBUTES_FILE,
  currentRevision,
  DATA_KEY_FILE,
  IGNORE_FILE,
  RECIPIENTS_FILE,
  SECRET_FILE,
  STORE_FILE,
  type KeyStore,
} from './store'

const LOCK = '.natsmith.lock'

/** What git is to keep; everything else stays out of it, by whatever name it comes. */
const PUBLIC = `*
!${IGNORE_FILE}
!${ATTRIBUTES_FILE}
!${STORE_FILE}
!public-*.jsonl
`
const IGNORE = `# The secret part of the key store stays out of git.
${PUBLIC}`
const IGNORE_SEALED = `# The secret part of the key store is encrypted, and may be committed.
${PUBLIC}!${RECIPIENTS_FILE}
!${DATA_KEY_FILE}
!${SECRET_FILE}
!secret-*.jsonl
`

/** Lines of different identities merge wherever they stand. */
const ATTRIBUTES = `* -text
*.jsonl merge=union
`

/**
 * Writes what changed, in one atomic commit. When nothing changed, it only finishes what an interrupted commit left.
 *
 * @param onCommitted - called with what the store's revision is now, where something changed
 * @throws NatsmithError `key-store-changed` when somebody else committed since the store was opened, `locked`
 */
export function commitChanges(
  folder: string,
  changes: Changes,
  onCommitted?: (revision: string) => void,
): void {
  const { before, after, touched } = changes
  const isChanged = touched.size > 0 || after.sealing !== before.sealing || after.id !== before.id
  if (!isChanged && !isUnfinished(folder)) return
  const { key } = after
  if (!after.hasSecrets || key === undefined) throw withoutSecrets()
  makeFolder(folder, 0o700)
  withLock(join(folder, LOCK), 'writing the key store', (check) => {
    recover(folder)
    if (!isChanged) return
    if (currentRevision(folder) !== before.revision) throw changedMeanwhile(folder)
    const files = changedFiles(changes, key).map(([name, content]) => ({ name, content, mode: 0o600 }))
    commitFiles(folder, files, check)
    // Before anybody else may write.
    onCommitted?.(currentRevision(folder))
  })
}

type File = readonly [name: string, content: string | (() => string)]

function changedFiles({ before, after, touched }: Changes, key: Secret): readonly File[] {
  const fresh = before.revision === ''
  const isSealedAnew = before.sealing?.dataKey !== after.sealing?.dataKey
  const shards = new Set([...touched].map(shardOf))
  const sorted = sortBy(after.entries.values(), ({ identity }) => identity)
  const entries = groupBy(sorted, ({ identity }) => shardOf(identity))
  const cover = coverOf(after)
  const texts = (part: Part, all: boolean): readonly File[] =>
    SHARDS.filter((shard) => all || shards.has(shard)).map((shard) => [
      shardFile(part, shard),
      () => formatShard(part, shard, entries.get(shard) ?? [], { key, cover }),
    ])
  return [
    ...(fresh ? [storeFile(after), [ATTRIBUTES_FILE, ATTRIBUTES] as const] : []),
    ...(fresh || before.sealing !== after.sealing ? secretFiles(after, cover) : []),
    ...texts('public', fresh),
    ...texts('secret', fresh || isSealedAnew),
  ].sort(([a], [b]) => compareText(a, b))
}

const storeFile = ({ id, kind }: KeyStore): File => [
  STORE_FILE,
  `${formatLine({ id, kind, schema: SCHEMA })}\n`,
]

function secretFiles({ id, key, sealing, recipients }: KeyStore, cover: Cover): readonly File[] {
  const list = `# Who can open the key store: natsmith keys recipients\n${recipients.join('\n')}\n`
  const envelope = sealing && envelopeOf(list, sealing.wrapped)
  const covered = key && cover.write(storeKeyPath(envelope), key.reveal())
  return [
    [IGNORE_FILE, sealing === undefined ? IGNORE : IGNORE_SEALED],
    [
      SECRET_FILE,
      `${formatLine({ id, key: covered, schema: SCHEMA, ...(envelope !== undefined && { envelope }) })}\n`,
    ],
    ...(sealing === undefined
      ? []
      : ([
          [RECIPIENTS_FILE, list],
          [DATA_KEY_FILE, sealing.wrapped],
        ] as const)),
  ]
}
