// What a pull request is checked by: the real command on a key store whose secret part nobody can read.
import { readdirSync, rmSync } from 'node:fs'
import { identityOf, RECIPIENT } from './support/age'
import { preparedWorkspace, workspaces } from './support/workspace'

const workspace = workspaces()
const encrypted = preparedWorkspace('deploy --yes --issue', `keys recipients --add ${RECIPIENT}`)

describe('diff without an identity', () => {
  it.each([
    'nothing',
    'permission',
    'dave',
    'node',
    'name uncertified',
    'no-leaf',
    'folder upgrade',
    'moved',
  ])('says the same as with one: %s', async (change) => {
    const { json } = encrypted()
    const [without, opened] = await Promise.all([
      json('diff --exit-code', { change }),
      json('diff --exit-code', { change, env: identityOf() }),
    ])
    expect(without).toEqual({ ...opened, secrets: false })
    expect(without).toMatchObject({ exitCode: change === 'nothing' ? 0 : 2 })
  })

  it('says what the deploy then does, and what it cannot see', async () => {
    const change = 'dave name'
    const copy = workspace(encrypted())
    const { issue, changes } = await copy.json('diff', { change })
    const { stdout } = await copy.run('diff', { env: { PASSWORD: 'of nobody before' } })
    expect(stdout).toContain('no changes\nthe secret part of the key store was not read')
    const deployed = await copy.json('deploy --yes --issue', { change, env: identityOf() })
    expect(deployed).toMatchObject({ exitCode: 0, issued: issue })
    const told = (list: unknown) =>
      (list as readonly { what: string; now?: string }[]).map(({ what, now }) => [what, now !== undefined])
    expect(told(changes)).toEqual(told(deployed['changes']))
  })

  it('sees a key that was rotated and not deployed yet', async () => {
    const copy = workspace(encrypted())
    await copy.json('keys rotate leaf/edge/hub-ORDERS', { env: identityOf() })
    expect(await copy.json('diff')).toMatchObject({
      changes: [
        { nodes: ['edge'], what: 'leaf remote edge/hub-ORDERS nkey', was: '[secret]', now: '[secret]' },
        { nodes: ['nats1', 'nats2'], what: 'login of leaf remote edge/hub-ORDERS nkey' },
      ],
    })
  })
})

it('check judges in a clone what a deploy would issue, and takes nothing from the program for lost', async () => {
  const copy = workspace(encrypted())
  for (const name of readdirSync(copy.path('natsmith/prod/keys')).filter((file) =>
    /^(secret|data)/.test(file),
  ))
    rmSync(copy.path('natsmith/prod/keys', name))
  for (const change of ['dave', 'no-leaf'])
    expect(await copy.json('check', { change })).toMatchObject({ exitCode: 0, findings: [] })
  expect(await copy.json('diff', { change: 'dave' })).toMatchObject({ exitCode: 0, secrets: false })
  expect(await copy.json('deploy --yes', { change: 'dave' })).toMatchObject({ exitCode: 1 })
})
