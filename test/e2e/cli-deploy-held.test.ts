// A file that nobody may replace, however much its folder is ours: a deploy that has to names it, and leaves the node as it was.
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { listing } from '../support/tree'
import { makeWorkspace, workspaces } from './support/workspace'

const workspace = workspaces()

interface Hold {
  readonly hold: (file: string) => void
  readonly release: (file: string) => void
  readonly found: { readonly code: string; readonly message: string }
}

const HOLDS: Readonly<Record<string, Hold>> = {
  'an immutable file': {
    hold: (file) => execFileSync('chattr', ['+i', file]),
    release: (file) => execFileSync('chattr', ['-i', file]),
    found: { code: 'permission-denied', message: 'operation not permitted' },
  },
  'a read-only bind mount on a file': {
    hold(file) {
      execFileSync('mount', ['--bind', file, file])
      execFileSync('mount', ['-o', 'remount,bind,ro', file])
    },
    release: (file) => execFileSync('umount', [file]),
    found: { code: 'busy', message: 'is a mount point' },
  },
}

/** Only root may hold files in these ways, and not in every container. */
function isPossible({ hold, release }: Hold): boolean {
  const { folder, path } = makeWorkspace('nothing')
  const file = path('file')
  writeFileSync(file, '')
  try {
    hold(file)
    release(file)
    return true
  } catch {
    return false
  } finally {
    spawnSync('rm', ['-rf', folder])
  }
}

describe.each(Object.entries(HOLDS))('%s', (_, one) => {
  ;(isPossible(one) ? it : it.skip)(
    'stops a deploy, which names it; without it the deploy is done',
    async () => {
      const { run, json, path } = workspace()
      expect(await run('deploy --yes --issue')).toMatchObject({ code: 0 })
      const conf = path('out/nats1/etc/nats/nats-server.conf')
      const nodes = (): unknown => listing(path('out/nats1'))
      one.hold(conf)
      try {
        const before = nodes()
        const { code, message } = one.found
        expect(await json('deploy --yes --issue', { change: 'name' })).toMatchObject({
          exitCode: 1,
          error: { code, message: expect.stringContaining(`nats-server.conf: ${message}`) as string },
        })
        expect(nodes()).toEqual(before)
      } finally {
        one.release(conf)
      }
      expect(await run('deploy --yes --issue', { change: 'name' })).toMatchObject({ code: 0 })
      expect(await json('drift')).toMatchObject({ exitCode: 0, drifted: false })
    },
  )
})
