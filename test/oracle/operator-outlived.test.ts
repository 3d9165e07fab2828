// Creds that were handed out before a user lost something, shown to real servers: those of which diff warns let it do what it could, until
// the key is rotated; those of which it does not, do not.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Construct } from 'constructs'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import { compareAccess } from '../../lib/diff/gains'
import { Account, acknowledge, NatsCluster, Operator, User } from '../../lib/index'
import { emptyStore, type KeyStore } from '../../lib/keys/store'
import { render } from '../../lib/render/render'
import { synthesize, type Output, type Synthesis } from '../../lib/synth'
import { place } from '../../lib/testing/place'
import { freeOffset } from '../../lib/testing/ports'
import { startServer } from '../../lib/testing/server'
import { eventually } from '../../lib/testing/wait'
import { withOutlivedCreds } from '../../lib/workspace/outlived'
import { systemRandom } from '../../lib/x509/random'
import { need } from '../../tools/install'
import { mayPublish } from './support/client'
import { LINES, type Line } from './support/deployment'
import { credsOf, isLetIn, loginWith } from './support/operator'

interface Server {
  readonly serverVersion: Line
  readonly port: number
}

/** alice has fewer subjects then, bob closer limits, the scope of carol's key is another, and dave's key is gone. */
function declare(scope: Construct, { serverVersion, port }: Server, isNarrow: boolean): void {
  new Operator(scope, 'acme')
  const systemAccount = new Account(scope, 'SYS')
  new User(systemAccount, 'admin')
  const permissions = { publish: isNarrow ? ['orders.>'] : ['orders.>', 'billing.>'] }
  const orders = new Account(scope, 'ORDERS', {
    signingKeys: { main: {}, client: { scope: { permissions } }, [isNarrow ? 'next' : 'last']: {} },
  })
  new User(orders, 'alice', { permissions })
  new User(orders, 'bob', isNarrow ? { sources: ['10.0.0.0/8'] } : {})
  new User(orders, 'carol', { signingKey: 'client' })
  new User(orders, 'dave', { permissions, signingKey: isNarrow ? 'next' : 'last' })
  const hub = new NatsCluster(scope, 'hub', {
    nodes: { nats1: { dnsNames: ['localhost'], ports: { client: port } } },
    host: '127.0.0.1',
    serverVersion,
    configDir: '.',
    systemAccount,
  })
  acknowledge(hub, 'plaintext-listener', 'on loopback')
}

type Made = Synthesis & { readonly shown: Output }

function synth(server: Server, isNarrow: boolean, store: KeyStore, now: number, rotate = ['']): Made {
  const tree = buildTree(
    deployment('prod', (scope) => {
      declare(scope, server, isNarrow)
    }),
  )
  const context = { store, record: undefined, now, random: systemRandom(), rotate: new Set(rotate) }
  const synthesis = synthesize(tree, 'prod', { ...context, mode: 'issue' })
  if (synthesis.shown === undefined) throw new Error(JSON.stringify(synthesis.findings))
  return { ...synthesis, shown: synthesis.shown }
}

const USERS = ['alice', 'bob', 'carol', 'dave']
const REFUSED = 'refused'

it.each(LINES)('on nats-server %s', async (line) => {
  const port = 4222 + (await freeOffset([4222]))
  const site = { serverVersion: line, port }
  const root = mkdtempSync(join(tmpdir(), 'natsmith-outlived-'))
  const put = ({ model, shown }: Made): string =>
    render(model, shown.materials)
      .map((node) => place(node, root))
      .join()
  const credsBy = ({ shown }: Made): readonly string[] =>
    USERS.map((user) => credsOf(shown.materials, `ORDERS/${user}`))
  const begin = Date.now() - 60_000
  const wide = synth(site, false, emptyStore('test'), begin)
  const cwd = put(wide)
  const server = await startServer(need(`nats-server-${line}`), { cwd, conf: 'nats-server.conf' })
  try {
    const deploy = async (made: Made): Promise<void> => {
      put(made)
      const before = server.log().length
      server.reload()
      await eventually(() => server.log().includes('Reloaded server configuration', before))
    }
    /** Of each user, whether it may publish what only some may. */
    const seen = async (creds: readonly string[]): Promise<readonly (boolean | typeof REFUSED)[]> => {
      const all: (boolean | typeof REFUSED)[] = []
      for (const one of creds) {
        if (!(await isLetIn(one, port))) all.push(REFUSED)
        else {
          const client = await loginWith(one, port)
          all.push(await mayPublish(client, 'billing.invoice'))
          await client.connection.close()
        }
      }
      return all
    }
    const before = credsBy(wide)
    expect(await seen(before)).toEqual([true, true, true, true])

    const narrow = synth(site, true, wide.changes.after, begin + 10_000)
    const access = compareAccess(wide.shown.comparable, narrow.shown.comparable)
    const { warnings } = withOutlivedCreds(narrow, () => access)
    expect(warnings.map(({ identity }) => identity)).toEqual(['user/ORDERS/alice/jwt', 'user/ORDERS/bob/jwt'])
    await deploy(narrow)
    expect(await seen(credsBy(narrow))).toEqual([false, REFUSED, false, false])
    expect(await seen(before)).toEqual([true, true, false, REFUSED])

    const keys = ['user/ORDERS/alice/nkey', 'user/ORDERS/bob/nkey']
    for (const [i, key] of keys.entries())
      expect(warnings[i]?.reason).toContain(`natsmith keys rotate ${key}`)
    await deploy(synth(site, true, narrow.changes.after, begin + 20_000, keys))
    expect(await seen(before)).toEqual([REFUSED, REFUSED, false, REFUSED])
  } finally {
    await server.stop()
    rmSync(root, { recursive: true })
  }
})
