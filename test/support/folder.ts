// A fresh folder for each test, removed after it; in memory where the system has a place for that, because these tests sync
// thousands of times.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BASE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export function temporaryFolder(): () => string {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(BASE, 'natsmith-test-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return () => folder
}
