import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomic } from '../../lib/files/atomic'
import { watchPoints } from '../../lib/files/points'
import { temporaryFolder } from '../support/folder'
import { codeOf, failureOf, crashEverywhere, stepsOf, withFailing } from '../support/steps'

const folder = temporaryFolder()
const file = (): string => join(folder(), 'key.pem')
const modeOf = (path: string): number => statSync(path).mode & 0o7777

describe('writeFileAtomic', () => {
  it('writes the content with the mode, whatever the umask', () => {
    const umask = process.umask(0o077)
    try {
      writeFileAtomic(file(), 'new', { mode: 0o640 })
    } finally {
      process.umask(umask)
    }
    expect(readFileSync(file(), 'utf8')).toBe('new')
    expect(modeOf(file())).toBe(0o640)
  })

  it('narrows the mode of a file that exists', () => {
    writeFileSync(file(), 'old')
    chmodSync(file(), 0o644)
    writeFileAtomic(file(), 'new', { mode: 0o600 })
    expect(modeOf(file())).toBe(0o600)
  })

  it('sets owner and mode and syncs before the file gets its name, and syncs the folder after', () => {
    const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
    expect(
      stepsOf(() => {
        writeFileAtomic(file(), 'new', { mode: 0o600, owner })
      }),
    ).toEqual(['create', 'write', 'chown', 'chmod', 'fsync', 'rename', 'fsync'])
  })

  it('shows nobody the content before it has its name', () => {
    const modes = new Set<number>()
    const stop = watchPoints((name, path) => {
      if (name === 'write' || name === 'chmod') modes.add(modeOf(path))
    })
    const umask = process.umask(0)
    try {
      writeFileAtomic(file(), 'new', { mode: 0o644 })
    } finally {
      process.umask(umask)
      stop()
    }
    expect([...modes]).toEqual([0o600])
  })

  it.each(['elsewhere', 'missing'])('replaces a link to %s and leaves its target alone', (target) => {
    const elsewhere = join(folder(), 'elsewhere')
    writeFileSync(elsewhere, 'precious')
    symlinkSync(join(folder(), target), file())
    writeFileAtomic(file(), 'new', { mode: 0o600 })
    expect(lstatSync(file()).isFile()).toBe(true)
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious')
    expect(readdirSync(folder()).sort()).toEqual(['elsewhere', 'key.pem'])
  })

  it('does not write into the other name of a hard-linked file', () => {
    const other = join(folder(), 'other')
    writeFileSync(other, 'precious')
    linkSync(other, file())
    writeFileAtomic(file(), 'new', { mode: 0o600 })
    expect(readFileSync(other, 'utf8')).toBe('precious')
  })

  it('is wholly old or wholly new after a crash at any step', () => {
    const crashes = crashEverywhere(
      () => {
        writeFileSync(file(), 'old')
      },
      () => {
        writeFileAtomic(file(), 'new', { mode: 0o600 })
      },
      () => {
        expect(['old', 'new']).toContain(readFileSync(file(), 'utf8'))
      },
    )
    expect(crashes).toBe(6)
  })

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'read-only'],
    ['EACCES', 'permission-denied'],
    ['EPERM', 'permission-denied'],
    ['ENOENT', 'vanished'],
    ['ELOOP', 'symlink'],
    ['EMFILE', 'too-many-files'],
    ['EIO', 'disk-error'],
    ['EWEIRD', 'file-error'],
  ])('on %s at any step throws %s, keeps the old file and leaves no other', (errno, code) => {
    for (const step of ['create', 'write', 'chmod', 'fsync', 'rename']) {
      writeFileSync(file(), 'old')
      const write = (): void => {
        writeFileAtomic(file(), 'new', { mode: 0o600 })
      }
      expect(
        codeOf(() => {
          withFailing(errno, (name, path) => name === step && path !== folder(), write)
        }),
      ).toBe(code)
      expect(readFileSync(file(), 'utf8')).toBe('old')
      expect(readdirSync(folder())).toEqual(['key.pem'])
    }
  })

  it('names the path and what to do', () => {
    const write = (): void => {
      writeFileAtomic(file(), 'new', { mode: 0o600 })
    }
    expect(
      failureOf(() => {
        withFailing('ENOSPC', (name) => name === 'rename', write)
      }),
    ).toMatchObject({
      message: `${file()}: no space is left on the device`,
      change: 'make room there, then run the same command again',
    })
  })

  it('names the chown to run where only root may set the owner', () => {
    const give = (): void => {
      writeFileAtomic(file(), 'new', { mode: 0o600, owner: { uid: 4711, gid: 4712 } })
    }
    expect(
      failureOf(() => {
        withFailing('EPERM', (name) => name === 'chown', give)
      }),
    ).toMatchObject({
      code: 'owner-not-permitted',
      change: `run it as root, or remove fileOwner, deploy, and run: sudo chown -R 4711:4712 ${folder()}`,
    })
    expect(readdirSync(folder())).toEqual([])
  })

  it('refuses to replace a folder', () => {
    mkdirSync(file())
    expect(
      codeOf(() => {
        writeFileAtomic(file(), 'new', { mode: 0o600 })
      }),
    ).toBe('not-a-file')
  })
})
