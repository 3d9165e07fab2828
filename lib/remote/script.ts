// Scripts for hosts. In: functions in files beside this one, and lines that call them. Out: the text that a shell reads from
// its stdin, and nowhere else.
import { readFileSync } from 'node:fs'
import { join } from 'node:path/posix'
import { foldersBetween } from '../files/folders'
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
 * @param files - of functions, without `.sh`
 */
export const scriptOf = (
  variables: readonly string[],
  files: readonly string[],
  lines: readonly string[],
): string => ['{', ...variables, ...files.map(shellFile), ...lines, 'finish 0', '}', ''].join('\n')

const shellFile = (name: string): string => readFileSync(join(__dirname, `${name}.sh`), 'utf8')

export const lookScript = (root: string, places: readonly SeenPlace[]): string =>
  scriptOf([], ['prelude', 'look'], [commandLine('system', root), ...places.flatMap(lookLines)])

export const lookLines = (place: SeenPlace): readonly string[] => [
  'say place',
  commandLine('chain', ...chainOf(place)),
  commandLine('files', ...place.folders),
  commandLine('texts', ...place.texts),
]

/** The root, and the folders from there down to those of a place. */
export const chainOf = ({
  root,
  folders,
}: Pick<SeenPlace, 'root' | 'folders'>): readonly [string, ...string[]] => [
  root,
  ...new Set(folders.flatMap((folder) => foldersBetween(root, folder))),
]
