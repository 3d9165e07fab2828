import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(__dirname, '../..')

it('measures every row, at a size that says nothing of speed', () => {
  const args = ['node_modules/.bin/jiti', 'test/bench/run.ts', '--json', '--scale', '0.001']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const results = JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[]
  const rows = results.map(({ what }) => String(what).replace(/\d[\d,]*/g, 'N'))
  expect(rows).toEqual([
    'certificates for N nodes × N surfaces',
    'synth of N constructs, keys there',
    'deploy of N files again',
    'the same: files written',
    'synth of N users in operator mode again',
    'the same: files written',
    'deploy of N users in operator mode again',
    'the same: files written',
    'issue and commit N nkeys of users',
    'issue and commit N nkeys of users',
    'the same: its growth',
    'the same: memory of the process',
    'JWTs of N users, N to an account',
    'the same',
    'JWTs of N users',
    'JWTs of N users',
    'issue and commit the JWTs of N users',
    'issue and commit the JWTs of N users',
    'the same: its growth',
    'the same: memory of a process with a heap of N MB',
    'from the program to all files, N users',
    'from the program to all files, N users',
    'the same: its growth',
    'the same: memory of the process',
    'N decisions, a thousand entries',
    'the same',
    'drift over N files',
    'deploy of N files',
    'natsmith --help',
    'check of N leaf nodes, each with N users',
  ])
  for (const { got } of results) expect(Number.isFinite(got)).toBe(true)
  expect(results.find(({ what }) => what === 'the same: files written')).toMatchObject({ got: 0, most: 0 })
}, 120_000)
