// Auth callouts on real servers of both lines, in both modes: who is let in, who is not, and what a server makes of answers that are
// not for it.
import { X509Certificate } from 'node:crypto'
import type { NatsConnection } from '@nats-io/transport-node'
import {
  allow,
  readRequest,
  refuse,
  type Callout,
  type CalloutRequest,
  type Decision,
} from '../../lib/auth-callout/index'
import { nkeySigner, publicNkey, type Signer } from '../../lib/jwt/nkey-pair'
import { accountIdentity, nkeyIdentity } from '../../lib/model/identity'
import { decodeSeed } from '../../lib/values/nkey'
import { runSite, type Mode, type Site } from './support/callout'
import { LINES, type Line } from './support/deployment'
import { eventually } from '../../lib/testing/wait'

const MODES: readonly Mode[] = ['config', 'operator']
const SITES = LINES.flatMap((line) => MODES.map((mode) => [line, mode] as const))

const INFO = '$SYS.REQ.USER.INFO'
const ALICE = {
  name: 'alice',
  account: 'APP',
  permissions: { publish: ['orders.>', INFO], subscribe: ['_INBOX.>'] },
} as const

const SEED = Buffer.alloc(32, 7)
const STRANGER = { signer: nkeySigner('A', SEED) }

/** Who the server says a connection is. */
async function whoIs(connection: NatsConnection): Promise<string> {
  const { data } = (await connection.request(INFO)).json<{ data: { user: string; account: string } }>()
  return `${data.account} ${data.user}`
}

describe.each(SITES)('%s, %s mode', (line, mode) => {
  let site: Site
  beforeAll(async () => {
    site = await runSite(line, mode)
  })
  afterAll(() => site.stop())
  afterEach(() => site.silence())

  const accountKey = (name: string): string =>
    mode === 'config'
      ? name
      : site.deployment.materials.nkey(nkeyIdentity(accountIdentity({ system: '', account: name }))).publicKey

  const refused = async (options = {}): Promise<void> => {
    await expect(site.come({ user: 'alice', pass: 'right', ...options })).rejects.toThrow(/authorization/i)
  }

  it('lets in whom the service lets in, with the name, the account and the permissions that it says', async () => {
    const { requests, errors } = await site.answer(({ connect }) =>
      connect.pass === 'right' || connect.auth_token === 'right' ? ALICE : { refuse: 'wrong password' },
    )
    const heard = new Promise((resolve) => {
      site.app.subscribe('orders.new', { callback: resolve })
    })
    await site.app.flush()
    for (const login of [{ user: 'al', pass: 'right' }, { token: 'right' }]) {
      const alice = await site.come(login)
      expect(await whoIs(alice)).toBe(`${accountKey('APP')} alice`)
      alice.publish('orders.new')
      await alice.flush()
      await alice.close()
    }
    await heard
    await refused({ pass: 'wrong' })
    expect(requests.map(({ connect }) => connect.user ?? connect.auth_token)).toEqual([
      'al',
      'right',
      'alice',
    ])
    expect(new Set(requests.map(({ userNkey }) => userNkey)).size).toBe(3)
    expect(errors).toEqual([])
  })

  it('tells the service which server asks, encrypts to it, and what certificate the client shows', async () => {
    const { requests } = await site.answer(() => ({ refuse: 'seen' }))
    await refused()
    const [{ server, client, tls, xkey } = {} as CalloutRequest] = requests
    expect(server).toMatchObject({ name: 'nats1', xkey })
    expect(client).toMatchObject({ host: '127.0.0.1', kind: 'Client' })
    const [[certificate = ''] = []] = tls?.verified_chains ?? []
    expect(new X509Certificate(certificate).subject).toBe('CN=AUTH/guest')
  })

  it('ends a connection when its time is over', async () => {
    await site.answer(() => ({ ...ALICE, expires: '2s' }))
    const alice = await site.come({ user: 'alice' })
    expect(await alice.closed()).toMatchObject({ message: expect.stringMatching(/expired/i) as string })
  })

  it('refuses where the service fails, and where it says what cannot be', async () => {
    const { errors } = await site.answer(({ connect: { user } }) => {
      if (user === 'bob') throw new Error('the database is down')
      return { ...ALICE, account: 'NOWHERE.AT.ALL..' }
    })
    await refused({ user: 'bob' })
    await refused()
    expect(errors).toEqual([
      expect.objectContaining({ message: 'the database is down' }),
      expect.objectContaining({ code: 'invalid-name' }),
    ])
  })

  it('refuses where the service is down, and where it does not answer in time', async () => {
    // Which of the two ends it, the wait for the service or that for a login, is not said.
    const late = /authorization|authentication timeout|connection refused/i
    await expect(site.come({ user: 'alice' })).rejects.toThrow(late)
    let decide: (decision: Decision) => void = () => undefined
    const { requests } = await site.answer(
      () =>
        new Promise((resolve) => {
          decide = resolve
        }),
    )
    await expect(site.come({ user: 'alice' })).rejects.toThrow(late)
    expect(requests).toHaveLength(1)
    decide(ALICE)
  })

  /** Answers by hand, once for every request. */
  async function answered(
    answer: (request: CalloutRequest, message: Buffer) => Uint8Array,
  ): Promise<boolean> {
    const { callout, service } = site
    const subscription = service.subscribe('$SYS.REQ.USER.AUTH', {
      callback: (_, message) => {
        message.respond(
          answer(readRequest(message.data, message.headers, callout), Buffer.from(message.data)),
        )
      },
    })
    await service.flush()
    try {
      const connection = await site.come({ user: 'alice' })
      await connection.close()
      return true
    } catch (error) {
      expect(String(error)).toMatch(/authorization/i)
      return false
    } finally {
      subscription.unsubscribe()
      await service.flush()
    }
  }

  it('takes an answer for this connection to this server alone, by the right key', async () => {
    const { callout } = site
    const by = (change: Partial<Callout>): Callout => ({ ...callout, ...change })
    const stranger = by({ issuer: STRANGER, accountOf: () => ({ ...STRANGER, audience: 'APP' }) })
    const otherUser = publicNkey('U', SEED)
    const otherServer = publicNkey('N', SEED)
    let before: Uint8Array | undefined
    expect(await answered((request) => (before = allow(request, ALICE, callout)))).toBe(true)
    const seen = {
      'the same again': await answered(() => before ?? Buffer.of()),
      'signed by another key': await answered((request) => allow(request, ALICE, stranger)),
      'for another user': await answered((request) =>
        allow({ ...request, userNkey: otherUser }, ALICE, callout),
      ),
      'for another server': await answered((request) =>
        allow({ ...request, server: { ...request.server, id: otherServer } }, ALICE, callout),
      ),
      'a refusal': await answered((request) => refuse(request, 'no', callout)),
      nothing: await answered(() => Buffer.of()),
      noise: await answered(() => Buffer.alloc(200, 1)),
      'the request itself': await answered((_, message) => message),
    }
    expect(Object.entries(seen).filter(([, isIn]) => isIn)).toEqual([])
  })

  // In config mode no server looks at allowed_accounts when it places somebody: natsmith/auth-callout does, by callout.json.
  it('keeps who is let in out of accounts that are not allowed', async () => {
    const { callout, deployment } = site
    const signer = (): Signer =>
      nkeySigner('A', decodeSeed('A', deployment.materials.nkey('account/OTHER/nkey').seed.reveal()))
    const other = { ...ALICE, account: 'OTHER' }
    const anywhere: Callout = {
      ...callout,
      accountOf: () => ({
        ...(mode === 'config' ? callout.issuer : { signer: signer() }),
        audience: 'OTHER',
      }),
    }
    expect(await answered((request) => allow(request, other, anywhere))).toBe(mode === 'config')
  })

  it('lets nobody who is let in ask the service', async () => {
    const everything = { name: 'mallory', account: 'AUTH', permissions: { publish: ['>'] } }
    const { requests } = await site.answer(() => everything)
    const mallory = await site.come({ user: 'mallory' })
    const refusals: string[] = []
    void (async () => {
      for await (const status of mallory.status()) refusals.push(JSON.stringify(status))
    })()
    mallory.publish('$SYS.REQ.USER.AUTH', 'x')
    await mallory.flush()
    expect(
      await eventually(() => refusals.find((text) => text.includes('$SYS.REQ.USER.AUTH')), 2_000),
    ).toBeDefined()
    expect(requests).toHaveLength(1)
    await mallory.close()
  })
})

describe.each(SITES)('%s, %s mode, not encrypted', (line: Line, mode) => {
  it('asks and answers in plain text', async () => {
    const site = await runSite(line, mode, false)
    const { requests } = await site.answer(({ connect: { pass } }) =>
      pass === 'right' ? ALICE : { refuse: 'no' },
    )
    const alice = await site.come({ user: 'alice', pass: 'right' })
    await alice.close()
    await expect(site.come({ user: 'alice', pass: 'wrong' })).rejects.toThrow(/authorization/i)
    expect(requests.map(({ xkey, server }) => [xkey, server.xkey])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ])
    await site.stop()
  })
})
