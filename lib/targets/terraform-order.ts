// The order in which files of a node are placed. In: files. Out: what each waits for, and which may be there before the one that
// they replace goes.
import { sortBy } from '../values/sort'
import type { HostedFile, HostedNode } from './host'

/** The conf names the others, so it comes after all of them, and the manifest after everything. */
const LAST: readonly HostedFile['purpose'][] = ['conf', 'manifest']

const stepOf = ({ purpose }: HostedFile): number => LAST.indexOf(purpose) + 1

export const inOrder = ({ files }: HostedNode): readonly HostedFile[] =>
  sortBy(files, (file) => String(stepOf(file)))

export const isAfter = (file: HostedFile, before: HostedFile): boolean => stepOf(file) === stepOf(before) + 1

export const isNamedByContent = (file: HostedFile): boolean => stepOf(file) === 0

/**
 * Another content has another name: the new file is there before the conf names it, and the old one goes when it does no
 * longer. The provider deletes by name, so a replacement under the same name would delete what it has just written: changes
 * that are not of the name are ignored (when the name changes, they all apply). Files of a fixed name are deleted first.
 */
export const NAMED_BY_CONTENT = {
  createBeforeDestroy: true,
  ignoreChanges: ['source', 'file_permission', 'directory_permission'],
}
