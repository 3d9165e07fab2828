// In: grants, and what each is for. Out: tests with NATS's own clients and running servers: all of it works with a grant, and some of it fails
// when any single subject is taken away.
import type { NatsConnection } from '@nats-io/transport-node'
import type { Construct } from 'constructs'
import {
  Account,
  CertificateAuthority,
  NatsCluster,
  User,
  type Grant,
  type NodeProps,
} from '../../../lib/index'
import { eventually } from '../../../lib/testing/wait'
import { login } from './client'
import { runDeployment, type Line, type RunningDeployment } from './deployment'
import { handOut, settingsOf } from './hand-out'

export interface Intent {
  readonly grant: Grant
  /** What the grant is for; throws unless all of it works. `admin` may do everything. */
  readonly calls: (user: NatsConnection, admin: NatsConnection) => Promise<unknown>
}

/** Milliseconds for a call that must come through. */
export const PATIENCE = 500

/** Where grants are proven. `admin` logs in at the first node, the users of the grants at the last one. */
export interface Site {
  readonly nodes: readonly string[]
  /** Declares all but `users`; returns the accounts of `admin` and of the others. */
  readonly declare: (
    scope: Construct,
    node: (name: string) => NodeProps,
    line: Line,
    users: readonly string[],
  ) => { readonly admin: Account; readonly users: Account }
}

export const HERE = { host: '127.0.0.1', configDir: '.' } as const

/** One server with JetStream. */
export function declareHub(scope: Construct, node: (name: string) => NodeProps, serverVersion: Line): void {
  new NatsCluster(scope, 'hub', {
    ...HERE,
    nodes: { nats1: node('nats1') },
    serverVersion,
    jetstream: { storeDir: './jetstream' },
    tls: { issuer: new CertificateAuthority(scope, 'ca') },
  })
}

/** One server with one account. */
const ALONE: Site = {
  nodes: ['nats1'],
  declare: (scope, node, serverVersion) => {
    const account = new Account(scope, 'APP', { jetstream: {} })
    declareHub(scope, node, serverVersion)
    return { admin: account, users: account }
  },
}

/** @param prepare - what `admin` does first */
export function provesGrants(
  line: Line,
  intents: Readonly<Record<string, Intent>>,
  prepare: (admin: NatsConnection) => Promise<unknown>,
  { nodes, declare }: Site = ALONE,
): void {
  const cases = Object.entries(intents).map(([name, { grant, calls }], i) => {
    const user = `user${String(i)}`
    const less = lesser(grant).map(([taken, rest], j) => ({ taken, rest, user: `${user}-${String(j)}` }))
    return { name, grant, calls, user, less }
  })
  let running: RunningDeployment<string>
  let admin: NatsConnection
  let names: { readonly admin: string; readonly users: string }

  beforeAll(async () => {
    running = await runDeployment(line, {
      nodes,
      declare: (scope, node) => {
        const all = cases.flatMap(({ user, less }) => [user, ...less.map((one) => one.user)])
        const accounts = declare(scope, node, line, all)
        names = { admin: accounts.admin.node.id, users: accounts.users.node.id }
        new User(accounts.admin, 'admin', { password: 'generated' })
        const declareUser = (name: string, permissions: Grant): void => {
          new User(accounts.users, name, {
            password: 'generated',
            inboxPrefix: `_INBOX_${name}`,
            permissions,
          })
        }
        new User(accounts.users, 'scout', { password: 'generated' })
        for (const { user, grant, less } of cases) {
          declareUser(user, grant)
          for (const one of less) declareUser(one.user, one.rest)
        }
      },
    })
    handOut(running)
    admin = await as(`${names.admin}/admin`, nodes[0])
    await prepare(admin)
    if (nodes.length > 1) await connected()
  }, 60_000)
  afterAll(async () => {
    await admin.close()
    await running.stop()
  })
  const as = async (user: string, node = ''): Promise<NatsConnection> =>
    (await login(settingsOf(running, user), running.ports(node).client)).connection

  /** When the last node's server hears of what the first one's listens to. */
  async function connected(): Promise<void> {
    const scout = await as(`${names.users}/scout`, nodes.at(-1))
    const service = admin.subscribe('ready', { callback: (_, message) => void message.respond() })
    const answered = () => scout.request('ready', '', { timeout: PATIENCE }).catch(() => undefined)
    if ((await eventually(answered)) === undefined) throw new Error('the servers do not connect')
    service.unsubscribe()
    await scout.close()
  }

  /** Whether all of `calls` work for `user`. */
  async function works(user: string, calls: Intent['calls']): Promise<boolean> {
    const connection = await as(`${names.users}/${user}`, nodes.at(-1))
    let answer = ''
    calls(connection, admin).then(
      () => (answer = 'yes'),
      () => (answer = 'no'),
    )
    await eventually(() => answer !== '', 4 * PATIENCE)
    await connection.close()
    return answer === 'yes'
  }

  it.each(cases)(
    '$name: works, and not without any of it',
    async ({ user, calls, less }) => {
      expect(await works(user, calls)).toBe(true)
      for (const one of less) expect([one.taken, await works(one.user, calls)]).toEqual([one.taken, false])
      expect(await works(user, calls)).toBe(true)
    },
    60_000,
  )
}

/** As many entries as `count`, of an iterator that does not end by itself. */
export async function take<T>(entries: AsyncIterable<T>, count: number): Promise<readonly T[]> {
  const taken: T[] = []
  for await (const entry of entries) if (taken.push(entry) === count) break
  if (taken.length < count) throw new Error(`${String(taken.length)} of ${String(count)} entries`)
  return taken
}

/** `grant` without each of what it allows. */
function lesser(grant: Grant): readonly (readonly [string, Grant])[] {
  const without = (side: 'publish' | 'subscribe') => {
    const list = grant[side]
    if ('deny' in list) return []
    return list.map((entry) => {
      const rest = list.filter((one) => one !== entry)
      return [`${side} ${entry}`, { ...grant, [side]: rest.length > 0 ? rest : { deny: ['>'] } }] as const
    })
  }
  const { allowResponses, ...unanswering } = grant
  const answers = allowResponses ? [['allowResponses', unanswering] as const] : []
  return [...without('publish'), ...without('subscribe'), ...answers]
}
