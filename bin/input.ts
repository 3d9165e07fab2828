// In: the name of a file, or - for stdin. Out: all of its text.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isatty } from 'node:tty'
import { errnoError } from '../lib/files/errors'
import { readText } from '../lib/files/observe'
import { NatsmithError } from '../lib/values/finding'

export function readInput(file: string): string {
  if (file === '-') return readStdin('pipe it in, or name the file')
  const text = readText(resolve(file))
  if (text === undefined) throw errnoError('ENOENT', file)
  return text
}

/** All of stdin. Throws NatsmithError `stdin-needed`, with `change`, where it is a terminal. */
export function readStdin(change: string): string {
  // process.stdin is not asked: from then on, a pipe would be read without waiting for what is still to come (EAGAIN).
  if (isatty(0)) throw new NatsmithError('stdin-needed', 'stdin is a terminal', change)
  return readFileSync(0, 'utf8')
}
