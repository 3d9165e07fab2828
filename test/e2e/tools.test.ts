// `npm run tools`, the command, where nothing needs to be built.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cachePath } from '../../tools/locate'
import { temporaryFolder } from '../support/folder'

const folder = temporaryFolder()
const environment = () => ({ PATH: '', NATSMITH_TOOLS_CACHE: join(folder(), 'cache') })
const run = (...args: string[]) =>
  spawnSync(process.execPath, ['node_modules/.bin/jiti', 'tools/install.ts', ...args], {
    cwd: join(__dirname, '../..'),
    env: environment(),
    encoding: 'utf8',
  })

it('prints the path of a program that is there', () => {
  const path = cachePath('pulumi', environment())
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '#!/bin/sh\n')
  chmodSync(path, 0o755)
  expect(run('--print', 'pulumi')).toMatchObject({ status: 0, stdout: `${path}\n`, stderr: '' })
  expect(run('pulumi', '--json').stdout).toBe(`${JSON.stringify({ pulumi: path }, null, 2)}\n`)
})

it.each([
  [['pulumy'], 'error [tool-unknown]\n  got pulumy; known: ', '--help'],
  [['--everything'], 'error [tool-usage]\n', '--help'],
  [['--print', 'pulumi'], 'error [tool-missing]  pulumi\n', 'pulumi'],
])('fails on %j, saying what to run', (args, start, next) => {
  const { status, stdout, stderr } = run(...args)
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr.startsWith(start)).toBe(true)
  expect(stderr.endsWith(`\n  npx jiti tools/install.ts ${next}\n`)).toBe(true)
})
