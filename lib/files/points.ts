// Every step on a disk passes through `point`, by name: there the system's errors become ours, and there a test can stop
// the process before each step in turn. In: the step's name, its path, the call. Out: what the call returns.
import { fileError } from './errors'

export type PointName =
  'read' | 'mkdir' | 'create' | 'write' | 'chown' | 'chmod' | 'fsync' | 'link' | 'rename' | 'unlink' | 'rmdir'

/** Called before each step; what it throws is thrown in place of the step, as if the system had. */
export type Watcher = (name: PointName, path: string) => void

let watcher: Watcher | undefined

export function point<T>(name: PointName, path: string, call: () => T): T {
  try {
    watcher?.(name, path)
    return call()
  } catch (error) {
    throw fileError(error, path)
  }
}

/** Has every step announced to `next`, until the function returned is called. For tests of crashes and full disks. */
export function watchPoints(next: Watcher): () => void {
  watcher = next
  return () => {
    watcher = undefined
  }
}
