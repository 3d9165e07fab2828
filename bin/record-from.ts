// diff --from and --to: another record than that of the last deploy. In: a file, or how git names one of another commit. Out: the record.
import { execFileSync } from 'node:child_process'
import type { DeployRecord } from '../lib/diff/record'
import { parseRecord } from '../lib/diff/record-file'
import { readText } from '../lib/files/observe'
import { NatsmithError } from '../lib/values/finding'

/** @throws NatsmithError `no-record`, `record-conflict`, `record-damaged`, `record-newer` */
export function recordFrom(given: string, deployment: string): DeployRecord {
  const text = readText(given) ?? fromGit(given)
  if (text === undefined)
    throw new NatsmithError(
      'no-record',
      `${given}: there is no such file, and git has none of this name`,
      'give a record.json, or one of another commit as git names it: main:./natsmith/prod/record.json',
    )
  return parseRecord(text, given, deployment)
}

function fromGit(name: string): string | undefined {
  if (!/^[^-].*:/.test(name)) return undefined
  try {
    return execFileSync('git', ['cat-file', 'blob', name], {
      encoding: 'utf8',
      maxBuffer: Infinity,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return undefined
  }
}
