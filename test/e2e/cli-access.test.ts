// natsmith diff says who gains and who loses what: to people, to programs, in a comment on a pull request, and by its exit code.
import { execFileSync } from 'node:child_process'
import { preparedWorkspace, workspaces, type Workspace } from './support/workspace'

const workspace = workspaces()
const deployed = preparedWorkspace('deploy --yes --issue')

const GAINED = {
  login: 'ORDERS/alice',
  account: 'ORDERS',
  who: 'known',
  change: 'gains',
  action: 'publish',
  subjects: [{ pattern: 'billing.>', except: [] }],
  witness: 'billing.any',
}
const RECORD = 'natsmith/prod/record.json'

describe('natsmith diff', () => {
  it('says who gains', async () => {
    const { stdout, code } = await deployed().run('diff', { change: 'permission' })
    expect(stdout).toContain('\naccess\n  alice (ORDERS)  can now publish  billing.>  such as billing.any\n')
    expect(stdout).toMatch(/\n1 change: .*; 1 gains\n/)
    expect(code).toBe(0)
    expect(await deployed().json('diff', { change: 'permission' })).toMatchObject({ access: [GAINED] })
  })

  it.each([
    ['', '--exit-code-on-gain', 0],
    ['permission', '--exit-code-on-gain', 2],
    ['moved', '--exit-code-on-gain', 0],
    ['moved', '--exit-code', 2],
    ['dave', '--exit-code-on-gain', 2],
    ['permission', '', 0],
  ])('of the change "%s" with "%s" exits with %i', async (change, flag, code) => {
    expect(await deployed().run(`diff ${flag}`, { change })).toMatchObject({ code })
  })

  it('says before the first deploy that everybody gains', async () => {
    const { access, exitCode } = await workspace().json('diff --exit-code-on-gain')
    const rows = (access as readonly (typeof GAINED)[]).map(({ who, change }) => `${who} ${change}`)
    expect([new Set(rows), exitCode]).toEqual([new Set(['new gains']), 2])
  })

  it('is a comment on a pull request', async () => {
    const { stdout } = await deployed().run('diff --markdown', { change: 'permission dave' })
    expect(stdout).toMatch(/^### natsmith diff `prod`\n/)
    expect(stdout).toContain('\n| `alice (ORDERS)` | can now publish | `billing.>` | `billing.any` |\n')
    expect(stdout).toContain('\n| `dave (ORDERS)` | is new, can publish | `dave.>` | `dave.any` |\n')
    expect(stdout).toContain('user ORDERS/alice publish allow billing.>')
    expect(await deployed().run('diff --markdown')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        'Nobody can publish or receive what it could not, nobody less.',
      ) as string,
    })
    expect(await deployed().run('diff --markdown --json')).toMatchObject({ code: 1 })
  })

  it('compares with the record of another commit', async () => {
    const copy = workspace(deployed())
    commit(copy)
    expect(await copy.run('deploy --yes', { change: 'permission' })).toMatchObject({ code: 0 })
    const changed = { change: 'permission' }
    expect(await copy.json('diff', changed)).toMatchObject({ access: [], changes: [] })
    for (const from of [`HEAD:${RECORD}`, `HEAD:./${RECORD}`])
      expect(await copy.json(`diff --from ${from}`, changed)).toMatchObject({ access: [GAINED] })
    expect(await copy.json(`diff --from ${RECORD}`, changed)).toMatchObject({ access: [] })
    for (const from of [`HEAD:nothing`, 'nothing', '--help:x'])
      expect(await copy.run(['diff', `--from=${from}`, '--json'])).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('no-record') as string,
      })
  })

  it('compares the records of two commits, whatever the program says now', async () => {
    const copy = workspace(deployed())
    commit(copy)
    expect(await copy.run('deploy --yes', { change: 'permission' })).toMatchObject({ code: 0 })
    commit(copy)
    const gained = `diff --from HEAD~1:${RECORD} --to HEAD:${RECORD}`
    expect(await copy.json(`${gained} --exit-code-on-gain`, { change: 'dave' })).toMatchObject({
      access: [GAINED],
      issue: [],
      secrets: true,
      exitCode: 2,
    })
    const { stdout } = await copy.run(gained)
    expect(stdout).toContain('\naccess\n  alice (ORDERS)  can now publish  billing.>  such as billing.any\n')
    expect(stdout).not.toContain('Next:')
    const lost = await copy.json(`diff --to HEAD~1:${RECORD} --exit-code-on-gain`)
    expect(lost).toMatchObject({ access: [{ ...GAINED, change: 'loses' }], exitCode: 0 })
    expect(await copy.run(`${gained} --markdown --exit-code`)).toMatchObject({ code: 2 })
    expect(await copy.run(`diff --to HEAD:${RECORD} --exit-code`)).toMatchObject({ code: 0 })
    expect(await copy.run(`${gained} --against .`)).toMatchObject({ code: 1 })
  })

  it('takes from the program who has another name since', async () => {
    const copy = workspace(deployed())
    commit(copy)
    expect(await copy.run('deploy --yes --issue', { change: 'bobby' })).toMatchObject({ code: 0 })
    const line = `diff --from HEAD:${RECORD} --to ${RECORD}`
    expect(await copy.json(line, { change: 'bobby' })).toMatchObject({ access: [] })
    expect((await copy.json(line))['access']).not.toEqual([])
  })
})

/** Commits the record as it is. */
function commit({ folder }: Workspace): void {
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], { cwd: folder })
  }
  git('init', '-q')
  git('add', RECORD)
  git('commit', '-qm', 'deployed')
}
