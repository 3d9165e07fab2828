// In: paths of folders. Out: folders made, made durable, listed and judged: whether others could swap what is in them.
import { closeSync, constants, fchmodSync, fchownSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { readdirSync, renameSync, rmdirSync, statSync, type Dirent } from 'node:fs'
import { basename, dirname, join, normalize, relative, resolve, sep } from 'node:path'
import { NatsmithError } from '../values/finding'
import { compareText } from '../values/sort'
import { errnoError, hasCode } from './errors'
import { observe, readText, statOf, type Owner, type Sight } from './observe'
import { point } from './points'

/** Makes `path` and the folders above it that are missing, as {@link makeFolders} does. */
export function makeFolder(path: string, mode: number, owner?: Owner): void {
  makeFolders([path], mode, owner)
}

/**
 * Makes `paths` and the folders above them that are missing, each durable and with `mode` and `owner` from the moment it has
 * its name; those that exist stay as they are.
 */
export function makeFolders(paths: readonly string[], mode: number, owner?: Owner): void {
  for (const path of paths)
    for (let attempts = 1; !folderExists(path); attempts += 1)
      try {
        makeTree(outermostMissing(path), paths, mode, owner)
      } catch (error) {
        // Another process may be making the same folder.
        if (attempts === 10 || !RACING.some((code) => hasCode(error, code))) throw error
      }
}

/** What it may look like; `not-empty` when that process has begun to use the folder. */
const RACING = ['vanished', 'exists', 'not-empty']

const outermostMissing = (path: string): string =>
  folderExists(dirname(path)) ? path : outermostMissing(dirname(path))

/** Makes `top` with all that `paths` want in it: under another name, so that every folder is synced once, not for each in it. */
function makeTree(top: string, paths: readonly string[], mode: number, owner: Owner | undefined): void {
  const temporary = join(dirname(top), `.natsmith-${basename(top)}.tmp`)
  const wanted = paths
    .filter((path) => relative(top, path).split(sep)[0] !== '..')
    .flatMap((path) => foldersBetween(top, path))
  const folders = [...new Set([top, ...wanted])].map((path) => join(temporary, relative(top, path)))
  removeEmptyTree(temporary)
  try {
    for (const path of folders)
      point('mkdir', path, () => {
        mkdirSync(path, 0o700)
      })
    for (const path of folders.reverse()) finishFolder(path, mode, owner)
    point('rename', top, () => {
      renameSync(temporary, top)
    })
    if (observe(top)?.type !== 'folder') throw errnoError('ENOTDIR', top)
  } catch (error) {
    removeEmptyTree(temporary)
    throw error
  }
  fsyncFolder(dirname(top))
}

function finishFolder(path: string, mode: number, owner: Owner | undefined): void {
  point('read', path, () => {
    onFolder(path, (fd) => {
      if (owner !== undefined)
        giveTo(owner, path, () => {
          fchownSync(fd, owner.uid, owner.gid)
        })
      point('chmod', path, () => {
        fchmodSync(fd, mode)
      })
      point('fsync', path, () => {
        fsyncSync(fd)
      })
    })
  })
}

/** Removes a folder that holds nothing but such folders. Throws NatsmithError `not-empty` for one that does not. */
function removeEmptyTree(path: string): void {
  if (statOf(path)?.isDirectory() !== true) return
  for (const name of listFolder(path)) removeEmptyTree(join(path, name))
  removeEmptyFolder(path)
}

/** Has `call` change the owner of `path`. Throws NatsmithError `owner-not-permitted` where only root may. */
export function giveTo({ uid, gid }: Owner, path: string, call: () => void): void {
  try {
    point('chown', path, call)
  } catch (error) {
    if (!hasCode(error, 'permission-denied')) throw error
    const folder = dirname(path)
    throw new NatsmithError(
      'owner-not-permitted',
      `${folder}: only root may give files to user ${String(uid)}, group ${String(gid)}`,
      `run it as root, or remove fileOwner, deploy, and run: sudo chown -R ${String(uid)}:${String(gid)} ${folder}`,
      { cause: error },
    )
  }
}

/** Removes an empty folder; it may be gone already. Throws NatsmithError `not-empty` for one that is not. */
export function removeEmptyFolder(path: string): void {
  // An error takes longer to make than a folder.
  if (statOf(path) === undefined) return
  try {
    point('rmdir', path, () => {
      rmdirSync(path)
    })
  } catch (error) {
    if (!hasCode(error, 'vanished')) throw error
  }
}

function folderExists(path: string): boolean {
  return point('read', path, () => statSync(path, { throwIfNoEntry: false }))?.isDirectory() ?? false
}

/** Makes the names in a folder durable. */
export function fsyncFolder(path: string): void {
  point('fsync', path, () => {
    onFolder(path, fsyncSync)
  })
}

/** What is done to a descriptor is done to the folder that was opened, whatever has its name by now. */
function onFolder(path: string, call: (fd: number) => void): void {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    call(fd)
  } finally {
    closeSync(fd)
  }
}

/** The names in a folder, sorted; none when there is no such folder. */
export const listFolder = (path: string): readonly string[] => listEntries(path).map(({ name }) => name)

/** The same, with what each is. */
export function listEntries(path: string): readonly Dirent[] {
  try {
    const entries = point('read', path, () => readdirSync(path, { withFileTypes: true }))
    return entries.sort((a, b) => compareText(a.name, b.name))
  } catch (error) {
    if (hasCode(error, 'vanished')) return []
    throw error
  }
}

/** This machine. */
export const HERE: Sight = {
  user: () => ({ uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 }),
  observe,
  modeOf: (path) => point('read', path, () => statSync(path, { throwIfNoEntry: false }))?.mode,
  readText,
  listFolder,
}

/**
 * Refuses a folder whose content somebody else could exchange. `root` is what the user named: it may be reached through links
 * and lie in /tmp, but must not be writable by everybody. Below it, down to `folder`, nothing may be a link, belong to somebody
 * else than root or us, or be writable by group or others. What does not exist yet is fine.
 *
 * Throws NatsmithError `unsafe-folder`.
 */
export function checkFolder(root: string, folder: string, sight = HERE): void {
  const trusted = [0, sight.user().uid]
  if (((sight.modeOf(root) ?? 0) & 0o1002) === 0o002)
    throw unsafe(root, 'is writable by everybody', `run: chmod o-w ${root}`)
  for (const path of foldersBetween(root, folder)) {
    const found = sight.observe(path)
    if (found === undefined) return
    const { type, uid, mode } = found
    if (type === 'link') throw unsafe(path, 'is a symbolic link', 'name the folder that it points to')
    if (type !== 'folder') throw unsafe(path, 'is not a folder', `move it away: mv ${path} ${path}.old`)
    if (!trusted.includes(uid))
      throw unsafe(path, `belongs to user ${String(uid)}`, `run: sudo chown root: ${path}`)
    if ((mode & 0o022) !== 0) throw unsafe(path, 'is writable by group or others', `run: chmod go-w ${path}`)
  }
}

/** From the folder right below `root` down to `folder`. */
export function foldersBetween(root: string, folder: string): readonly string[] {
  const inside = folder.startsWith(`${root}/`)
    ? normalize(folder.slice(root.length + 1))
    : relative(resolve(root), resolve(folder))
  const parts = inside.split(sep).filter((part) => part !== '' && part !== '.')
  if (parts[0] === '..') throw unsafe(folder, `is outside ${root}`, 'name a folder inside it')
  let path = root
  return parts.map((part) => (path = join(path, part)))
}

function unsafe(path: string, what: string, change: string): NatsmithError {
  return new NatsmithError('unsafe-folder', `${path}: ${what}`, change)
}
