// Hostile subjects under a running nats-server: what it says of each user is what was declared, byte for byte.
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { Account, NatsCluster, User } from '../../lib/index'
import { parseSubject } from '../../lib/values/subject'
import { runDeployment, type RunningDeployment } from '../oracle/support/deployment'
import { thrown } from '../support/thrown'
import { CORPUS } from './support/corpus'

const USERS = 40
const SUBJECTS = CORPUS.filter((text) => text.length < 200 && thrown(() => parseSubject(text)) === undefined)

/** The hostile subjects of a user, in each of the lists that it has. */
const listsOf = (user: number) => {
  const from = (at: number): string => `u${String(user)}.${SUBJECTS[(user * 4 + at) % SUBJECTS.length] ?? ''}`
  return {
    publish: { allow: ['$SYS.REQ.USER.INFO', from(0)], deny: [from(1)] },
    subscribe: { allow: ['_INBOX.>', from(2)], deny: [from(3)] },
  }
}

const EXPORTS = SUBJECTS.map((subject, i) => `e${String(i)}.${subject}`)
/** A mapping has patterns and functions of its own, and is refused what cannot be seen. */
const MAPPED = EXPORTS.filter((subject) => /^[^*>{}$"\p{C}]+$/u.test(subject))

const EXPORTER = 'E_+@e'
const CLUSTER = 'hub+@-.x'
const STORE_DIR = "js $HOME '%s'"
const DOMAIN = 'null'

const nameOf = (user: number): string => `user+${String(user)}@acme.example`

let running: RunningDeployment<'nats1' | 'nats2'>
beforeAll(async () => {
  running = await runDeployment('2.15', {
    nodes: ['nats1', 'nats2'],
    declare: (scope, node) => {
      const account = new Account(scope, 'A', { name: '_A-+@b' })
      for (let i = 0; i < USERS; i += 1)
        new User(account, nameOf(i), { password: 'generated', permissions: listsOf(i) })
      new User(new Account(scope, 'dotted', { name: 'B.C' }), 'bob', { password: 'generated' })
      const exporter = new Account(scope, 'exporter', {
        name: EXPORTER,
        exports: EXPORTS.map((stream) => ({ stream })),
      })
      new Account(scope, 'importer', {
        name: 'I-+@i',
        imports: EXPORTS.map((stream) => ({ from: exporter, stream })),
        mappings: Object.fromEntries(MAPPED.map((subject) => [subject, `to.${subject}`])),
      })
      const here = { host: '127.0.0.1', configDir: '.', serverVersion: '2.15' } as const
      new NatsCluster(scope, 'hub', {
        ...here,
        name: CLUSTER,
        nodes: { nats1: node('nats1'), nats2: node('nats2') },
        monitoring: {},
        jetstream: { storeDir: STORE_DIR, domain: DOMAIN },
      })
    },
  })
})
afterAll(() => running.stop())

const login = (account: string, user: string): Promise<NatsConnection> =>
  connect({
    servers: `127.0.0.1:${String(running.ports('nats1').client)}`,
    user,
    pass: running.materials.password(`user/${account}/${user}/password`).text?.reveal() ?? '',
  })

interface UserInfo {
  readonly data: {
    readonly user: string
    readonly account: string
    readonly permissions: ReturnType<typeof listsOf>
  }
}

type Lists = Readonly<Record<'allow' | 'deny', readonly string[]>>

/** A server keeps them in a map. */
const inAnyOrder = ({ allow, deny }: Lists): readonly (readonly string[])[] => [
  allow.toSorted(),
  deny.toSorted(),
]

test(`${String(SUBJECTS.length)} subjects, in ${String(USERS * 6)} fields`, async () => {
  expect(SUBJECTS.length).toBeGreaterThan(30)
  for (let i = 0; i < USERS; i += 1) {
    const user = nameOf(i)
    const connection = await login('_A-+@b', user)
    const answer = await connection.request('$SYS.REQ.USER.INFO')
    await connection.close()
    const { data } = answer.json<UserInfo>()
    const { publish, subscribe } = data.permissions
    expect([data.user, data.account, inAnyOrder(publish), inAnyOrder(subscribe)]).toEqual([
      user,
      '_A-+@b',
      inAnyOrder(listsOf(i).publish),
      inAnyOrder(listsOf(i).subscribe),
    ])
  }
})

test('an account with a dot in its name, of which rule dotted-account-name warns, is not served', async () => {
  const connection = await login('B.C', 'bob')
  await expect(connection.request('$SYS.REQ.USER.INFO')).rejects.toThrow('no responders')
  await connection.close()
})

interface AccountInfo {
  readonly exports: readonly { readonly subject: string }[]
  readonly imports: readonly { readonly subject: string; readonly account: string }[]
  readonly mappings: Readonly<Record<string, readonly { readonly subject: string }[]>>
}

async function look<T>(what: string): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${String(running.ports('nats1').monitoring)}/${what}`)
  return (await answer.json()) as T
}

async function account(name: string): Promise<AccountInfo> {
  const what = `accountz?acc=${encodeURIComponent(name)}`
  return (await look<{ readonly account_detail: AccountInfo }>(what)).account_detail
}

test(`${String(EXPORTS.length * 2 + MAPPED.length * 2)} fields of exports, imports and mappings`, async () => {
  expect(MAPPED.length).toBeGreaterThan(25)
  const [exporter, importer] = [await account(EXPORTER), await account('I-+@i')]
  expect(exporter.exports.map(({ subject }) => subject).sort()).toEqual(EXPORTS.toSorted())
  // A server has imports of its own in every account.
  const imports = importer.imports.filter((one) => one.account !== '$SYS')
  expect(new Set(imports.map((one) => one.account))).toEqual(new Set([EXPORTER]))
  expect(imports.map(({ subject }) => subject).sort()).toEqual(EXPORTS.toSorted())
  // And mappings of its own, of the domain.
  expect(importer.mappings).toMatchObject(
    Object.fromEntries(MAPPED.map((subject) => [subject, [{ subject: `to.${subject}`, weight: 100 }]])),
  )
})

test('names of servers and clusters, and folders', async () => {
  const { server_name, cluster, jetstream } = await look<{
    readonly server_name: string
    readonly cluster: { readonly name: string }
    readonly jetstream: { readonly config: { readonly store_dir: string; readonly domain: string } }
  }>('varz')
  expect([server_name, cluster.name, jetstream.config]).toEqual([
    'nats1',
    CLUSTER,
    expect.objectContaining({
      store_dir: `${STORE_DIR}/jetstream`,
      domain: DOMAIN,
    }) as unknown,
  ])
})
