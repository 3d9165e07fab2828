// A user's files in the hands of the real `nats` command and of a NATS client, over mutual TLS.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { ConnectionOptions } from '@nats-io/transport-node'
import { connect, nkeyAuthenticator } from '@nats-io/transport-node'
import type { Construct } from 'constructs'
import { Account, CertificateAuthority, NatsCluster, User } from '../../lib/index'
import { usersOf } from '../../lib/model/query'
import type { ClientSettings } from '../../lib/render/client'
import { clientFiles } from '../../lib/render/client'
import { render } from '../../lib/render/render'
import { need } from '../../tools/install'
import { materialsFor } from '../support/materials'
import { modelOf } from '../support/model'
import { place } from '../../lib/testing/place'
import { freeOffset } from '../../lib/testing/ports'
import type { RunningServer } from '../../lib/testing/server'
import { startServer } from '../../lib/testing/server'

/** A cluster that maps certificates to users, and one user for each way to log in. */
function declare(scope: Construct, line: '2.10' | '2.15', port: number): void {
  const ca = new CertificateAuthority(scope, 'ca', { intermediate: true })
  const orders = new Account(scope, 'ORDERS')
  new User(orders, 'alice')
  new User(orders, 'bob', {
    password: 'generated',
    certificate: { subject: { CN: 'Bob' }, dnsNames: ['bob'] },
    permissions: { publish: ['$SYS.REQ.USER.INFO'], subscribe: ['nothing.else'] },
    inboxPrefix: '_INBOX_bob',
  })
  new User(orders, 'carol', {
    certificate: { subject: { CN: 'carol, "the" boss', OU: 'Éng', O: 'Acme+Co' } },
  })
  new NatsCluster(scope, 'hub', {
    nodes: { solo: { dnsNames: ['localhost'], ports: { client: port } } },
    host: '127.0.0.1',
    serverVersion: line,
    tls: { issuer: ca, verifyAndMap: true, handshakeFirst: true },
    configDir: 'conf',
  })
}

describe.each(['2.10', '2.15'] as const)('against nats-server %s', (line) => {
  const root = mkdtempSync(join(tmpdir(), 'natsmith-client-'))
  const dir = join(root, 'creds')
  let server: RunningServer

  beforeAll(async () => {
    const port = 4222 + (await freeOffset([4222]))
    const model = modelOf((scope) => {
      declare(scope, line, port)
    })
    const materials = materialsFor(model, Date.now())
    const [solo] = render(model, materials)
    if (solo === undefined) throw new Error('nothing was rendered')
    server = await startServer(need(`nats-server-${line}`), {
      cwd: place(solo, root),
      conf: 'conf/nats-server.conf',
    })
    for (const { name, content, mode } of usersOf(model).flatMap((u) =>
      clientFiles(model, u, materials, dir),
    )) {
      mkdirSync(dirname(join(dir, name)), { recursive: true })
      writeFileSync(join(dir, name), content, { mode })
    }
  })
  afterAll(async () => {
    await server.stop()
    rmSync(root, { recursive: true })
  })

  const users: readonly [string, string][] = [
    ['alice', '^U[A-Z2-7]{55}$'],
    ['bob', '^bob$'],
    ['carol', 'carol'],
  ]

  it.each(users)('the nats command connects as %s, by the name of its context', async (user, shown) => {
    const answer = await whoAmI(['--context', `prod-ORDERS-${user}`], { XDG_CONFIG_HOME: dir })
    expect(answer.data).toEqual(
      expect.objectContaining({ user: expect.stringMatching(shown) as string, account: 'ORDERS' }),
    )
  })

  it('the nats command connects by the path of a context, too', async () => {
    const context = join(dir, 'nats/context/prod-ORDERS-alice.json')
    expect((await whoAmI(['--context', context], { XDG_CONFIG_HOME: root })).data.account).toBe('ORDERS')
  })

  it.each(users)('nats.js connects as %s with the settings as they are', async (user, shown) => {
    const settings = JSON.parse(
      readFileSync(join(dir, `prod-ORDERS-${user}/client.json`), 'utf8'),
    ) as ClientSettings
    const { nkeyFile, ...options } = settings
    const connection = await connect({
      ...(options as ConnectionOptions),
      ...(nkeyFile !== undefined && { authenticator: nkeyAuthenticator(readFileSync(nkeyFile)) }),
    })
    const answer = (await connection.request('$SYS.REQ.USER.INFO')).json<UserInfo>()
    await connection.close()
    expect(answer.data.user).toMatch(new RegExp(shown))
  })
})

interface UserInfo {
  readonly data: { readonly user: string; readonly account: string }
}

/** What the server says that the user is. */
async function whoAmI(args: readonly string[], env: Readonly<Record<string, string>>): Promise<UserInfo> {
  const command = [...args, 'request', '$SYS.REQ.USER.INFO', '', '--raw', '--timeout', '5s']
  const { stdout } = await promisify(execFile)(need('nats'), command, { env })
  return JSON.parse(stdout) as UserInfo
}
