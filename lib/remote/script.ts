// In: what is to be looked at or written on a host. Out: the script that does it there, secrets included: it goes to a shell's
// stdin and nowhere else.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path/posix'
import { modeText } from '../assembly/assemble'
import { ownerText } from '../assembly/difference'
import { temporaryPath } from '../files/atomic'
import { JOURNAL, type Change, type Journal } from '../files/commit'
import { foldersBetween } from '../files/folders'
import type { Owner } from '../files/observe'
import { digestOf } from '../values/content'
import { commandLine } from '../values/words'

/** All paths are absolute, on the host. */
export interface SeenPlace {
  readonly root: string
  /** The node's folder. */
  readonly folder: string
  /** It, and those inside it that files are in. */
  readonly folders: readonly string[]
  /** Files whose text is told. */
  readonly texts: readonly string[]
}

/**
 * All of a script is one compound command, so that a shell runs none of it before it has read the whole.
 *
 * @param files - beside this one, without `.sh`
 */
const scriptOf = (variables: readonly string[], files: readonly string[], lines: readonly string[]): string =>
  ['{', ...variables, ...files.map(shellFile), ...lines, 'finish 0', '}', ''].join('\n')

const shellFile = (name: string): string => readFileSync(join(__dirname, `${name}.sh`), 'utf8')

export const lookScript = (root: string, places: readonly SeenPlace[]): string =>
  scriptOf([], ['prelude', 'look'], [commandLine('system', root), ...places.flatMap(lookLines)])

function lookLines(place: SeenPlace): readonly string[] {
  return [
    'say place',
    commandLine('chain', ...chainOf(place)),
    commandLine('files', ...place.folders),
    commandLine('texts', ...place.texts),
  ]
}

const chainOf = ({ root, folders }: Pick<SeenPlace, 'root' | 'folders'>): readonly string[] => [
  ...new Set([root, ...folders.flatMap((folder) => foldersBetween(root, folder))]),
]

/** What is to be done in one place, and what it rests on. */
export interface Writing {
  readonly place: SeenPlace
  /** SHA-256 in hex of what was seen. */
  readonly seen: PlaceDigests
  /** The journal of an interrupted deploy, and temporary files that one left. */
  readonly journal: Journal
  readonly leftovers: readonly string[]
  /** Folders of the node that files are put into, the outer ones first, and what a folder gets that is made. */
  readonly folders: readonly string[]
  readonly folderMode: Owner & { readonly mode: number }
  readonly changes: readonly (Change & { readonly owner: Owner })[]
  /** Whether folders that end up empty are removed. */
  readonly isLeaving: boolean
  /** What is done, for whoever finds the lock. */
  readonly what: string
}

/** Of the lines about the folders, and about what is in them. */
export interface PlaceDigests {
  readonly chain: string
  readonly files: string
}

export function applyScript(writing: Writing): string {
  const { place, seen, journal, leftovers, folders, changes, isLeaving, what } = writing
  const { root, folder } = place
  const staged = changes.map((change) => ({ ...change, temporary: temporaryPath(folder) }))
  const [record, lock, spare] = [temporaryPath(folder), temporaryPath(folder), temporaryPath(folder)]
  const { mode, ...owner } = writing.folderMode
  return scriptOf(
    [
      `FOLDER=${commandLine(folder)}`,
      `NONCE=${randomBytes(8).toString('hex')}`,
      `temporaries() { ${commandLine('rm', '-f', ...staged.map(({ temporary }) => temporary), record, lock, spare)}; }`,
    ],
    ['prelude', 'look', 'apply'],
    [
      commandLine('still', 'chain', seen.chain, ...chainOf(place)),
      commandLine('still', 'files', seen.files, ...place.folders),
      ...chainOf({ root, folders })
        .slice(1)
        .map(
          (path) =>
            `[ -d ${commandLine(path)} ] || ${commandLine('folder', path, modeText(mode), ownerText(owner))}`,
        ),
      commandLine('lock', lock, spare, what),
      commandLine('still', 'files', seen.files, ...place.folders),
      ...rollForward(place, journal),
      commandLine('rm', '-f', ...leftovers, join(folder, JOURNAL)),
      ...(staged.length > 0 ? commitLines(writing, staged, record, spare) : []),
      'rm -f "$LOCK"; HELD=',
      ...(isLeaving ? [...folders].reverse().map((path) => `${commandLine('rmdir', path)} 2>/dev/null`) : []),
      commandLine('system', root),
      ...lookLines(place),
    ],
  )
}

type Staged = Writing['changes'][number] & { readonly temporary: string }

/** Everything is there before the journal is; then the commit has happened, and is carried out. */
function commitLines(
  { place, folders }: Writing,
  staged: readonly Staged[],
  record: string,
  spare: string,
): readonly string[] {
  const entries: Journal = staged.map(({ name, content, temporary }) =>
    content === undefined ? { name } : { name, temporary: basename(temporary) },
  )
  const journal = { name: JOURNAL, mode: 0o600, content: `${JSON.stringify(entries)}\n`, temporary: record }
  return [
    ...staged.map(({ name }) => commandLine('possible', join(place.folder, name), spare)),
    ...staged.flatMap((change) => stageLines(place, change)),
    ...stageLines(place, journal),
    commandLine(
      'durable',
      ...staged.flatMap(({ content, temporary }) => (content === undefined ? [] : [temporary])),
      record,
      place.folder,
    ),
    commandLine('begin', record),
    ...rollForward(place, entries),
    commandLine('durable', ...folders),
    commandLine('rm', '-f', join(place.folder, JOURNAL)),
    'BEGUN=',
  ]
}

function stageLines(
  { folder }: SeenPlace,
  { name, content, mode, owner, temporary }: Omit<Staged, 'owner'> & Partial<Staged>,
): readonly string[] {
  if (content === undefined) return []
  const digest = digestOf(content).replace('sha256:', '')
  const isOpen = content !== '' && !content.endsWith('\n')
  const words = [
    temporary,
    digest,
    modeText(mode),
    owner === undefined ? '' : ownerText(owner),
    join(folder, name),
    isOpen ? 'open' : '',
  ]
  const text = isOpen ? [content] : content.split('\n').slice(0, -1)
  // No text holds its own digest.
  return [`${commandLine('stage', ...words)} <<'${digest}'`, ...text, digest]
}

function rollForward({ folder }: SeenPlace, journal: Journal): readonly string[] {
  return journal.map(({ name, temporary }) =>
    temporary === undefined
      ? commandLine('remove', join(folder, name))
      : commandLine('place', join(folder, temporary), join(folder, name)),
  )
}
