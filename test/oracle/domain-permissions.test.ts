// The API of a JetStream domain, of which servers make their own before they look at permissions: what `natsmith can` says, against
// running servers of the oldest and the newest line.
import { Account, CertificateAuthority, NatsCluster, User, type Permissions } from '../../lib/index'
import { usersOf } from '../../lib/model/query'
import { userName } from '../../lib/model/identity'
import { can } from '../../lib/permissions/can'
import { login, mayPublish } from './support/client'
import { LINES, runDeployment, type Line, type RunningDeployment } from './support/deployment'
import { handOut, settingsOf } from './support/hand-out'

const USERS: Readonly<Record<string, NonNullable<Permissions['publish']>>> = {
  'long-denied': { deny: ['$JS.hub.API.>'] },
  'long-allowed': ['$JS.hub.API.>'],
  'short-denied': { deny: ['$JS.API.>', '$KV.>'] },
  'short-allowed': ['$JS.API.>', '$KV.>'],
  'mapped-there': ['elsewhere'],
}

const SUBJECTS = [
  ...['INFO', 'STREAM.DELETE.X', 'CONSUMER.CREATE.X', 'DIRECT.GET.X', 'NOTHING.OF.IT'].flatMap((call) => [
    `$JS.hub.API.${call}`,
    `$JS.API.${call}`,
    `$JS.far.API.${call}`,
  ]),
  '$JS.hub.API.$KV.bucket.key',
  '$KV.bucket.key',
]

const run = (serverVersion: Line): Promise<RunningDeployment<'nats1'>> =>
  runDeployment(serverVersion, {
    nodes: ['nats1'],
    declare: (scope, node) => {
      const plain = new Account(scope, 'PLAIN')
      const mapping = new Account(scope, 'MAPPING', { mappings: { '$JS.hub.API.INFO': 'elsewhere' } })
      for (const account of [plain, mapping])
        for (const [name, publish] of Object.entries(USERS))
          new User(account, `${name}-${account.accountName.toLowerCase()}`, { permissions: { publish } })
      new NatsCluster(scope, 'hub', {
        host: '127.0.0.1',
        configDir: '.',
        nodes: { nats1: node('nats1') },
        serverVersion,
        tls: { issuer: new CertificateAuthority(scope, 'ca') },
        jetstream: { storeDir: './jetstream', domain: 'hub' },
      })
    },
  })

it.each(LINES)('on nats-server %s, everybody may publish what it is said to', async (line) => {
  const running = await run(line)
  try {
    handOut(running)
    const { model } = running
    for (const user of usersOf(model)) {
      const client = await login(settingsOf(running, userName(user)), running.ports('nats1').client)
      const seen: Record<string, boolean> = {}
      const said: Record<string, boolean> = {}
      for (const subject of SUBJECTS) {
        const { allowed } = can(model, { user, action: 'publish', subject })
        // Which of several mappings that match takes it, is another matter at every start.
        if (allowed === 'depends') continue
        said[subject] = allowed === 'yes'
        seen[subject] = await mayPublish(client, subject)
      }
      expect([userName(user), seen]).toEqual([userName(user), said])
      expect(Object.keys(said).length).toBeGreaterThan(10)
      await client.connection.close()
    }
  } finally {
    await running.stop()
  }
})
