// In: new content for files of a node's folder on a host. Out: the script that makes all changes there, or none, as
// lib/files/commit.ts does; the content goes with it, so it is a secret.
import { randomBytes } from 'node:crypto'
import { basename, join } from 'node:path/posix'
import { modeText } from '../assembly/assemble'
import { temporaryPath } from '../files/atomic'
import { JOURNAL, type Change, type Journal } from '../files/commit'
import { digestOf } from '../values/content'
import { commandLine } from '../values/words'
import { chainOf, scriptOf } from './script'

/** All paths are absolute, on the host; owners are as chown takes them, empty for whoever runs the script. */
export interface Commit {
  readonly root: string
  /** The node's folder. */
  readonly folder: string
  /** It, and those inside it that files are put into, the outer ones first. */
  readonly folders: readonly string[]
  /** What a folder gets that is made. */
  readonly folderMode: { readonly mode: number; readonly owner: string }
  /** In their order. */
  readonly changes: readonly (Pick<Change, 'name' | 'mode' | 'content'> & { readonly owner: string })[]
  /** What is done, for whoever finds the lock. */
  readonly what: string
}

/** What differs between writing to a host that was looked at and to one that was not. */
export interface Around {
  /** Files of functions beside apply.sh. */
  readonly files: readonly string[]
  /** Lines that check the host before anything is made, and under the lock. */
  readonly before: readonly string[]
  readonly locked: readonly string[]
  /** Lines that run when all is done. */
  readonly after: readonly string[]
}

export function commitScript(commit: Commit, { files, before, locked, after }: Around): string {
  const { root, folder, folders, folderMode, changes, what } = commit
  const staged = changes.map((change) => ({ ...change, temporary: temporaryPath(folder) }))
  const [record, lock, spare] = [temporaryPath(folder), temporaryPath(folder), temporaryPath(folder)]
  const temporaries = [...staged.map(({ temporary }) => temporary), record, lock, spare]
  const made = chainOf({ root, folders }).slice(1)
  const how = [modeText(folderMode.mode), folderMode.owner]
  return scriptOf(
    [
      `FOLDER=${commandLine(folder)}`,
      `NONCE=${randomBytes(8).toString('hex')}`,
      `temporaries() { ${commandLine('rm', '-f', ...temporaries)}; }`,
    ],
    ['prelude', ...files, 'apply'],
    [
      ...before,
      ...made.map((path) => `[ -d ${commandLine(path)} ] || ${commandLine('folder', path, ...how)}`),
      commandLine('lock', lock, spare, what),
      ...locked,
      ...(staged.length > 0 ? commitLines(commit, staged, record, spare) : []),
      'rm -f "$LOCK"; HELD=',
      ...after,
    ],
  )
}

type Staged = Commit['changes'][number] & { readonly temporary: string }

/** Everything is there before the journal is; then the commit has happened, and is carried out. */
function commitLines(
  { folder, folders }: Commit,
  staged: readonly Staged[],
  record: string,
  spare: string,
): readonly string[] {
  const entries: Journal = staged.map(({ name, content, temporary }) =>
    content === undefined ? { name } : { name, temporary: basename(temporary) },
  )
  const content = `${JSON.stringify(entries)}\n`
  const written = staged.flatMap((change) => (change.content === undefined ? [] : [change.temporary]))
  return [
    ...staged.map(({ name }) => commandLine('possible', join(folder, name), spare)),
    ...staged.flatMap((change) => stageLines(folder, change)),
    ...stageLines(folder, { name: JOURNAL, mode: 0o600, owner: '', content, temporary: record }),
    commandLine('durable', ...written, record, folder),
    commandLine('begin', record),
    ...rollForward(folder, entries),
    commandLine('durable', ...folders),
    commandLine('rm', '-f', join(folder, JOURNAL)),
    'BEGUN=',
  ]
}

function stageLines(folder: string, { name, content, mode, owner, temporary }: Staged): readonly string[] {
  if (content === undefined) return []
  const digest = digestOf(content).replace('sha256:', '')
  const isOpen = content !== '' && !content.endsWith('\n')
  const words = [temporary, digest, modeText(mode), owner, join(folder, name), isOpen ? 'open' : '']
  const text = isOpen ? [content] : content.split('\n').slice(0, -1)
  // No text holds its own digest.
  return [`${commandLine('stage', ...words)} <<'${digest}'`, ...text, digest]
}

/** Lines that carry out a journal. */
export const rollForward = (folder: string, journal: Journal): readonly string[] =>
  journal.map(({ name, temporary }) =>
    temporary === undefined
      ? commandLine('remove', join(folder, name))
      : commandLine('place', join(folder, temporary), join(folder, name)),
  )
