// In: a lock file's path and an action. Out: the action's result; no other process held the same lock meanwhile.
import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { NatsmithError } from '../values/finding'
import { linkFile, removeFile, stageFile } from './atomic'
import { errnoOf, hasCode } from './errors'
import { readText } from './observe'

/** Who holds a lock, as the lock file says it. */
interface Holder {
  readonly pid: number
  /** When the process started, in clock ticks since the boot; empty where the system does not say. */
  readonly started: string
  /** Boot and pid namespace of the kernel that knows the pid; empty where the system does not say. */
  readonly boot: string
  readonly host: string
  readonly nonce: string
  readonly what: string
}

/**
 * Runs `action` while holding the lock `file`, whose folder must exist. `action` may call the function it is given before a
 * step that cannot be undone: it throws if the lock was taken away. The lock of a process that is provably dead is broken.
 *
 * @param what - what is done under the lock, for the message to others: `deploying nats1`.
 * Throws NatsmithError `locked` (held by another, with its pid and host) or `lock-lost`.
 */
export function withLock<T>(file: string, what: string, action: (check: () => void) => T): T {
  const { check, release } = takeLock(file, what)
  try {
    const result = action(check)
    check()
    return result
  } finally {
    release()
  }
}

/** As {@link withLock}, for an action that takes its time. */
export async function withLockMeanwhile<T>(
  file: string,
  what: string,
  action: (check: () => void) => Promise<T>,
): Promise<T> {
  const { check, release } = takeLock(file, what)
  try {
    const result = await action(check)
    check()
    return result
  } finally {
    release()
  }
}

function takeLock(file: string, what: string): { check: () => void; release: () => void } {
  const nonce = acquire(file, what)
  const held = (): boolean => readHolder(file)?.nonce === nonce
  return {
    check() {
      if (!held()) throw lockLost(file, what)
    },
    release() {
      if (held()) removeFile(file)
    },
  }
}

export const lockLost = (file: string, what: string): NatsmithError =>
  new NatsmithError(
    'lock-lost',
    `${file}: was removed or taken over while ${what}`,
    'let one natsmith at a time run there, then run the same command again',
  )

/**
 * Makes the lock file, complete from its first moment (a hard link to a written file), and returns its nonce. It is not synced:
 * no process holds anything after a power cut, whatever of the lock is left.
 */
function acquire(file: string, what: string): string {
  const me: Holder = { ...thisProcess(), nonce: randomBytes(8).toString('hex'), what }
  while (!linkNew(file, `${JSON.stringify(me)}\n`)) breakStale(file)
  return me.nonce
}

/** False when the lock file is there already. */
function linkNew(file: string, text: string): boolean {
  const temporary = stageFile(dirname(file), text, { mode: 0o600 })
  try {
    linkFile(temporary, file)
    return true
  } catch (error) {
    // `vanished`: whoever holds the lock has swept our temporary file.
    if (hasCode(error, 'exists') || hasCode(error, 'vanished')) return false
    throw error
  } finally {
    leaveToSweep(temporary)
  }
}

/** Once the lock is there, an unfinished file beside it is no reason to fail. */
function leaveToSweep(temporary: string): void {
  try {
    removeFile(temporary)
  } catch (error) {
    if (!(error instanceof NatsmithError)) throw error
  }
}

/** Removes the lock of a dead process. Two may try at once, so this needs a lock as well, broken in the same way. */
function breakStale(file: string): void {
  const holder = readHolder(file)
  if (holder === undefined) return
  if (!isDead(holder)) throw locked(file, holder)
  withLock(`${file}.break`, `breaking ${file}`, () => {
    if (readHolder(file)?.nonce === holder.nonce) removeFile(file)
  })
}

function readHolder(file: string): Holder | undefined {
  const text = readText(file)
  return text === undefined ? undefined : parseHolder(file, text)
}

function parseHolder(file: string, text: string): Holder {
  try {
    const holder: unknown = JSON.parse(text)
    if (isHolder(holder)) return holder
  } catch {
    // Falls through to the error: the file is not JSON.
  }
  throw new NatsmithError(
    'locked',
    `${file}: is a lock file that does not say who holds it, such as a power cut leaves`,
    `when no other natsmith runs, remove it: rm ${file}`,
  )
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false
  const { pid, ...texts } = value as Record<keyof Holder, unknown>
  return (
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    [texts.started, texts.boot, texts.host, texts.nonce, texts.what].every((text) => typeof text === 'string')
  )
}

/** Only the kernel that knows a pid can say that it is gone, or that another process has it now. */
function isDead(holder: Holder): boolean {
  const here = thisProcess()
  if (holder.host !== here.host || holder.boot !== here.boot) return false
  return !isRunning(holder.pid) || holder.started !== startOf(holder.pid)
}

/** @param text - what the lock file holds */
export const lockedBy = (file: string, text: string): NatsmithError => locked(file, parseHolder(file, text))

function locked(file: string, { pid, host, what }: Holder): NatsmithError {
  return new NatsmithError(
    'locked',
    `${file}: held by process ${String(pid)} on ${host} (${what})`,
    `wait until it is done; if it no longer runs on ${host}, remove the lock: rm ${file}`,
  )
}

function thisProcess(): Omit<Holder, 'nonce' | 'what'> {
  const boot = ofSystem(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const namespace = ofSystem(() => readlinkSync('/proc/self/ns/pid'))
  return { pid: process.pid, started: startOf(process.pid), boot: boot + namespace, host: hostname() }
}

/** Field 22 of /proc/PID/stat, whose second field may hold blanks and parentheses; empty for a zombie, which holds nothing. */
function startOf(pid: number): string {
  const stat = ofSystem(() => readFileSync(`/proc/${String(pid)}/stat`, 'utf8'))
  const [state = '', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ['Z', 'X'].includes(state) ? '' : (rest[18] ?? '')
}

function ofSystem(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) !== 'ESRCH'
  }
}
