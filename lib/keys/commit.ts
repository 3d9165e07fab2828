// In: the folder of a key store and what a run issued. Out: the store on disk, wholly before or wholly after the run.
import { join } from 'node:path'
import { commitFiles, isUnfinished, recover } from '../files/commit'
import { makeFolder } from '../files/folders'
import { withLock } from '../files/lock'
import { compareText } from '../values/sort'
import type { Entry } from './entry'
import { changedMeanwhile, withoutSecrets } from './errors'
import type { Changes } from './issue'
import { formatLine, SCHEMA } from './lines'
import type { Part } from './shards'
import { formatShard, shardFile, shardOf, SHARDS } from './shards'
import { currentRevision, IGNORE_FILE, SECRET_FILE, STORE_FILE } from './store'

const LOCK = '.natsmith.lock'

/** What git is to keep; everything else stays out of it, by whatever name it comes. */
const IGNORE = `# The secret part of the key store stays out of git.
*
!${IGNORE_FILE}
!${STORE_FILE}
!public-*.jsonl
`

/**
 * Writes what changed, in one atomic commit. When nothing changed, it only finishes what an interrupted commit left.
 *
 * @throws NatsmithError `key-store-changed` when somebody else committed since the store was opened, `locked`
 */
export function commitChanges(folder: string, changes: Changes): void {
  const isChanged = changes.touched.size > 0
  if (!isChanged && !isUnfinished(folder)) return
  if (!changes.after.hasSecrets) throw withoutSecrets()
  makeFolder(folder, 0o700)
  withLock(join(folder, LOCK), 'writing the key store', (check) => {
    recover(folder)
    if (!isChanged) return
    if (currentRevision(folder) !== changes.before.revision) throw changedMeanwhile(folder)
    const files = changedFiles(changes).map(([name, content]) => ({ name, content, mode: 0o600 }))
    commitFiles(folder, files, check)
  })
}

function changedFiles({ before, after, touched }: Changes): readonly (readonly [string, string])[] {
  const fresh = before.revision === ''
  const shards = new Set(fresh ? SHARDS : [...touched].map(shardOf))
  const entries = new Map<string, Entry[]>(SHARDS.map((shard) => [shard, []]))
  for (const entry of after.entries.values()) entries.get(shardOf(entry.identity))?.push(entry)
  const texts = (part: Part): readonly (readonly [string, string])[] =>
    [...shards].map((shard) => [shardFile(part, shard), formatShard(part, shard, entries.get(shard) ?? [])])
  const once = fresh ? firstFiles(after) : []
  return [...once, ...texts('public'), ...texts('secret')].sort(([a], [b]) => compareText(a, b))
}

function firstFiles({ id, kind, key }: Changes['after']): readonly (readonly [string, string])[] {
  return [
    [IGNORE_FILE, IGNORE],
    [STORE_FILE, `${formatLine({ id, kind, schema: SCHEMA })}\n`],
    [SECRET_FILE, `${formatLine({ id, key: key?.reveal(), schema: SCHEMA })}\n`],
  ]
}
