// The shell on a host is killed at each of its calls that change something: the node is wholly old
// or wholly new, and whoever comes next, from afar or on the host, makes it new.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { applyDeploy, LOCK } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import type { Target } from '../../lib/engine/target'
import { assembly } from '../support/assembly'
import { contents } from '../support/deploying'
import { temporaryFolder } from '../support/folder'
import { deployOn, hostsOf } from '../support/hosts'
import { killingTransport } from '../support/shells'
import { copyFolder, tree } from '../support/tree'

const folder = temporaryFolder()
const root = (): string => join(folder(), 'nats1')
const target = (): Target => ({ kind: 'node', node: 'nats1', root: root() })
const ONE = assembly()
const TWO = assembly([{ generation: 'two' }])
const THREE = assembly([{ generation: 'three' }])

const deployHere = (wanted: typeof ONE): void => {
  applyDeploy(planDeploy(wanted, target()), wanted)
}

/** What is there but for a lock, which alone is no reason to write. */
const left = (): Record<string, string> =>
  Object.fromEntries(Object.entries(tree(root())).filter(([name]) => !name.endsWith(LOCK)))

/** Whose conf is there, with all the files that it names. */
function generation(): string {
  const conf = readFileSync(join(root(), 'etc/nats/nats-server.conf'), 'utf8')
  const found = conf.includes('# nats1 two') ? 'two' : 'three'
  expect(tree(root())).toMatchObject(contents({ generation: found }))
  return found
}

it('old or new, and then new', async () => {
  mkdirSync(root())
  deployHere(ONE)
  deployHere(TWO)
  const start = join(folder(), 'start')
  copyFolder(root(), start)
  deployHere(THREE)
  const wanted = tree(root())
  const { transport, killAt } = killingTransport(join(folder(), 'bin'))
  const seen = new Set<string>()
  let kills = 0
  for (;;) {
    rmSync(root(), { recursive: true })
    copyFolder(start, root())
    killAt(kills + 1)
    const { failed } = await deployOn(THREE, hostsOf(THREE, folder(), transport))
    if (failed.size === 0) break
    kills += 1
    expect(failed.get('nats1')?.code).toMatch(/^(answer-cut|unreachable)$/)
    seen.add(generation())
    // From afar and on the host, by turns.
    if (kills % 2 === 0) deployHere(THREE)
    else expect((await deployOn(THREE, hostsOf(THREE, folder(), ['env']))).failed).toEqual(new Map())
    expect(left()).toEqual(wanted)
  }
  expect(kills).toBeGreaterThan(35)
  expect([...seen].sort()).toEqual(['three', 'two'])
})
