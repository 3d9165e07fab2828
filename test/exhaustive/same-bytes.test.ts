// The same program and seed give the same bytes, whatever the process, its time zone and its locale.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { temporaryFolder } from '../support/folder'
import { textOf } from '../testing/program'

const ROOT = join(__dirname, '../..')
const folder = temporaryFolder()

it('gives the same bytes in another process, time zone and locale', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs'), join(__dirname, '../testing/print.ts')],
    {
      encoding: 'utf8',
      cwd: folder(),
      env: { ...process.env, TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' },
    },
  )
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toBe(textOf())
})
