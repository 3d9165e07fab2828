import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { withLock } from '../../lib/files/lock'
import { temporaryFolder } from '../support/folder'
import { codeOf, failureOf, crashEverywhere, powerCutAt, withFailing } from '../support/steps'

const folder = temporaryFolder()
const lock = (): string => join(folder(), '.natsmith.lock')
const take = (): string => withLock(lock(), 'testing', () => 'done')

/** The lock file that this process writes. */
function ours(): Record<string, unknown> {
  return withLock(
    lock(),
    'testing',
    () => JSON.parse(readFileSync(lock(), 'utf8')) as Record<string, unknown>,
  )
}

function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid
}

describe('withLock', () => {
  it('gives the result of the action and leaves nothing', () => {
    expect(take()).toBe('done')
    expect(readdirSync(folder())).toEqual([])
  })

  it('lets go when the action fails', () => {
    expect(() =>
      withLock(lock(), 'testing', () => {
        throw new Error('failed')
      }),
    ).toThrow('failed')
    expect(readdirSync(folder())).toEqual([])
  })

  it('refuses a second holder, and names the first: pid, host, what it does and what to do', () => {
    expect(failureOf(() => withLock(lock(), 'deploying nats1', take))).toMatchObject({
      code: 'locked',
      message: `${lock()}: held by process ${String(process.pid)} on ${hostname()} (deploying nats1)`,
      change: `wait until it is done; if it no longer runs on ${hostname()}, remove the lock: rm ${lock()}`,
    })
    expect(take()).toBe('done')
  })

  it('breaks the lock of a process that is gone', () => {
    writeFileSync(lock(), JSON.stringify({ ...ours(), pid: deadPid() }))
    expect(take()).toBe('done')
    expect(readdirSync(folder())).toEqual([])
  })

  it('breaks the lock of a pid that another process has now', () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
    try {
      const holder = { ...ours(), pid: other.pid, started: '1' }
      writeFileSync(lock(), JSON.stringify(holder))
      expect(take()).toBe('done')
    } finally {
      other.kill('SIGKILL')
    }
  })

  it('breaks the lock of a zombie, which nobody has waited for yet', async () => {
    // Blocks, and so never learns that its child has exited.
    const code =
      "console.log(require('child_process').spawn('true').pid); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"
    const parent = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      const pid = await new Promise<number>((resolve) => {
        parent.stdout.once('data', (data: Buffer) => {
          resolve(Number(data.toString()))
        })
      })
      const stat = (): string => readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      while (!stat().includes(') Z ')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
      const started = stat().split(') ').at(-1)?.split(' ')[19]
      writeFileSync(lock(), JSON.stringify({ ...ours(), pid, started }))
      expect(take()).toBe('done')
    } finally {
      parent.kill('SIGKILL')
    }
  })

  it('respects a living process', () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
    try {
      const stat =
        readFileSync(`/proc/${String(other.pid)}/stat`, 'utf8')
          .split(') ')
          .at(-1) ?? ''
      const holder = { ...ours(), pid: other.pid, started: stat.split(' ')[19] }
      writeFileSync(lock(), JSON.stringify(holder))
      expect(codeOf(take)).toBe('locked')
      expect(JSON.parse(readFileSync(lock(), 'utf8'))).toEqual(holder)
    } finally {
      other.kill('SIGKILL')
    }
  })

  it.each([{ host: 'elsewhere' }, { boot: 'an earlier one' }])(
    'does not judge a pid that this kernel cannot know: %j',
    (difference) => {
      const holder = JSON.stringify({ ...ours(), pid: deadPid(), ...difference })
      writeFileSync(lock(), holder)
      expect(codeOf(take)).toBe('locked')
      expect(readFileSync(lock(), 'utf8')).toBe(holder)
    },
  )

  it.each([
    '',
    'garbage',
    'null',
    '[]',
    '{}',
    '{"pid":0}',
    '{"pid":-1,"started":"","boot":"","host":"","nonce":"","what":""}',
  ])('refuses a lock file that says nothing, and says how to remove it: %s', (text) => {
    writeFileSync(lock(), text)
    expect(failureOf(take)).toMatchObject({
      code: 'locked',
      change: `when no other natsmith runs, remove it: rm ${lock()}`,
    })
    expect(readFileSync(lock(), 'utf8')).toBe(text)
  })

  it('tells the action, and the caller, that the lock was taken away', () => {
    expect(
      codeOf(() => {
        withLock(lock(), 'testing', (check) => {
          unlinkSync(lock())
          check()
        })
      }),
    ).toBe('lock-lost')
    expect(
      codeOf(() => {
        withLock(lock(), 'testing', () => {
          unlinkSync(lock())
        })
      }),
    ).toBe('lock-lost')
  })

  it('does not release the lock of another that took it over', () => {
    const other = JSON.stringify({ ...ours(), nonce: 'other' })
    codeOf(() => {
      withLock(lock(), 'testing', () => {
        writeFileSync(lock(), other)
      })
    })
    expect(readFileSync(lock(), 'utf8')).toBe(other)
  })

  it('can be taken again after a crash at any step, also of one who breaks a stale lock', () => {
    const stale = JSON.stringify({ ...ours(), pid: deadPid() })
    const bury = (): void => {
      for (const name of readdirSync(folder()).filter((entry) => entry.startsWith('.natsmith.lock'))) {
        const path = join(folder(), name)
        const holder = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
        writeFileSync(path, JSON.stringify({ ...holder, pid: (JSON.parse(stale) as { pid: number }).pid }))
      }
    }
    const crashes = crashEverywhere(
      () => {
        writeFileSync(lock(), stale)
      },
      take,
      () => {
        bury()
        expect(take()).toBe('done')
        expect(existsSync(lock())).toBe(false)
      },
    )
    expect(crashes).toBeGreaterThan(15)
  })

  it('is not lost for good when the power fails at any step: what is left says what to do', () => {
    const action = (): void => {
      take()
    }
    let left = 0
    crashEverywhere(
      () => undefined,
      action,
      () => {
        if (existsSync(lock())) {
          left += 1
          expect(readFileSync(lock(), 'utf8')).toBe('')
          expect(failureOf(take)).toMatchObject({
            code: 'locked',
            message: `${lock()}: is a lock file that does not say who holds it, such as a power cut leaves`,
            change: `when no other natsmith runs, remove it: rm ${lock()}`,
          })
          unlinkSync(lock())
        }
        expect(take()).toBe('done')
      },
      (at) => powerCutAt(at, folder(), action),
    )
    expect(left).toBe(2)
  })

  it('tries again when the holder swept its temporary file', () => {
    let failed = false
    withFailing(
      'ENOENT',
      (name) => {
        const fail = name === 'link' && !failed
        failed ||= fail
        return fail
      },
      () => {
        expect(take()).toBe('done')
      },
    )
    expect(failed).toBe(true)
  })

  it('says that the folder is missing', () => {
    expect(codeOf(() => withLock(join(folder(), 'missing', 'lock'), 'testing', () => 1))).toBe('vanished')
  })
})
