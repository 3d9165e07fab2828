// Files that engines place, and what is swept.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '../../lib/values/content'
import { stage, staged, sweepStaged } from '../../lib/targets/staging'
import { temporaryFolder } from '../support/folder'
import { codeOf } from '../support/steps'
import { modeOf, tree } from '../support/tree'

const folder = temporaryFolder()
const staging = (): string => join(folder(), '.natsmith/staged')
const path = (name: string): string => join(staging(), name)
const [ONE, TWO] = ['A'.repeat(22), 'b_-'.padEnd(22, '0')]
const OLD = new Date(Date.UTC(2026, 0, 1))

beforeEach(() => {
  stage(staging(), [
    { staged: ONE, content: 'one' },
    { staged: TWO, content: 'two' },
  ])
})

test('what is staged is for its owner alone, and not for git', () => {
  expect(tree(staging())).toEqual({ '.gitignore': '*\n', [ONE]: 'one', [TWO]: 'two' })
  expect([modeOf(staging()), modeOf(path(ONE))]).toEqual(['700', '600'])
  expect(staged(staging(), ONE, digestOf('one'))).toBe('one')
})

test('staging again puts right what was changed, and leaves the rest but for its age', () => {
  utimesSync(path(TWO), OLD, OLD)
  for (const damage of [
    () => {
      writeFileSync(path(ONE), 'evil')
    },
    () => {
      chmodSync(path(ONE), 0o644)
    },
  ]) {
    damage()
    stage(staging(), [
      { staged: ONE, content: 'one' },
      { staged: TWO, content: 'two' },
    ])
    expect([readFileSync(path(ONE), 'utf8'), modeOf(path(ONE))]).toEqual(['one', '600'])
  }
  expect(sweepStaged(staging(), OLD.getTime() + 1)).toEqual({ removed: 0, kept: 2 })
})

test('what is gone or was changed is never given out', () => {
  expect(codeOf(() => staged(staging(), 'C'.repeat(22), digestOf('x')))).toBe('not-staged')
  writeFileSync(path(ONE), 'evil')
  expect(codeOf(() => staged(staging(), ONE, digestOf('one')))).toBe('not-staged')
})

test('a folder into which others can write is refused', () => {
  chmodSync(staging(), 0o777)
  expect(
    codeOf(() => {
      stage(staging(), [{ staged: ONE, content: 'other' }])
    }),
  ).toBe('unsafe-folder')
})

describe('sweeping', () => {
  it('removes what nobody has asked for since, unfinished files included', () => {
    utimesSync(path(ONE), OLD, OLD)
    writeFileSync(path('.natsmith-0123456789abcdef.tmp'), '')
    expect(sweepStaged(staging(), OLD.getTime())).toEqual({ removed: 0, kept: 2 })
    expect(sweepStaged(staging(), OLD.getTime() + 1)).toEqual({ removed: 1, kept: 1 })
    expect(Object.keys(tree(staging()))).toEqual(['.gitignore', TWO])
  })

  it('touches nothing else, wherever it is sent', () => {
    mkdirSync(path('D'.repeat(22)))
    symlinkSync('/etc/hostname', path('E'.repeat(22)))
    for (const name of ['secret.json', 'a.key']) {
      writeFileSync(path(name), '')
      utimesSync(path(name), OLD, OLD)
    }
    expect(sweepStaged(staging(), Date.now() + 1)).toEqual({ removed: 2, kept: 0 })
    expect(existsSync(path('secret.json')) && existsSync(path('a.key'))).toBe(true)
    expect(existsSync(path('D'.repeat(22)))).toBe(true)

    writeFileSync(join(folder(), ONE), 'not staged')
    expect(sweepStaged(folder(), Date.now() + 1)).toEqual({ removed: 0, kept: 0 })
    expect(existsSync(join(folder(), ONE))).toBe(true)
  })
})
