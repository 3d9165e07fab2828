// In: the name of a file, or - for stdin. Out: all of its text.
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { isatty } from 'node:tty'
import { errnoError } from '../lib/files/errors'
import { LIMIT } from '../lib/files/observe'
import { point } from '../lib/files/points'
import { NatsmithError } from '../lib/values/finding'

/** Of a link, what it points to, and a pipe, as shells make of `<(command)`: whoever calls has named it, and nothing is written there. */
export function readInput(file: string): string {
  if (file === '-') return readStdin('pipe it in, or name the file')
  const path = resolve(file)
  return point('read', path, () => {
    const stat = statSync(path)
    if (!stat.isFile() && !stat.isFIFO()) throw errnoError('EISDIR', path)
    if (stat.size > LIMIT) throw errnoError('EFBIG', path)
    return readFileSync(path, 'utf8')
  })
}

/** All of stdin. Throws NatsmithError `stdin-needed`, with `change`, where it is a terminal. */
export function readStdin(change: string): string {
  // process.stdin is not asked: from then on, a pipe would be read without waiting for what is still to come (EAGAIN).
  if (isatty(0)) throw new NatsmithError('stdin-needed', 'stdin is a terminal', change)
  return readFileSync(0, 'utf8')
}
