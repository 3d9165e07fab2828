// What becomes of the templates in a signing key's scope, as the simulator says it, against running servers of the oldest and the newest
// line: whole tokens, parts of tokens, several values, and values that hold a template.
import type { UserProps } from '../../lib/constructs/user'
import { Account, NatsCluster, Operator, User, type Permissions } from '../../lib/index'
import { userName } from '../../lib/model/identity'
import { usersOf } from '../../lib/model/query'
import { can, type Action } from '../../lib/permissions/can'
import { mayPublish, maySubscribe } from './support/client'
import { LINES, runDeployment, type Line, type RunningDeployment } from './support/deployment'
import { credsOf, loginWith } from './support/operator'

interface Case {
  readonly permissions: Permissions
  readonly tags?: NonNullable<UserProps['tags']>
  /** What is published, or subscribed to where it says so. */
  readonly tried: readonly string[]
}

/** By the name of the user. */
const CASES: Readonly<Record<string, Case>> = {
  whole: {
    permissions: { publish: ['a.{{name()}}.{{tag(r)}}'] },
    tags: { r: '1' },
    tried: ['a.whole.1', 'a.whole.2', 'a.{{name()}}.{{tag(r)}}'],
  },
  part: {
    permissions: { publish: ['a.x{{tag(r)}}', 'plain'] },
    tags: { r: '1' },
    tried: ['a.x1', 'a.x{{tag(r)}}', 'plain'],
  },
  deny: {
    permissions: { publish: { deny: ['a.x{{tag(r)}}', 'plain'] } },
    tags: { r: '1' },
    tried: ['a.x1', 'a.x{{tag(r)}}', 'plain', 'b'],
  },
  both: {
    permissions: { publish: ['a.{{name()}}', 'a.x{{name()}}', 'plain'] },
    tried: ['a.both', 'a.xboth', 'a.x{{name()}}', 'plain'],
  },
  joined: {
    permissions: { publish: ['a.{{tag(r)}}{{name()}}', 'plain'] },
    tags: { r: '1' },
    tried: ['a.1joined', 'a.{{tag(r)}}{{name()}}', 'a.1', 'plain'],
  },
  nothing: {
    permissions: { publish: ['a.{{name()}}{{name()}}'] },
    tried: ['a.nothingnothing', 'a.{{name()}}{{name()}}', 'b'],
  },
  dotted: {
    permissions: { publish: ['a.{{tag(r.s)}}'] },
    tags: { 'r.s': '1' },
    tried: ['a.1', 'a.{{tag(r.s)}}'],
  },
  nested: {
    permissions: { publish: ['a.{{tag(r)}}'] },
    tags: { r: '{{name()}}' },
    tried: ['a.nested', 'a.{{name()}}', 'a.{{tag(r)}}'],
  },
  ahead: {
    permissions: { publish: ['a.{{tag(r)}}.{{name()}}', 'b.{{name()}}.{{tag(r)}}'] },
    tags: { r: '{{name()}}' },
    tried: ['a.ahead.ahead', 'a.{{name()}}.ahead', 'b.ahead.ahead', 'b.ahead.{{name()}}'],
  },
  dollar: {
    permissions: { publish: ['a.{{tag(r)}}'] },
    tags: { r: '$&' },
    tried: ['a.$&', 'a.{{tag(r)}}'],
  },
  keys: {
    permissions: { publish: ['a.{{subject()}}', 'b.{{account-subject()}}', 'c.x{{subject()}}'] },
    tried: ['a.USER', 'b.ACCOUNT', 'c.xUSER', 'a.{{subject()}}', 'a.ACCOUNT'],
  },
  nestedkey: {
    permissions: { publish: ['a.{{tag(r)}}'] },
    tags: { r: '{{account-subject()}}' },
    tried: ['a.{{account-subject()}}', 'a.ACCOUNT'],
  },
  inbox: {
    permissions: { subscribe: ['_INBOX_{{name()}}.>', '_INBOX.{{name()}}.>'] },
    tried: ['subscribe _INBOX_inbox.1', 'subscribe _INBOX.inbox.1', 'subscribe _INBOX.other.1'],
  },
}

const run = (line: Line): Promise<RunningDeployment<'nats1'>> =>
  runDeployment(line, {
    nodes: ['nats1'],
    declare: (scope, node) => {
      new Operator(scope, 'acme')
      const signingKeys = Object.entries(CASES).map(([name, { permissions }]) => [
        name,
        { scope: { permissions } },
      ])
      const account = new Account(scope, 'A', { signingKeys: Object.fromEntries(signingKeys) as never })
      for (const [name, { tags = {} }] of Object.entries(CASES))
        new User(account, name, { signingKey: name, tags })
      new NatsCluster(scope, 'hub', {
        nodes: { nats1: node('nats1') },
        host: '127.0.0.1',
        configDir: '.',
        serverVersion: line,
      })
    },
  })

describe.each(LINES)('on nats-server %s', (line) => {
  let running: RunningDeployment<'nats1'>
  beforeAll(async () => {
    running = await run(line)
  })
  afterAll(() => running.stop())

  it.each(Object.entries(CASES))('%s', async (name, { tried }) => {
    const { model, materials } = running
    const user = usersOf(model).find((one) => userName(one) === `A/${name}`)
    if (user === undefined) throw new Error(`no user ${name}`)
    const keyOf = (identity: string): string => materials.nkey(identity).publicKey
    const client = await loginWith(credsOf(materials, `A/${name}`), running.ports('nats1').client)
    const said: Record<string, boolean> = {}
    const seen: Record<string, boolean> = {}
    for (const one of tried) {
      const action: Action = one.startsWith('subscribe ') ? 'subscribe' : 'publish'
      const subject = one
        .replace('subscribe ', '')
        .replace('USER', keyOf(`user/A/${name}/nkey`))
        .replace('ACCOUNT', keyOf('account/A/nkey'))
      said[one] = can(model, { user, action, subject }, keyOf).allowed === 'yes'
      seen[one] = await (action === 'publish' ? mayPublish : maySubscribe)(client, subject)
    }
    await client.connection.close()
    expect(said).toEqual(seen)
  })
})
