// What rules `reaches-system-api` and `drains-stream` say that somebody can do, done on running servers; and refused, once the rules
// find nothing any more.
import { jetstreamManager, jetstream } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { Account, CertificateAuthority, NatsCluster, User, deployment } from '../../lib/index'
import { synthInMemory, withServer, type Deployment } from '../../lib/testing/index'
import { need } from '../../tools/install'
import { LINES, type Line } from './support/deployment'

/** @param watch - what the user of another account may publish there; @param read - what a reader of a stream may */
const shop = (serverVersion: Line, watch: readonly string[], read: readonly string[]): Deployment =>
  deployment('prod', (scope) => {
    const system = new Account(scope, 'SYS', { exports: [{ service: '$SYS.REQ.>' }] })
    new User(system, 'root')
    const page = new Account(scope, 'WATCH', { imports: [{ from: system, service: '$SYS.REQ.>' }] })
    new User(page, 'page', { permissions: { publish: watch }, inboxPrefix: '_INBOX_page' })
    const orders = new Account(scope, 'ORDERS', { jetstream: { maxStore: '10MB' } })
    new User(orders, 'owner')
    new User(orders, 'reader', { permissions: { publish: read }, inboxPrefix: '_INBOX_reader' })
    new NatsCluster(scope, 'hub', {
      nodes: { nats1: 'nats1.internal' },
      serverVersion,
      systemAccount: system,
      jetstream: { storeDir: '/data', maxFile: '1GB', maxMemory: '10MB' },
      tls: { issuer: new CertificateAuthority(scope, 'ca') },
    })
  })

/** What each of them could do. */
interface Done {
  readonly kicked: boolean
  /** Messages that are left of two, once the reader has acknowledged one that it was not given, and once it has purged. */
  readonly left: readonly number[]
}

const isAnswered = (of: NatsConnection, subject: string, payload = ''): Promise<boolean> =>
  of.request(subject, payload, { timeout: 500 }).then(
    () => true,
    () => false,
  )

async function tried(program: Deployment, line: Line): Promise<Done> {
  return await withServer(
    program,
    async (nats) => {
      const [page, owner, reader] = await Promise.all(
        ['WATCH/page', 'ORDERS/owner', 'ORDERS/reader'].map((user) => nats.connect(user)),
      )
      if (page === undefined || owner === undefined || reader === undefined) throw new Error('not connected')
      const manager = await jetstreamManager(owner)
      await manager.streams.add({ name: 'JOBS', subjects: ['jobs'], retention: 'workqueue' })
      await manager.consumers.add('JOBS', { durable_name: 'worker', ack_policy: 'explicit' })
      for (const job of ['one', 'two']) await jetstream(owner).publish('jobs', job)
      const given = await (await jetstream(owner).consumers.get('JOBS', 'worker')).next()
      const messages = async (): Promise<number> => (await manager.streams.info('JOBS')).state.messages
      reader.publish(`$JS.ACK.JOBS.worker.1.${String(given?.seq)}.1.0.0`, '+ACK')
      await isAnswered(reader, '$JS.API.INFO')
      const left = [await messages()]
      await isAnswered(reader, '$JS.API.STREAM.PURGE.JOBS')
      left.push(await messages())
      const { server_id: server = '' } = owner.info ?? {}
      const kick = JSON.stringify({ cid: owner.info?.client_id })
      const status = owner.status()
      const kicked = await isAnswered(page, `$SYS.REQ.SERVER.${server}.KICK`, kick)
      if (kicked) for await (const { type } of status) if (type === 'reconnect') break
      return { kicked, left }
    },
    { program: need(`nats-server-${line}`) },
  )
}

const CODES = ['reaches-system-api', 'drains-stream']
const found = (program: Deployment): readonly string[] =>
  synthInMemory(program).findings.flatMap(({ code }) => (CODES.includes(code) ? [code] : []))

const FETCH = '$JS.API.CONSUMER.MSG.NEXT.JOBS.mine'

describe.each(LINES)('on nats-server %s', (line) => {
  it('wildcards let in what the rules say', async () => {
    const wide = shop(line, ['$SYS.REQ.SERVER.*.*'], [FETCH, '$JS.ACK.>', '$JS.API.STREAM.*.JOBS'])
    expect(found(wide)).toEqual(['drains-stream', 'drains-stream', 'reaches-system-api'])
    expect(await tried(wide, line)).toEqual({ kicked: true, left: [1, 0] })
  })

  it('what no rule finds fault with is refused', async () => {
    const named = shop(
      line,
      ['$SYS.REQ.SERVER.PING.*'],
      [FETCH, '$JS.ACK.JOBS.mine.>', '$JS.API.STREAM.INFO.JOBS'],
    )
    expect(found(named)).toEqual([])
    expect(await tried(named, line)).toEqual({ kicked: false, left: [2, 2] })
  })
})
