import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { commitFiles, JOURNAL, readCommitted, recover, type Change } from '../../lib/files/commit'
import { watchPoints, type PointName } from '../../lib/files/points'
import { temporaryFolder } from '../support/folder'
import { codeOf, crashAt, crashEverywhere, powerCutAt, stepsOf, withFailing } from '../support/steps'

const folder = temporaryFolder()
const at = (name: string): string => join(folder(), name)
const put = (name: string, content: string | undefined): Change => ({ name, content, mode: 0o600 })

const OLD = { a: 'a1', b: 'b1', gone: 'g1' }
const NEW = { a: 'a2', b: 'b2', added: 'c2' }
const CHANGES = [put('a', 'a2'), put('added', 'c2'), put('gone', undefined), put('b', 'b2')]
const NAMES = ['a', 'added', 'b', 'gone']

function start(): void {
  for (const name of readdirSync(folder())) rmSync(at(name), { recursive: true })
  for (const [name, content] of Object.entries(OLD)) writeFileSync(at(name), content)
}

/** Leaves a commit whose journal stands and of which nothing is renamed yet. */
function interrupt(changes = CHANGES): void {
  const first = at(changes[0]?.name ?? '')
  const firstRename = (name: PointName, path: string): boolean => name === 'rename' && path === first
  expect(
    codeOf(() => {
      withFailing('EIO', firstRename, () => {
        commitFiles(folder(), changes)
      })
    }),
  ).toBe('disk-error')
}

/** What readers see. */
const committed = (): Record<string, string> =>
  Object.fromEntries(
    NAMES.map((name) => [name, readCommitted(folder(), name)] as const).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )

/** What is on the disk, hidden files included. */
const files = (): Record<string, string> =>
  Object.fromEntries(readdirSync(folder()).map((name) => [name, readFileSync(at(name), 'utf8')]))

describe('commitFiles', () => {
  it('writes, replaces and removes', () => {
    start()
    commitFiles(folder(), CHANGES)
    expect(files()).toEqual(NEW)
    expect(statSync(at('added')).mode & 0o777).toBe(0o600)
  })

  it('writes below the folder, through the temporary files of the folder itself', () => {
    mkdirSync(at('tls'))
    commitFiles(folder(), [put('tls/a.crt', 'A'), put('b', 'B')])
    expect(readFileSync(at('tls/a.crt'), 'utf8')).toBe('A')
    commitFiles(folder(), [put('tls/a.crt', undefined)])
    expect(readdirSync(at('tls'))).toEqual([])
    expect(readdirSync(folder()).sort()).toEqual(['b', 'tls'])
  })

  it('refuses a name in a missing folder before anything is done', () => {
    start()
    expect(
      codeOf(() => {
        commitFiles(folder(), [put('a', 'a2'), put('missing/b', 'b2')])
      }),
    ).toBe('vanished')
    expect(files()).toEqual(OLD)
  })

  it('does not take a file whose folder was removed for one that is done', () => {
    mkdirSync(at('tls'))
    interrupt([put('tls/a', 'A')])
    rmSync(at('tls'), { recursive: true })
    expect(
      codeOf(() => {
        recover(folder())
      }),
    ).toBe('vanished')
    mkdirSync(at('tls'))
    recover(folder())
    expect(readFileSync(at('tls/a'), 'utf8')).toBe('A')
  })

  it('does nothing at all for no changes', () => {
    expect(
      stepsOf(() => {
        commitFiles(folder(), [])
      }),
    ).toEqual([])
  })

  it('syncs once for each file and four times for the commit', () => {
    start()
    const steps = stepsOf(() => {
      commitFiles(folder(), CHANGES)
    })
    expect(steps.filter((name) => name === 'fsync')).toHaveLength(3 + 4)
  })

  it('syncs no file before all are written', () => {
    const steps = stepsOf(() => {
      commitFiles(folder(), [put('a', 'a2'), put('b', 'b2')])
    })
    const inOrder = ['write', 'write', 'fsync', 'fsync', 'fsync', 'write', 'fsync']
    expect(steps.filter((name) => name === 'write' || name === 'fsync').slice(0, 7)).toEqual(inOrder)
  })

  it('removes the journal only when the renames are durable', () => {
    start()
    const steps: string[] = []
    const stop = watchPoints((name, path) => steps.push(`${name} ${path.replace(folder(), '')}`))
    try {
      commitFiles(folder(), CHANGES)
    } finally {
      stop()
    }
    const journal = steps.lastIndexOf(`unlink /${JOURNAL}`)
    expect(steps.slice(0, journal).at(-1)).toBe('fsync ')
    expect(steps.slice(journal).filter((step) => step.startsWith('rename'))).toEqual([])
  })

  it.each<[string, (at: number, action: () => void) => boolean]>([
    ['a crash', crashAt],
    ['a power cut', (step, action) => powerCutAt(step, folder(), action)],
  ])(
    'after %s at any step, readers see all or nothing, and recover makes it so without a trace',
    (_, crash) => {
      let seenNew = 0
      const crashes = crashEverywhere(
        start,
        () => {
          commitFiles(folder(), CHANGES)
        },
        () => {
          const seen = committed()
          const isNew = seen['a'] === 'a2'
          expect(seen).toEqual(isNew ? NEW : OLD)
          recover(folder())
          expect(files()).toEqual(isNew ? NEW : OLD)
          if (isNew) seenNew += 1
        },
        crash,
      )
      expect(crashes).toBeGreaterThan(25)
      expect(seenNew).toBeGreaterThan(3)
    },
  )

  it('recovers from a crash of the recovery at any step', () => {
    crashEverywhere(
      () => {
        start()
        interrupt()
      },
      () => {
        recover(folder())
      },
      () => {
        expect(committed()).toEqual(NEW)
        recover(folder())
        expect(files()).toEqual(NEW)
      },
    )
  })

  it.each(['ENOSPC', 'EROFS', 'EACCES', 'EIO'])(
    'on %s at any step either nothing has changed, or all of it has happened',
    (errno) => {
      start()
      const steps = stepsOf(() => {
        commitFiles(folder(), CHANGES)
      })
      steps.forEach((step, failing) => {
        start()
        let count = 0
        const fail = (): boolean => count++ === failing
        expect(
          codeOf(() => {
            withFailing(errno, fail, () => {
              commitFiles(folder(), CHANGES)
            })
          }),
        ).not.toBe('nothing was thrown')
        const isNew = readCommitted(folder(), 'a') === 'a2'
        // A temporary file that cannot be removed is swept later.
        if (!isNew && step !== 'unlink') expect(files()).toEqual(OLD)
        recover(folder())
        expect(files()).toEqual(isNew ? NEW : OLD)
      })
    },
  )

  it('refuses a folder in the place of a file before anything is done', () => {
    start()
    mkdirSync(at('added'))
    expect(
      codeOf(() => {
        commitFiles(folder(), CHANGES)
      }),
    ).toBe('not-a-file')
    expect(readFileSync(at('a'), 'utf8')).toBe('a1')
    expect(readdirSync(folder()).sort()).toEqual(['a', 'added', 'b', 'gone'])
  })

  it('refuses a file that the system lets nobody replace before anything is done', () => {
    start()
    expect(
      codeOf(() => {
        withFailing(
          'EPERM',
          (name, path) => name === 'link' && path === at('b'),
          () => {
            commitFiles(folder(), CHANGES)
          },
        )
      }),
    ).toBe('permission-denied')
    expect(files()).toEqual(OLD)
  })

  it('stops when the lock was lost, with everything as it was', () => {
    start()
    expect(() => {
      commitFiles(folder(), CHANGES, () => {
        throw new Error('lost')
      })
    }).toThrow('lost')
    expect(files()).toEqual(OLD)
  })
})

describe('readCommitted', () => {
  it('writes nothing while a journal is unfinished', () => {
    start()
    interrupt()
    const before = files()
    expect(Object.keys(before)).toContain(JOURNAL)
    expect(committed()).toEqual(NEW)
    expect(files()).toEqual(before)
  })

  it('gives undefined in a folder that does not exist', () => {
    expect(readCommitted(at('missing'), 'a')).toBeUndefined()
  })

  it.each([
    '',
    '{',
    'null',
    '{"name":"a"}',
    '[{"name":"../a"}]',
    '[{"name":"tls/../../a"}]',
    '[{"name":"/etc/shadow"}]',
    '[{"name":"a","temporary":"../../etc/shadow"}]',
    '[{"name":".."}]',
  ])('refuses a damaged journal: %s', (journal) => {
    start()
    writeFileSync(at(JOURNAL), journal)
    expect(codeOf(() => readCommitted(folder(), 'a'))).toBe('journal-damaged')
    expect(
      codeOf(() => {
        recover(folder())
      }),
    ).toBe('journal-damaged')
    expect(files()).toEqual({ ...OLD, [JOURNAL]: journal })
    writeFileSync(at(JOURNAL), '[]')
  })
})

describe('recover', () => {
  it('removes our own temporary files and nothing else', () => {
    for (const name of ['.natsmith-0123456789abcdef.tmp', '.natsmith-note.tmp', 'a.tmp'])
      writeFileSync(at(name), '')
    recover(folder())
    expect(readdirSync(folder()).sort()).toEqual(['.natsmith-note.tmp', 'a.tmp'])
  })
})
