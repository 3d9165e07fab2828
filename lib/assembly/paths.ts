// In: paths as a node sees them. Out: places below a root, as with DESTDIR, and names inside the node's folder; never a
// place outside of them.
import { join, normalize, relative } from 'node:path/posix'
import { NatsmithError, show } from '../values/finding'

/** Where the file that a node calls `path` is below `root`. Throws NatsmithError `path-escapes`. */
export function placeUnder(root: string, path: string): string {
  if (path.includes('\0') || path.split('/').includes('..')) throw escapes(path, root)
  return join(root, path)
}

/** `join(folder, name)` for many names, which {@link nameInside} or a listing gave. */
export function joiner(folder: string): (name: string) => string {
  const start = join(folder, 'x').slice(0, -1)
  return (name) => (name === '.' ? folder : start + name)
}

/** `path` relative to `configDir`, which must hold it: `tls/client.crt`. Throws NatsmithError `path-escapes`. */
export function nameInside(configDir: string, path: string): string {
  if (PLAIN.test(path) && configDir !== '' && path.startsWith(`${configDir}/`))
    return path.slice(configDir.length + 1)
  const name = relative(normalize(`/${configDir}`), normalize(`/${path}`))
  const isInside = path.startsWith('/') === configDir.startsWith('/') && name !== '' && !name.startsWith('..')
  if (path.includes('\0') || path.split('/').includes('..') || !isInside) throw escapes(path, configDir)
  return name
}

/** Paths that are normal as they stand: no part is empty, or begins with a dot. */
const PLAIN = /^\/?(?!\.)[^/\0]+(?:\/(?!\.)[^/\0]+)*$/

function escapes(path: string, folder: string): NatsmithError {
  return new NatsmithError(
    'path-escapes',
    `${show(path)} is not inside ${folder}`,
    'give a path inside it, without ".."',
  )
}
