import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { checkFolder, listFolder, makeFolder, makeFolders, removeEmptyFolder } from '../../lib/files/folders'
import { watchPoints, type PointName } from '../../lib/files/points'
import { temporaryFolder } from '../support/folder'
import { codeOf, crashEverywhere } from '../support/steps'

const root = temporaryFolder()
const inRoot = (...parts: string[]): string => join(root(), ...parts)
const asRoot = process.geteuid?.() === 0 ? it : it.skip

describe('makeFolder', () => {
  it('makes what is missing with the mode, and leaves what exists as it is', () => {
    mkdirSync(inRoot('etc'))
    chmodSync(inRoot('etc'), 0o755)
    makeFolder(inRoot('etc', 'nats', 'conf'), 0o700)
    expect(['etc', 'etc/nats', 'etc/nats/conf'].map((path) => statSync(inRoot(path)).mode & 0o777)).toEqual([
      0o755, 0o700, 0o700,
    ])
  })

  it('converges after a crash at any step, and no folder is ever there with another mode', () => {
    let run = 0
    const made = (): string => inRoot(String(run), 'b')
    const crashes = crashEverywhere(
      () => {
        run += 1
      },
      () => {
        makeFolder(made(), 0o750)
      },
      () => {
        for (const path of [inRoot(String(run)), made()].filter((folder) => existsSync(folder)))
          expect(statSync(path).mode & 0o777).toBe(0o750)
        makeFolder(made(), 0o750)
        expect(readdirSync(inRoot(String(run)))).toEqual(['b'])
      },
    )
    expect(crashes).toBe(8)
    expect(readdirSync(root()).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('makes several at once, each synced once, and then the folder that they are in', () => {
    const synced: string[] = []
    const stop = watchPoints((name, path) => {
      if (name === 'fsync') synced.push(relative(root(), path))
    })
    makeFolders([inRoot('etc', 'nats'), inRoot('etc', 'nats', 'tls'), inRoot('etc', 'ssl')], 0o700)
    stop()
    expect(synced.map((path) => path.replace('.natsmith-etc.tmp', 'etc')).sort()).toEqual([
      '',
      'etc',
      'etc/nats',
      'etc/nats/tls',
      'etc/ssl',
    ])
    expect(readdirSync(root(), { recursive: true }).sort()).toEqual([
      'etc',
      'etc/nats',
      'etc/nats/tls',
      'etc/ssl',
    ])
  })

  it('removes what was begun for other folders, but nothing that somebody put there', () => {
    mkdirSync(inRoot('.natsmith-etc.tmp', 'nats', 'other'), { recursive: true })
    symlinkSync(inRoot(), inRoot('.natsmith-etc.tmp', 'nats', 'link'))
    const make = (): void => {
      makeFolder(inRoot('etc', 'nats'), 0o700)
    }
    expect(codeOf(make)).toBe('not-empty')
    unlinkSync(inRoot('.natsmith-etc.tmp', 'nats', 'link'))
    make()
    expect(readdirSync(root(), { recursive: true }).sort()).toEqual(['etc', 'etc/nats'])
  })

  it.each<[string, PointName, (temporary: string) => void]>([
    [
      'makes the same folder',
      'chmod',
      (temporary) => {
        rmdirSync(temporary)
        mkdirSync(inRoot('a'), { mode: 0o700 })
      },
    ],
    [
      'makes it of what was begun here',
      'chmod',
      (temporary) => {
        renameSync(temporary, inRoot('a'))
      },
    ],
    [
      'removes what was begun here',
      'read',
      (temporary) => {
        rmdirSync(temporary)
      },
    ],
    [
      'makes it and uses it',
      'rename',
      () => {
        mkdirSync(inRoot('a'), { mode: 0o700 })
        writeFileSync(inRoot('a', 'theirs'), '')
      },
    ],
  ])('gets along with another process that %s', (_, step, act) => {
    let others = 0
    const stop = watchPoints((name, path) => {
      if (name !== step || !readdirSync(root()).includes('.natsmith-a.tmp') || others > 0) return
      others += 1
      act(path)
    })
    makeFolder(inRoot('a'), 0o700)
    stop()
    expect(others).toBe(1)
    expect(readdirSync(root())).toEqual(['a'])
  })

  it('refuses to go through a file', () => {
    writeFileSync(inRoot('etc'), '')
    expect(
      codeOf(() => {
        makeFolder(inRoot('etc', 'nats'), 0o700)
      }),
    ).toBe('not-a-folder')
  })
})

describe('removeEmptyFolder', () => {
  it('removes an empty folder, accepts a missing one and refuses a full one', () => {
    mkdirSync(inRoot('full', 'er'), { recursive: true })
    removeEmptyFolder(inRoot('full', 'er'))
    removeEmptyFolder(inRoot('full', 'er'))
    writeFileSync(inRoot('full', 'x'), '')
    expect(
      codeOf(() => {
        removeEmptyFolder(inRoot('full'))
      }),
    ).toBe('not-empty')
  })
})

describe('listFolder', () => {
  it('gives sorted names, and none for a folder that does not exist', () => {
    for (const name of ['b', 'a', 'B']) writeFileSync(inRoot(name), '')
    expect(listFolder(root())).toEqual(['B', 'a', 'b'])
    expect(listFolder(inRoot('missing'))).toEqual([])
  })
})

describe('checkFolder', () => {
  const check = (...parts: string[]): unknown =>
    codeOf(() => {
      checkFolder(root(), inRoot(...parts))
    })

  it('accepts folders of ours, and those that do not exist yet', () => {
    mkdirSync(inRoot('etc'))
    chmodSync(inRoot('etc'), 0o755)
    expect(check('etc', 'nats')).toBe('nothing was thrown')
    expect(check('etc')).toBe('nothing was thrown')
    expect(check()).toBe('nothing was thrown')
  })

  it('accepts a root that is reached through a link', () => {
    mkdirSync(inRoot('real', 'etc'), { recursive: true, mode: 0o755 })
    symlinkSync(inRoot('real'), inRoot('link'))
    expect(
      codeOf(() => {
        checkFolder(inRoot('link'), inRoot('link', 'etc'))
      }),
    ).toBe('nothing was thrown')
  })

  it('refuses a link below the root', () => {
    mkdirSync(inRoot('real'))
    symlinkSync(inRoot('real'), inRoot('etc'))
    expect(check('etc', 'nats')).toBe('unsafe-folder')
  })

  it('refuses a file in the place of a folder', () => {
    writeFileSync(inRoot('etc'), '')
    expect(check('etc', 'nats')).toBe('unsafe-folder')
  })

  it.each([0o770, 0o707, 0o1777])('refuses mode %o below the root', (mode) => {
    mkdirSync(inRoot('etc', 'nats'), { recursive: true })
    chmodSync(inRoot('etc'), mode)
    expect(check('etc', 'nats')).toBe('unsafe-folder')
  })

  it('refuses a root that everybody may write to, unless it is sticky as /tmp is', () => {
    chmodSync(root(), 0o777)
    expect(check('etc')).toBe('unsafe-folder')
    chmodSync(root(), 0o1777)
    expect(check('etc')).toBe('nothing was thrown')
  })

  it('refuses a folder outside the root', () => {
    expect(check('..', 'elsewhere')).toBe('unsafe-folder')
  })

  asRoot('refuses a folder of somebody else', () => {
    mkdirSync(inRoot('etc'))
    chownSync(inRoot('etc'), 4711, 4711)
    expect(check('etc')).toBe('unsafe-folder')
  })
})
