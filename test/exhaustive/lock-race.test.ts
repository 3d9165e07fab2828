import { spawn } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from '../../lib/files/lock'
import { temporaryFolder } from '../support/folder'

const folder = temporaryFolder()

/** How a process that counts under a lock ends: its exit code, or the signal that ended it. */
function count(times: number, deadly: number): Promise<number | string | null> {
  const child = spawn(
    process.execPath,
    [
      'node_modules/jiti/lib/jiti-cli.mjs',
      'test/support/count-under-lock.ts',
      folder(),
      String(times),
      String(deadly),
    ],
    { stdio: 'inherit' },
  )
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(signal ?? code)
    })
  })
}

it('of processes that want one lock, of which some die while they hold it, one at a time has it', async () => {
  writeFileSync(join(folder(), 'counter'), '0')
  const ends = await Promise.all([count(20, 0), count(20, 0), count(20, 5), count(20, 15)])
  expect(ends).toEqual([0, 0, 'SIGKILL', 'SIGKILL'])
  expect(readFileSync(join(folder(), 'counter'), 'utf8')).toBe(String(20 + 20 + 4 + 14))
  // The last holder may have been one of those that died.
  withLock(join(folder(), 'lock'), 'testing', () => undefined)
  expect(readdirSync(folder()).filter((name) => name.startsWith('lock'))).toEqual([])
})
