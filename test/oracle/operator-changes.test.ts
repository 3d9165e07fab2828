// What a change of an account or of the operator asks of servers, done to real ones: what diff calls a reload they take with one;
// what it calls a push they do not, until the JWT is pushed; what it calls a restart they refuse.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node'
import { Account, NatsCluster, Operator, User } from '../../lib/index'
import { effectsIn, type ChangeEffect } from '../../lib/diff/mode'
import { jwtIdentity, nkeyIdentity } from '../../lib/model/identity'
import type { Materials } from '../../lib/model/materials'
import type { Model, Resolver } from '../../lib/model/model'
import { credentialsText } from '../../lib/render/credentials'
import { render } from '../../lib/render/render'
import { parseServerVersion } from '../../lib/values/server-version'
import { need } from '../../tools/install'
import { materialsFor } from '../support/materials'
import { modelOf } from '../support/model'
import { LINES, type Line } from './support/deployment'
import { place } from '../../lib/testing/place'
import { freeOffset } from '../../lib/testing/ports'
import { startServer, type RunningServer } from '../../lib/testing/server'
import { eventually } from '../../lib/testing/wait'

type ResolverType = Resolver['type']

interface Change {
  readonly revoked?: true
  readonly more?: true
  readonly signingKey?: string
}

/** A server, whose program changes. */
interface Site {
  /** Places the files of the program with `change`, as it would be issued at a time. */
  place(change: Change, now: number): Materials
  reload(): Promise<'reload' | 'refused'>
  login(materials: Materials, user: string): Promise<NatsConnection>
  stop(): Promise<void>
}

const OPERATOR = 'operator/acme/jwt'

async function start(line: Line, type: ResolverType): Promise<Site> {
  const root = mkdtempSync(join(tmpdir(), 'natsmith-operator-'))
  const port = 4222 + (await freeOffset([4222]))
  const begin = Date.now() - 10_000
  const program = (change: Change): Model =>
    modelOf((scope) => {
      declare(scope, line, port, type, change)
    })
  const first = materialsFor(program({}), begin)
  const put: Site['place'] = (change, now) => {
    const model = program(change)
    const made = materialsFor(model, now)
    // A JWT whose words stay is not signed anew.
    const isKept = (identity: string): boolean => identity === OPERATOR && change.signingKey === undefined
    const materials: Materials = {
      ...made,
      jwt: (identity) => (isKept(identity) ? first : made).jwt(identity),
    }
    for (const node of render(model, materials)) place(node, root)
    return materials
  }
  put({}, begin)
  const cwd = join(root, 'nats1')
  const server: RunningServer = await startServer(need(`nats-server-${line}`), {
    cwd,
    conf: 'nats-server.conf',
  })
  return {
    place: put,
    async reload() {
      const before = server.log().length
      server.reload()
      const said = (words: string): boolean => server.log().includes(words, before)
      const taken = (): boolean => said('Reloaded server configuration')
      await eventually(() => taken() || said('Failed to reload server configuration'))
      return taken() ? 'reload' : 'refused'
    },
    login(materials, user) {
      const identity = `user/${user}`
      const { seed } = materials.nkey(nkeyIdentity(identity))
      const creds = credentialsText(materials.jwt(jwtIdentity(identity)).token, seed)
      return connect({
        servers: `nats://127.0.0.1:${String(port)}`,
        authenticator: credsAuthenticator(Buffer.from(creds)),
        reconnect: false,
      })
    },
    async stop() {
      await server.stop()
      rmSync(root, { recursive: true })
    },
  }
}

function declare(
  scope: Parameters<Parameters<typeof modelOf>[0]>[0],
  serverVersion: Line,
  client: number,
  type: ResolverType,
  { revoked, more, signingKey }: Change,
): void {
  new Operator(scope, 'acme', { signingKeys: [signingKey ?? 'main'] })
  const systemAccount = new Account(scope, 'SYS')
  new User(systemAccount, 'admin')
  const at = new Date(Date.now() + 1000).toISOString()
  const orders = new Account(scope, 'ORDERS', { ...(revoked && { revocations: [{ user: 'bob', at }] }) })
  new User(orders, 'alice')
  new User(orders, 'bob')
  if (more) new User(new Account(scope, 'BILLING'), 'carol')
  new NatsCluster(scope, 'hub', {
    nodes: { nats1: { dnsNames: ['localhost'], ports: { client } } },
    host: '127.0.0.1',
    serverVersion,
    configDir: '.',
    systemAccount,
    resolver: type === 'memory' ? { type } : { type, dir: 'accounts', timeout: '200ms' },
  })
}

/** What diff says of a change at `path`. */
const effectOf = (line: Line, type: ResolverType, ...path: readonly string[]): ChangeEffect => {
  const conf = { operator: {}, resolver: type === 'memory' ? 'MEMORY' : { type }, accounts: { ORDERS: {} } }
  return effectsIn(conf, conf, parseServerVersion(line))(path)
}

describe.each(LINES)('on nats-server %s', (line) => {
  it.each(['memory', 'full', 'cache'] as const)('with a %s resolver', async (type) => {
    const site = await start(line, type)
    try {
      const changed = site.place({ revoked: true, more: true }, Date.now())
      const mayLogIn = async (user: string): Promise<boolean> => {
        const connection = await site.login(changed, user).catch(() => undefined)
        await connection?.close()
        return connection !== undefined
      }
      const seen = async () => ({
        alice: await mayLogIn('ORDERS/alice'),
        bob: await mayLogIn('ORDERS/bob'),
        carol: await mayLogIn('BILLING/carol'),
      })
      expect(await seen()).toEqual({ alice: true, bob: true, carol: false })

      // A cache takes no JWT of an account that it does not know; a folder that is kept in full does.
      const push = async (account: string): Promise<string> => {
        const { token } = changed.jwt(`account/${account}/jwt`)
        // Each time anew: a reload ends connections on 2.10.
        const admin = await site.login(changed, 'SYS/admin')
        const answer = await admin.request('$SYS.REQ.CLAIMS.UPDATE', token).catch(() => undefined)
        await admin.close()
        return answer?.json<{ data?: { message?: string } }>().data?.message ?? 'nobody listens'
      }
      const answers = { memory: 'nobody listens', full: 'jwt updated', cache: 'jwt update cache skipped' }
      expect(await push('BILLING')).toBe(answers[type])
      const more = effectOf(line, type, 'accounts', 'BILLING')
      expect(await mayLogIn('BILLING/carol')).toBe(more === 'push')

      expect(await site.reload()).toBe('reload')
      const revoked = effectOf(line, type, 'accounts', 'ORDERS', 'revocations', 'ORDERS/bob')
      expect(revoked).toBe(type === 'memory' ? 'reload' : 'push')
      expect(await seen()).toEqual({ alice: true, bob: revoked === 'push', carol: true })
      if (revoked === 'push') {
        expect(await push('ORDERS')).toMatch(/^jwt updated/)
        expect(await seen()).toEqual({ alice: true, bob: false, carol: true })
      }

      site.place({ signingKey: 'next' }, Date.now() + 1000)
      expect(effectOf(line, type, 'operator', 'signing_keys', 'next')).toBe('restart')
      expect(await site.reload()).toBe('refused')
    } finally {
      await site.stop()
    }
  })
})
