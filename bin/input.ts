// In: the name of a file, or - for stdin. Out: all of its text.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { errnoError } from '../lib/files/errors'
import { readText } from '../lib/files/observe'
import { NatsmithError } from '../lib/values/finding'

export function readInput(file: string): string {
  if (file === '-') {
    if (!process.stdin.isTTY) return readFileSync(0, 'utf8')
    throw new NatsmithError('stdin-needed', 'stdin is a terminal', 'pipe it in, or name the file')
  }
  const text = readText(resolve(file))
  if (text === undefined) throw errnoError('ENOENT', file)
  return text
}
