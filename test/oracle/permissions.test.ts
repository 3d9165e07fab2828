// What the simulator says a user can do, against running nats-servers of the oldest and the newest line: random permissions,
// mappings, subscriptions and messages. Every verdict is read from what the server does. PERMISSIONS is how many decisions at least.
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { behaviourOf } from '../../lib/permissions/behaviour'
import { parseServerVersion } from '../../lib/values/server-version'
import { need } from '../../tools/install'
import { temporaryFolder } from '../support/folder'
import { LINES, type Line } from './support/deployment'
import { compare, confOf, permissionCase, smaller, type PermissionCase } from './support/permission-cases'
import { plainClient } from './support/plain-client'
import { freeOffset } from '../../lib/testing/ports'
import { startServer } from '../../lib/testing/server'

const DECISIONS = Number(process.env['PERMISSIONS'] ?? 20_000)
const SEED = Number(process.env['SEED'] ?? randomInt(2 ** 31))
const AT_ONCE = 200
const folder = temporaryFolder()

/** The release that the tools build. */
const releaseOf = (line: Line) => parseServerVersion(line === '2.10' ? '2.10.27' : '2.15.2')

interface Held {
  readonly decisions: number
  /** By the number of the case. */
  readonly differences: ReadonlyMap<number, readonly string[]>
}

/** Runs a server with `cases`, and compares each. */
async function hold(line: Line, cases: readonly PermissionCase[]): Promise<Held> {
  const port = 4222 + (await freeOffset([4222]))
  const cwd = folder()
  writeFileSync(join(cwd, 'server.conf'), confOf(cases, port))
  const server = await startServer(need(`nats-server-${line}`), { cwd, conf: 'server.conf' })
  try {
    const differences = new Map<number, readonly string[]>()
    let decisions = 0
    for (const [i, one] of cases.entries()) {
      const verdicts = await compare(one, i, port, behaviourOf(releaseOf(line)))
      decisions += verdicts.decisions
      if (verdicts.differences.length > 0) differences.set(i, verdicts.differences)
    }
    return { decisions, differences }
  } finally {
    await server.stop()
  }
}

/** The smallest case that still differs, which belongs among {@link KEPT} once it is understood. */
async function shrink(line: Line, one: PermissionCase): Promise<PermissionCase> {
  const candidates = [...smaller(one)]
  const { differences } = await hold(line, candidates)
  const [first] = [...differences.keys()].sort((a, b) => a - b)
  const next = first === undefined ? undefined : candidates[first]
  return next === undefined ? one : shrink(line, next)
}

const nothing = { publish: [], subscribe: [], receive: [] }

/** What has surprised somebody. */
const KEPT: Readonly<Record<string, PermissionCase>> = {
  'an allowed * lets > through, and all below': {
    ...nothing,
    permissions: { subscribe: { allow: ['a.*'] } },
    subscribe: ['a.>', 'a.b.c', 'a.b.>', '>'],
    receive: ['a.b', 'a.b.c'],
  },
  'denying what is below takes that away': {
    ...nothing,
    permissions: { subscribe: { allow: ['a.*'], deny: ['a.*.>'] } },
    subscribe: ['a.>'],
    receive: ['a.b', 'a.b.c'],
  },
  'a subject in the list hides the * beside it, on some releases': {
    ...nothing,
    permissions: { publish: { allow: ['*', 'b.*'] } },
    publish: ['b', 'a', 'b.c'],
  },
  'a queue in the list decides in the place of the subject alone': {
    ...nothing,
    permissions: { subscribe: { allow: ['a', 'a v1', 'b v1.*'] } },
    subscribe: ['a', 'a v2', 'a v1', 'b', 'b v1.a', 'b v2.a'],
  },
  'a denied queue, and a denied subject': {
    ...nothing,
    permissions: { subscribe: { deny: ['a', 'a v1', 'b v1'] } },
    subscribe: ['a v1', 'a v2', 'b', 'b v1', '* v1', '* v2'],
    receive: ['a', 'b'],
  },
  'what merely overlaps a deny is filtered, on newer releases': {
    ...nothing,
    permissions: { subscribe: { deny: ['a.*.c'] } },
    subscribe: ['*.b.*', 'a.b.c'],
    receive: ['a.b.c', 'a.b.d'],
  },
  'a mapping comes first': {
    ...nothing,
    permissions: { publish: { allow: ['a.b'], deny: ['a.c'] } },
    mapping: ['a.*', 'b.$1'],
    publish: ['a.b', 'a.c', 'b.b'],
  },
  'replies alone may be published, where nothing else is said': {
    ...nothing,
    permissions: { allowResponses: { max: 1 } },
    publish: ['a'],
  },
}

describe.each(LINES)('on a nats-server %s', (line) => {
  it('decides as the simulator does, where somebody was surprised', async () => {
    const { differences } = await hold(line, Object.values(KEPT))
    expect(Object.keys(KEPT).map((name, i) => [name, differences.get(i) ?? []])).toEqual(
      Object.keys(KEPT).map((name) => [name, []]),
    )
  })

  it('lets replies through that nothing else allows, so often and so long', async () => {
    const port = 4222 + (await freeOffset([4222]))
    const cwd = folder()
    const answers: PermissionCase = {
      ...nothing,
      permissions: { publish: { deny: ['denied'] }, allowResponses: { max: 2, expires: 400 } },
    }
    writeFileSync(join(cwd, 'server.conf'), confOf([answers], port))
    const server = await startServer(need(`nats-server-${line}`), { cwd, conf: 'server.conf' })
    const [service, asks] = [await plainClient(port, 'tries0'), await plainClient(port, 'sends0')]
    const reply = (to: string): Promise<readonly boolean[]> => service.refuses([`PUB ${to} 0\r\n`])
    const ask = async (to: string): Promise<void> => {
      await asks.refuses([`PUB price ${to} 0\r\n`])
      await service.refuses(['SUB nothing 2'])
    }
    try {
      await service.refuses(['SUB price 1'])
      expect(await reply('inbox.1')).toEqual([true])
      await ask('inbox.1')
      expect([await reply('inbox.1'), await reply('inbox.1'), await reply('inbox.1')]).toEqual([
        [false],
        [false],
        [true],
      ])
      await ask('denied')
      expect(await reply('denied')).toEqual([false])
      await ask('inbox.2')
      await setTimeout(600)
      expect(await reply('inbox.2')).toEqual([true])
    } finally {
      service.close()
      asks.close()
      await server.stop()
    }
  })

  it(`decides as the simulator does, ${DECISIONS.toLocaleString('en-US')} times at least`, async () => {
    let decisions = 0
    for (let round = 0; decisions < DECISIONS; round++) {
      const cases = fc.sample(permissionCase(40), { seed: SEED + round, numRuns: AT_ONCE })
      const held = await hold(line, cases)
      decisions += held.decisions
      const [first] = held.differences.keys()
      const failing = first === undefined ? undefined : cases[first]
      if (failing !== undefined) {
        const least = await shrink(line, failing)
        const said = (await hold(line, [least])).differences.get(0) ?? []
        throw new Error(`SEED=${String(SEED + round)}: ${JSON.stringify(least)}\n${said.join('\n')}`)
      }
    }
    expect(decisions).toBeGreaterThanOrEqual(DECISIONS)
  }, 3_600_000)
})
