// Links, pipes, folders and devices in every place of a target, before a deploy and at every step of it: nothing outside the
// target is written, read or given other modes, nothing hangs, and what stops a deploy is an error of natsmith.
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { writeAssembly } from '../../lib/assembly/write'
import type { PointName } from '../../lib/files/points'
import { watchPoints } from '../../lib/files/points'
import { NatsmithError } from '../../lib/values/finding'
import { stage } from '../../lib/targets/staging'
import { deploying, THREE, TWO } from '../support/deploying'
import { stepsOf } from '../support/steps'
import { thrown } from '../support/thrown'
import { copyFolder } from '../support/tree'

const { folder, out, deploy } = deploying()
const victim = (...parts: string[]): string => join(folder(), 'victim', ...parts)

/** What is planted in a place that is free. */
const KINDS: Readonly<Record<string, (place: string) => void>> = {
  'a link to a file': (place) => {
    symlinkSync(victim('file'), place)
  },
  'a link to a folder': (place) => {
    symlinkSync(victim('folder'), place)
  },
  'a link to nothing': (place) => {
    symlinkSync(victim('new'), place)
  },
  'a second name of a file': (place) => {
    linkSync(victim('file'), place)
  },
  'a folder': (place) => {
    mkdirSync(place)
  },
  'a pipe': (place) => {
    execFileSync('mkfifo', [place])
  },
  'a link to a device': (place) => {
    symlinkSync('/dev/zero', place)
  },
}

/** Every file and folder outside, with what could be done to it. */
function outside(): readonly string[] {
  return ['.', ...(readdirSync(victim(), { recursive: true }) as string[])].sort().map((name) => {
    const { mode, uid, gid, size, mtimeMs, ino } = lstatSync(victim(name))
    return [name, mode, uid, gid, size, mtimeMs, ino].join(' ')
  })
}

let before: readonly string[]

function start(): void {
  for (const name of ['out', 'victim', 'aside'])
    rmSync(join(folder(), name), { recursive: true, force: true })
  copyFolder(join(folder(), 'start'), out())
  mkdirSync(victim('folder', 'tls'), { recursive: true })
  writeFileSync(victim('file'), 'of somebody else')
  writeFileSync(victim('folder', 'nats-server.conf'), 'of somebody else')
  mkdirSync(join(folder(), 'aside'))
  before = outside()
}

/** Puts it in the place of what is there, which is kept. */
function plant(kind: string, place: string): void {
  if (lstatSync(place, { throwIfNoEntry: false }) !== undefined)
    renameSync(place, join(folder(), 'aside/was'))
  KINDS[kind]?.(place)
}

function expectHarmless(error: unknown): void {
  if (error !== undefined && !(error instanceof NatsmithError)) throw error as Error
  expect(outside()).toEqual(before)
}

beforeEach(() => {
  deploy(TWO)
  copyFolder(out(), join(folder(), 'start'))
})

/** All places that a deploy has something to do with, from the folder of a node on. */
function places(): readonly string[] {
  start()
  const found = new Set<string>()
  const stop = watchPoints((_, path) => {
    if (relative(out(), path).startsWith('nats1')) found.add(path)
  })
  deploy(THREE)
  stop()
  for (const name of readdirSync(out('nats1'), { recursive: true }) as string[]) found.add(out('nats1', name))
  return [...found].filter((path) => !path.endsWith('.tmp')).sort()
}

describe('before a deploy', () => {
  test.each(Object.keys(KINDS))('%s', (kind) => {
    const all = places()
    expect(all.length).toBeGreaterThan(10)
    for (const place of all) {
      start()
      if (!existsSync(join(place, '..'))) continue
      plant(kind, place)
      expectHarmless(thrown(() => deploy(THREE)))
    }
  })
})

describe('in the midst of a deploy', () => {
  /** Deploys, and plants something once, at the step for which `choose` names a place. */
  function attack(
    kind: string,
    choose: (step: number, name: PointName, path: string) => string | undefined,
  ): void {
    start()
    let step = 0
    let isDone = false
    const stop = watchPoints((name, path) => {
      step += 1
      const place = isDone ? undefined : choose(step, name, path)
      if (place === undefined) return
      isDone = true
      plant(kind, place)
    })
    const error = thrown(() => deploy(THREE))
    stop()
    expect(isDone).toBe(true)
    expectHarmless(error)
  }

  // Whoever may exchange a folder of the target while it is written to is its owner, or root.
  it('in the place of any file, at every other step', () => {
    const files = places().filter((place) => /\.\w+$/.test(place))
    start()
    const steps = stepsOf(() => deploy(THREE)).length
    expect(files.length * steps).toBeGreaterThan(500)
    const kinds = Object.keys(KINDS)
    for (const [i, place] of files.entries())
      for (let at = 1 + (i % 2); at <= steps; at += 2)
        attack(kinds[(i + at) % kinds.length] ?? '', (step) => (step === at ? place : undefined))
  })

  it.each(['create', 'write', 'chmod', 'fsync'] as const)(
    'in the place of an unfinished file, before its %s',
    (at) => {
      for (const kind of Object.keys(KINDS))
        attack(kind, (_, name, path) => (name === at && path.endsWith('.tmp') ? path : undefined))
    },
  )
})

describe('in the place of an unfinished folder', () => {
  it.each(['mkdir', 'chmod', 'rename'] as const)('before its %s', (at) => {
    for (const kind of Object.keys(KINDS)) {
      start()
      rmSync(out('nats1'), { recursive: true })
      const stop = watchPoints((name, path) => {
        if (name !== at || !/nats1(\.tmp)?$/.test(path)) return
        stop()
        plant(kind, out('.natsmith-nats1.tmp'))
      })
      expectHarmless(thrown(() => deploy(THREE)))
    }
  })
})

describe('before the files of an engine are staged, or an assembly is written', () => {
  const STAGED = [{ staged: 'A1Wx3nJ4SZmGvuR8YCq2Xw', content: 'staged' }]
  const ACTS: readonly (readonly [name: string, act: () => void, places: readonly string[]])[] = [
    [
      'staging',
      () => {
        stage(out('staged'), STAGED)
      },
      ['staged', 'staged/.gitignore', `staged/${STAGED[0]?.staged ?? ''}`],
    ],
    [
      'synth',
      () => {
        writeAssembly(THREE, out('made'))
      },
      [
        'made',
        'made/.gitignore',
        'made/manifest.json',
        'made/nats1',
        'made/nats1/etc',
        'made/nats1/etc/nats/nats-server.conf',
      ],
    ],
  ]
  it.each(ACTS)('%s', (_, act, all) => {
    for (const [place, kind] of all.flatMap((name) =>
      Object.keys(KINDS).map((one) => [name, one] as const),
    )) {
      start()
      if (place.includes('/')) act()
      if (lstatSync(out(place), { throwIfNoEntry: false }) !== undefined) expect(place).toContain('/')
      plant(kind, out(place))
      expectHarmless(thrown(act))
    }
  })
})
