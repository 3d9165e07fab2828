// natsmith push: the program of examples/operator changes, and what is new comes to servers that go on running.
import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '../oracle/support/client'
import { eventually } from '../../lib/testing/wait'
import { NODES, startExample, type Change, type Site } from './support/operator-site'
import { makeWorkspace, type Workspace } from './support/workspace'

/** What docs/json.md shows: of every list the first element, with a key that differs from run to run. */
const [, DOCUMENTED] =
  /^## push\n[^]*?```json\n([^]*?)```/m.exec(readFileSync(join(__dirname, '../../docs/json.md'), 'utf8')) ??
  []
const firstOfLists = (document: unknown): unknown =>
  JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === 'publicKey' ? 'ABILLING' : Array.isArray(value) ? value.slice(0, 1) : value,
  )

describe('natsmith push', () => {
  const account = (name: string, user: string): Change => [
    '  new NatsCluster(',
    `  new User(new Account(scope, '${name}', { signingKeys: { main } }), '${user}')\n  new NatsCluster(`,
  ]
  const PARTNER = account('PARTNER', 'pat')
  const VISITORS = account('VISITORS', 'vera')
  const NO_BOSTON: Change = ["    ['boston', 'us'],\n", '']
  let site: Site
  let older: Workspace
  let vera: Client
  beforeAll(async () => {
    site = await startExample('2.15', ["dir: 'accounts'", "dir: 'accounts', allowDelete: true"])
    older = makeWorkspace(site.workspace)
  }, 60_000)
  afterAll(async () => {
    rmSync(older.folder, { recursive: true, force: true })
    await site.close()
  })

  const actions = (document: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> => {
    const [cluster] = document['clusters'] as { accounts: { account: string; action: string }[] }[]
    return Object.fromEntries((cluster?.accounts ?? []).map(({ account, action }) => [account, action]))
  }

  it('has nothing to do where servers have the JWTs of their conf', async () => {
    const { exitCode, ...said } = await site.workspace.json('push --dry-run')
    expect(actions(said)).toEqual({ BILLING: 'keep', SHOPS: 'keep', SYS: 'keep' })
    expect(exitCode).toBe(0)
  })

  it('brings an account, and ends the connection of a user that is gone, without a restart', async () => {
    const boston = await site.login('SHOPS/boston', 'nats2')
    await site.deploy(PARTNER, VISITORS, NO_BOSTON)
    await expect(site.login('PARTNER/pat', 'nats3')).rejects.toThrow()
    const dry = await site.workspace.json('push --dry-run')
    expect([dry.exitCode, actions(dry)]).toEqual([
      2,
      { BILLING: 'keep', PARTNER: 'push', SHOPS: 'push', SYS: 'keep', VISITORS: 'push' },
    ])
    expect(boston.connection.isClosed()).toBe(false)
    expect(await site.workspace.run('push')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('confirmation-needed') as string,
    })

    const { exitCode, clusters } = await site.workspace.json('push --yes')
    expect(clusters).toMatchObject([
      {
        cluster: 'hub',
        user: 'SYS/root',
        servers: NODES,
        silent: [],
        answers: ['PARTNER', 'SHOPS', 'VISITORS'].flatMap((account) =>
          NODES.map((server) => ({ account, server, isTaken: true, message: 'jwt updated' })),
        ),
      },
    ])
    expect(exitCode).toBe(0)
    expect(firstOfLists({ schema: 1, command: 'push', deployment: 'operator', clusters })).toEqual(
      JSON.parse(DOCUMENTED ?? ''),
    )
    await site.login('PARTNER/pat', 'nats3')
    vera = await site.login('VISITORS/vera', 'nats2')
    expect(await eventually(() => boston.connection.isClosed())).toBe(true)
    expect((await site.workspace.run('push')).code).toBe(0)
  })

  it('ends who has the creds of before a rotation, and lets in who has the new ones', async () => {
    const old = await site.settings('SHOPS/berlin')
    const stolen = { ...old, credsFile: site.workspace.path('stolen.creds') }
    copyFileSync(old.credsFile ?? '', stolen.credsFile)
    const connected = await site.login(stolen, 'nats3')
    const rotated = await site.workspace.run('keys rotate user/SHOPS/berlin/nkey')
    expect(rotated.stdout).toContain('another takes its place')
    await site.deploy(PARTNER, VISITORS, NO_BOSTON)
    expect((await site.workspace.run('push --yes')).code).toBe(0)
    expect(await eventually(() => connected.connection.isClosed())).toBe(true)
    await expect(site.login(stolen, 'nats1')).rejects.toThrow()
    await site.login('SHOPS/berlin', 'nats1')
  })

  it('never sends one over a newer one', async () => {
    const { exitCode, ...said } = await older.json('push --yes')
    expect(actions(said)).toMatchObject({ BILLING: 'keep', SHOPS: 'newer' })
    expect(exitCode).toBe(1)
  })

  it('names an account that is gone, which servers keep', async () => {
    await site.deploy(PARTNER, NO_BOSTON)
    const { exitCode, ...said } = await site.workspace.json('push --dry-run')
    expect(actions(said)).toMatchObject({ PARTNER: 'keep', SHOPS: 'keep', VISITORS: 'left' })
    expect(exitCode).toBe(1)
  })

  it('has them forget it where that is allowed, and nothing else', async () => {
    const pat = await site.login('PARTNER/pat')
    const dry = await site.workspace.json('push --dry-run --delete-gone')
    expect([dry.exitCode, actions(dry)['VISITORS']]).toEqual([2, 'delete'])

    await site.deploy(PARTNER, NO_BOSTON, ['allowDelete: true', 'allowDelete: false'])
    const refused = await site.workspace.run('push --delete-gone --yes')
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('push-cannot-delete') as string,
    })

    await site.deploy(PARTNER, NO_BOSTON)
    const { exitCode, clusters } = await site.workspace.json('push --delete-gone --yes')
    const answers = NODES.map((server) => ({
      account: 'VISITORS',
      server,
      isTaken: true,
      message: 'deleted 1 accounts',
    }))
    expect(clusters).toMatchObject([{ answers }])
    expect(exitCode).toBe(0)
    expect(actions(await site.workspace.json('push --dry-run'))).toEqual({
      ...{ BILLING: 'keep', PARTNER: 'keep', SHOPS: 'keep', SYS: 'keep' },
    })
    expect(await eventually(() => vera.connection.isClosed())).toBe(true)
    expect(pat.connection.isClosed()).toBe(false)
  })

  it('is content with one that was disabled before it left', async () => {
    const closed: Change = [PARTNER[0], PARTNER[1].replace('{ signingKeys', '{ disabled: true, signingKeys')]
    await site.deploy(closed, NO_BOSTON)
    await site.workspace.json('push --yes')
    await site.deploy(NO_BOSTON)
    const { exitCode, ...said } = await site.workspace.json('push --yes')
    expect([exitCode, actions(said)['PARTNER']]).toEqual([0, 'closed'])
  })

  it('names a server that does not answer, which would bring back what the others forget', async () => {
    await site.deploy(NO_BOSTON)
    await site.stop('nats3')
    const { exitCode, clusters, ...said } = await site.workspace.json('push --delete-gone --yes')
    expect(clusters).toMatchObject([{ servers: ['nats1', 'nats2'], silent: ['nats3'], answers: [] }])
    expect(actions({ clusters, ...said })['PARTNER']).toBe('closed')
    expect(exitCode).toBe(1)
  })

  it('says no seed and no JWT, whatever it is asked', async () => {
    await site.deploy(NO_BOSTON, VISITORS)
    for (const flags of [
      '--dry-run',
      '--dry-run --json',
      '--yes',
      '--yes --json',
      '--server nats://127.0.0.1:1',
    ]) {
      const { stdout, stderr } = await site.workspace.run(`push ${flags}`)
      expect(stdout + stderr).not.toMatch(/S[AOUX][A-Z2-7]{56}|eyJ/)
    }
  })

  it('says so where nobody lets it in', async () => {
    const refused = await site.workspace.run('push --server nats://127.0.0.1:1')
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('push-not-connected') as string,
    })
  })

  it.each(['nats://root:hunter2@127.0.0.1:1', 'nowhere', ''])(
    'and where %j is no URL without a login',
    async (url) => {
      const { error, exitCode } = await site.workspace.json(`push --server ${JSON.stringify(url)}`)
      expect([exitCode, error]).toEqual([1, expect.objectContaining({ code: 'usage' })])
      expect(JSON.stringify(error)).not.toContain('hunter2')
    },
  )
})

it('says so where servers have no folder, and where the user of the system account may not ask', async () => {
  const site = await startExample('2.15', [
    "resolver: { type: 'full', dir: 'accounts' }",
    "resolver: { type: 'memory' }",
  ])
  try {
    await site.deploy(["{ type: 'memory' }", "{ type: 'full', dir: 'accounts' }"])
    const noFolder = await site.workspace.run('push --yes')
    expect(noFolder.stderr).toContain('push-without-folder')
    await site.deploy(
      ["{ type: 'memory' }", "{ type: 'full', dir: 'accounts' }"],
      ["'root')", "'root', { permissions: { publish: ['$SYS.REQ.CLAIMS.>'] } })"],
    )
    await site.restart('nats1')
    const refused = await site.workspace.run('push --yes')
    expect([noFolder.code, refused.code]).toEqual([1, 1])
    expect(refused.stderr).toContain('push-refused')
  } finally {
    await site.close()
  }
}, 60_000)

describe('natsmith push to servers that keep what they have asked for', () => {
  let site: Site
  beforeAll(async () => {
    site = await startExample('2.15', ["type: 'full', dir: 'accounts'", "type: 'cache', dir: 'accounts'"])
  }, 60_000)
  afterAll(() => site.close())

  it('says which of them go on letting in who is revoked', async () => {
    await site.login('SHOPS/berlin', 'nats1')
    const boston = await site.settings('SHOPS/boston')
    await site.deploy(["    ['boston', 'us'],\n", ''])
    const { exitCode, clusters } = await site.workspace.json('push --yes')
    const [{ answers }] = clusters as [{ answers: { account: string; server: string; isTaken: boolean }[] }]
    const taken = (server: string) =>
      answers.find((one) => one.account === 'SHOPS' && one.server === server)?.isTaken
    expect([exitCode, taken('nats1'), taken('nats2')]).toEqual([1, true, false])
    expect((await site.workspace.run('push --yes')).stdout).toContain('restart nats1 nats2 nats3')
    await expect(site.login(boston, 'nats1')).rejects.toThrow()
    await site.login(boston, 'nats2')
    await site.restart('nats2')
    await expect(site.login(boston, 'nats2')).rejects.toThrow()
  })
})
