// Scheduled renewal as the guide has it, in real git: who commits what, what a lost commit means, and clocks that are wrong.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '../../lib/keys/store'
import { copyFolder, tree } from '../support/tree'
import { identityOf, RECIPIENT } from './support/age'
import { preparedWorkspace, workspaces, type Workspace } from './support/workspace'

const workspace = workspaces()
const deployed = preparedWorkspace('deploy --yes --issue', `keys recipients --add ${RECIPIENT}`)
const DAY = 86_400_000

/** An environment in which it is so many days later. */
function daysLater(copy: Workspace, days: number): Readonly<Record<string, string>> {
  const shim = copy.write(
    'clock.cjs',
    `const now = Date.now; Date.now = () => now() + Number(process.env.DAYS) * ${String(DAY)}`,
  )
  return { ...identityOf(), NODE_OPTIONS: `--require ${shim}`, DAYS: String(days) }
}

const git = ({ folder }: Workspace, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=ci', '-c', 'user.email=ci@example.com', ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
    encoding: 'utf8',
  })

const certificates = async (copy: Workspace): Promise<number> => {
  const { keys } = await copy.json('keys list')
  return (keys as readonly { kind: string }[]).filter(({ kind }) => kind === 'certificate').length
}

describe('renewal on a schedule', () => {
  it('does nothing before two thirds of a life, renews every certificate after, and the commit has all of it', async () => {
    const copy = workspace(deployed())
    git(copy, 'init', '-q', '-b', 'main')
    git(copy, 'add', 'natsmith')
    git(copy, 'commit', '-qm', 'keys')
    const at = (days: number) => copy.json('deploy --issue --yes', { env: daysLater(copy, days) })
    expect(await at(59)).toMatchObject({ exitCode: 0, issued: [] })
    const { issued } = await at(61)
    const verbs = (issued as readonly { verb: string }[]).map(({ verb }) => verb)
    expect(verbs).toEqual(Array(await certificates(copy)).fill('renew'))
    expect(await at(61)).toMatchObject({ exitCode: 0, issued: [] })

    git(copy, 'add', 'natsmith')
    git(copy, 'commit', '-qm', 'renew certificates')
    const clone = workspace('program')
    git(clone, 'clone', '-q', copy.folder, 'pulled')
    copyFolder(clone.path('pulled/natsmith'), clone.path('natsmith'))
    const env = daysLater(clone, 62)
    expect(await clone.json('diff', { env })).toMatchObject({ changes: [], issue: [], secrets: true })
    const { NATSMITH_AGE_KEY, ...without } = env
    expect(NATSMITH_AGE_KEY).toBeDefined()
    expect(await clone.json('diff', { env: without })).toMatchObject({
      changes: [],
      issue: [],
      secrets: false,
    })
  })

  it.each([
    ['of certificates', 'nothing', 61],
    ['of a user', 'dave', 0],
  ])('of which the commit is lost is named by the next deploy: %s', async (_, change, days) => {
    const copy = workspace(deployed())
    copyFolder(copy.path('natsmith'), copy.path('committed'))
    const options = { change, env: daysLater(copy, days) }
    expect(await copy.json('deploy --issue --yes', options)).toMatchObject({ exitCode: 0 })
    const [lost, placed] = [tree(copy.path('natsmith')), tree(copy.path('out'))]
    rmSync(copy.path('natsmith'), { recursive: true })
    copyFolder(copy.path('committed'), copy.path('natsmith'))
    const committed = tree(copy.path('natsmith'))
    expect(await copy.json('deploy --issue --yes', options)).toMatchObject({
      exitCode: 1,
      error: {
        findings: ['edge', 'nats1', 'nats2'].map((node) => ({ code: 'record-behind', path: `prod/${node}` })),
      },
    })
    expect([tree(copy.path('natsmith')), tree(copy.path('out'))]).toEqual([committed, placed])

    const other = workspace(copy)
    expect(await other.json('deploy --issue --yes --adopt', options)).toMatchObject({ exitCode: 0 })
    expect(await other.json('diff', options)).toMatchObject({ changes: [], issue: [] })
    for (const [name, text] of Object.entries(lost)) copy.write(join('natsmith', name), text)
    expect(await copy.json('deploy --issue --yes', options)).toMatchObject({ exitCode: 0, issued: [] })
    expect(tree(copy.path('out'))).toEqual(placed)
  })
})

it('a clock that was set back issues nothing', async () => {
  const copy = workspace(deployed())
  const before = tree(copy.path('natsmith'))
  for (const line of ['issue', 'deploy --issue --yes', 'keys rotate user/ORDERS/alice/nkey'])
    expect(await copy.json(line, { change: 'dave', env: daysLater(copy, -2) })).toMatchObject({
      exitCode: 1,
      error: { code: 'clock-behind', change: expect.stringContaining('set the clock') as unknown },
    })
  expect(tree(copy.path('natsmith'))).toEqual(before)
  expect(openStore(copy.path('natsmith/prod/keys'), { secrets: false }).entries.size).toBe(18)
})
