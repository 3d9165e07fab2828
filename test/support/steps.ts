// Crashes and failing disks: every step on a disk is counted, and stopped where a test says so.
import { spawnSync } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { NatsmithError } from '../../lib/values/finding'
import { watchPoints, type PointName, type Watcher } from '../../lib/files/points'

export class Crash extends Error {}

/** Runs `action` as if the process died before the step number `at` that changes something: no later step, not even one
 * that tidies up, is made. */
export function crashAt(at: number, action: () => void, watch?: Watcher): boolean {
  let count = 0
  const stop = watchPoints((name, path) => {
    if (name === 'read') return
    count += 1
    if (count >= at) throw new Crash()
    watch?.(name, path)
  })
  try {
    action()
    return false
  } catch (error) {
    if (error instanceof Crash) return true
    throw error
  } finally {
    stop()
  }
}

/** As {@link crashAt}, when the power fails: a file of `folder` whose content was not synced is empty. */
export function powerCutAt(at: number, folder: string, action: () => void): boolean {
  const unsynced = new Set<number>()
  const isCrash = crashAt(at, action, (name, path) => {
    if (name === 'write') unsynced.add(lstatSync(path).ino)
    if (name === 'fsync') unsynced.delete(lstatSync(path).ino)
  })
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
  if (isCrash)
    for (const path of files.filter((file) => unsynced.has(lstatSync(file).ino))) truncateSync(path)
  return isCrash
}

/** Makes the locks in a folder those of a process that is gone, as they are after a real crash. */
export function buryLocks(folder: string): void {
  const { pid } = spawnedAndGone()
  for (const name of readdirSync(folder).filter((entry) => entry.includes('.lock'))) {
    const path = join(folder, name)
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"pid":\d+/, `"pid":${String(pid)}`))
  }
}

let gone: { readonly pid: number } | undefined
const spawnedAndGone = (): { readonly pid: number } => (gone ??= spawnSync('true'))

/** Calls `check` with a crash at the first step, the second, … until `action` gets through; the number of crashes. */
export function crashEverywhere(
  prepare: () => void,
  action: () => void,
  check: (at: number) => void,
  crash: (at: number, action: () => void) => boolean = crashAt,
): number {
  for (let at = 1; ; at += 1) {
    prepare()
    if (!crash(at, action)) return at - 1
    check(at)
  }
}

/** Runs `action` while the system answers each step that `failing` picks with `errno`. */
export function withFailing(
  errno: string,
  failing: (name: PointName, path: string) => boolean,
  action: () => void,
): void {
  const stop = watchPoints((name, path) => {
    if (failing(name, path)) throw Object.assign(new Error(errno), { code: errno, syscall: name })
  })
  try {
    action()
  } finally {
    stop()
  }
}

/** The steps that `action` takes. */
export function stepsOf(action: () => void): readonly PointName[] {
  const names: PointName[] = []
  const stop = watchPoints((name) => names.push(name))
  try {
    action()
  } finally {
    stop()
  }
  return names
}

/** The code of the NatsmithError that `action` throws. */
export function codeOf(action: () => unknown): unknown {
  const failure = failureOf(action)
  return failure instanceof NatsmithError ? failure.code : failure
}

/** What `action` throws. */
export function failureOf(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return 'nothing was thrown'
}
