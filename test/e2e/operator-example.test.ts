// examples/operator as a newcomer runs it, three servers on loopback: what its comments claim, shown by real clients; and then the
// program changes, and natsmith push brings what is new to servers that go on running.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { need } from '../../tools/install'
import type { ClientSettings } from '../../lib/render/client'
import { login, mayPublish, maySubscribe, reaches, type Client } from '../oracle/support/client'
import { LINES, type Line } from '../oracle/support/deployment'
import { freeOffset } from '../../lib/testing/ports'
import { startServer, type RunningServer } from '../../lib/testing/server'
import { eventually } from '../../lib/testing/wait'
import { succeeded } from './support/engines/engine'
import { makeWorkspace, type Workspace } from './support/workspace'

const EXAMPLE = readFileSync(join(__dirname, '../../examples/operator/natsmith.ts'), 'utf8')
const NODES = ['nats1', 'nats2', 'nats3'] as const
type Node = (typeof NODES)[number]
type Change = readonly [string, string]

interface Site {
  readonly workspace: Workspace
  /** The example with something in the place of something else, deployed. */
  deploy(...changes: readonly Change[]): Promise<void>
  stop(node: Node): Promise<void>
  restart(node: Node): Promise<void>
  /** What `natsmith creds` hands out. */
  settings(user: string): Promise<ClientSettings>
  /** @param user - by name, or by what it was handed out */
  login(user: string | ClientSettings, node?: Node): Promise<Client>
  close(): Promise<void>
}

/** @param always - changes of the example in every deployment of the site */
async function start(line: Line, ...always: readonly Change[]): Promise<Site> {
  const workspace = makeWorkspace('program')
  rmSync(workspace.path('natsmith.cjs'))
  const bases = NODES.flatMap((_, i) => [4222 + i, 6222 + i])
  const offset = await freeOffset(bases)
  const port = (node: Node): number => 4222 + offset + NODES.indexOf(node)
  const here: readonly Change[] = [
    ...NODES.map((node): Change => {
      const ports = `{ client: ${String(port(node))}, cluster: ${String(port(node) + 2000)} }`
      return [`${node}: '${node}.internal'`, `${node}: { dnsNames: ['localhost'], ports: ${ports} }`]
    }),
    ["serverVersion: '2.15'", `serverVersion: '${line}', host: '127.0.0.1', configDir: 'etc/nats'`],
    ["{ type: 'full' }", "{ type: 'full', dir: 'accounts' }"],
    ...always,
  ]
  const servers = new Map<Node, RunningServer>()
  const clients: Client[] = []
  const deploy: Site['deploy'] = async (...changes) => {
    const text = [...here, ...changes].reduce((all, [from, to]) => {
      if (!all.includes(from)) throw new Error(`the example has no ${from}`)
      return all.replace(from, () => to)
    }, EXAMPLE)
    workspace.write('natsmith.ts', text)
    succeeded(await workspace.run('deploy --out out --yes --issue'))
  }
  const run = async (node: Node): Promise<void> => {
    const place = { cwd: workspace.path('out', node), conf: 'etc/nats/nats-server.conf' }
    servers.set(node, await startServer(need(`nats-server-${line}`), place))
  }
  const settings: Site['settings'] = async (user) => {
    succeeded(await workspace.run(`creds ${user} --out creds`))
    const file = workspace.path('creds', `operator-${user.replace('/', '-')}`, 'client.json')
    return JSON.parse(readFileSync(file, 'utf8')) as ClientSettings
  }
  const close = async (): Promise<void> => {
    for (const { connection } of clients) await connection.close()
    for (const server of servers.values()) await server.stop()
    rmSync(workspace.folder, { recursive: true, force: true })
  }
  try {
    await deploy()
    for (const node of NODES) await run(node)
  } catch (error) {
    await close()
    throw error
  }
  return {
    workspace,
    deploy,
    close,
    stop: async (node) => servers.get(node)?.stop(),
    async restart(node) {
      await servers.get(node)?.stop()
      await run(node)
    },
    settings,
    async login(user, node = 'nats1') {
      const handedOut = typeof user === 'string' ? await settings(user) : user
      const client = await login(handedOut, port(node), { reconnect: false })
      clients.push(client)
      return client
    },
  }
}

describe.each(LINES)('on nats-server %s', (line) => {
  let site: Site
  beforeAll(async () => {
    site = await start(line)
  }, 60_000)
  afterAll(() => site.close())

  it('a shop publishes its own orders, and hears the offers of its region', async () => {
    const [berlin, boston] = [await site.login('SHOPS/berlin'), await site.login('SHOPS/boston', 'nats2')]
    const may = async (client: Client) => ({
      publish: [await mayPublish(client, 'orders.berlin.new'), await mayPublish(client, 'orders.boston.new')],
      subscribe: [
        await maySubscribe(client, 'offers.eu.shoes'),
        await maySubscribe(client, 'offers.us.shoes'),
      ],
    })
    expect(await may(berlin)).toEqual({ publish: [true, false], subscribe: [true, false] })
    expect(await may(boston)).toEqual({ publish: [false, true], subscribe: [false, true] })
  })

  it('billing receives the orders, from server to server, and may publish nothing', async () => {
    const [berlin, clerk] = [await site.login('SHOPS/berlin'), await site.login('BILLING/clerk', 'nats3')]
    expect(await reaches(berlin, clerk, 'orders.berlin.new', 'orders.>')).toBe(true)
    expect(await mayPublish(clerk, 'orders.berlin.new')).toBe(false)
  })
})

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
    site = await start('2.15', ["dir: 'accounts'", "dir: 'accounts', allowDelete: true"])
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

describe('natsmith push to servers that keep what they have asked for', () => {
  let site: Site
  beforeAll(async () => {
    site = await start('2.15', ["type: 'full', dir: 'accounts'", "type: 'cache', dir: 'accounts'"])
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
