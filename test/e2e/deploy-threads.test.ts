// Deploys of so many nodes that several are done at a time, by the code that is installed, each in a process of its own.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { applyDeploy } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import type { NodePlan } from '../../lib/engine/plan-node'
import { withLock } from '../../lib/files/lock'
import { assembly, namesOf } from '../support/assembly'
import { temporaryFolder } from '../support/folder'
import { tree } from '../support/tree'

const COUNT = 100
const NAMES = namesOf(COUNT)

const folder = temporaryFolder()
const out = (...parts: string[]): string => join(folder(), 'out', ...parts)
const target = () => ({ kind: 'out', dir: out() }) as const
const command = (generation: string): string[] => [
  'node_modules/jiti/lib/jiti-cli.mjs',
  'test/support/deploy-in-threads.ts',
  ...[out(), String(COUNT), generation],
]
const run = (generation: string) =>
  spawnSync(process.execPath, command(generation), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const wanted = (generation: string) => assembly(NAMES.map((name) => ({ name, generation })))
const plansOf = (generation: string): readonly NodePlan[] => planDeploy(wanted(generation), target()).nodes
const confOf = (node: string): string | undefined => {
  const path = out(node, 'etc/nats/nats-server.conf')
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n')[0] : undefined
}

it('writes what one node after another writes, and tells of the nodes in their order', () => {
  expect(run('one')).toMatchObject({
    status: 0,
    stdout: NAMES.map((name, i) => `${name} ${String(i + 1)}/${String(COUNT)}\n`).join(''),
  })
  const files = tree(out())
  const one = wanted('one')
  const dir = join(folder(), 'one-by-one')
  applyDeploy(planDeploy(one, { kind: 'out', dir }), one)
  expect(files).toEqual(tree(dir))
  expect(planDeploy(one, target()).hasChanges).toBe(false)
})

it('is killed anywhere, and leaves every node wholly old or wholly new; run again, it finishes', async () => {
  run('one')
  let [old, mixed] = ['one', 0]
  for (const [generation, lines] of [
    ['two', 1],
    ['three', 20],
    ['four', 60],
  ] as const) {
    const child = spawn(process.execPath, command(generation), { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString()
      if (said.split('\n').length > lines) child.kill('SIGKILL')
    })
    const [, signal] = (await once(child, 'close')) as [unknown, string]
    expect(signal).toBe('SIGKILL')
    const [asOld, asNew] = [plansOf(old), plansOf(generation)]
    for (const [i, node] of NAMES.entries()) {
      const isOld = asOld[i]?.files.every(({ bytes, action }) => bytes === 0 && action !== 'remove')
      const isNew = asNew[i]?.files.every(({ bytes, action }) => bytes === 0 && action !== 'remove')
      expect([node, isOld !== isNew]).toEqual([node, true])
      expect([`# ${node} ${old}`, `# ${node} ${generation}`]).toContain(confOf(node))
    }
    if (asNew.some(({ hasChanges }) => hasChanges)) mixed += 1
    expect(run(generation)).toMatchObject({ status: 0 })
    expect(planDeploy(wanted(generation), target()).hasChanges).toBe(false)
    expect(readdirSync(out('nats001/etc/nats')).filter((name) => name.startsWith('.'))).toEqual([])
    old = generation
  }
  expect(mixed).toBe(3)
})

it('begins no further node when one fails, and throws the error of the first that did', () => {
  run('one')
  const [first, second] = ['nats031', 'nats033']
  const lock = (node: string): string => out(node, 'etc/nats/.natsmith.lock')
  const { status, stdout } = withLock(lock(first), 'testing', () =>
    withLock(lock(second), 'testing', () => run('two')),
  )
  expect(status).toBe(1)
  const lines = stdout.trim().split('\n')
  expect(lines.at(-1)).toMatch(new RegExp(`^locked ${lock(first)}: held by process`))
  expect(lines.slice(0, -1)).toEqual(
    NAMES.slice(0, 30).map((name, i) => `${name} ${String(i + 1)}/${String(COUNT)}`),
  )
  const isNew = NAMES.map((name) => confOf(name) === `# ${name} two`)
  expect(isNew.slice(0, 31)).toEqual([...Array<boolean>(30).fill(true), false])
  expect(isNew.at(-1)).toBe(false)
  expect(run('two')).toMatchObject({ status: 0 })
})
