// What servers ask, and what is answered, in both modes; and that nothing which is sent to a service does it any harm.
import fc from 'fast-check'
import { allow, readCallout, readRequest, refuse, serve, type Message } from '../../lib/auth-callout/index'
import { open, seal } from '../../lib/auth-callout/box'
import { decodeJwt, isSigned, type JwtOf } from '../../lib/jwt/decode'
import { encodeJwt } from '../../lib/jwt/encode'
import { nkeySigner, publicNkey } from '../../lib/jwt/nkey-pair'
import type { AuthorizationRequest } from '../../lib/jwt/authorization'
import { NatsmithError } from '../../lib/values/finding'
import { encodeSeed } from '../../lib/values/nkey'
import { Secret } from '../../lib/values/secret'
import { thrown } from '../support/thrown'

const NOW = Date.UTC(2026, 0, 1)
const bytes = (byte: number): Buffer => Buffer.alloc(32, byte)
const means = { now: () => NOW, random: (length: number) => Buffer.alloc(length, 9) }

const ISSUER = encodeSeed('A', bytes(1))
const XKEY = encodeSeed('X', bytes(2))
const SERVER = nkeySigner('N', bytes(3))
const SERVER_XKEY = Secret.of(encodeSeed('X', bytes(4)))
const serverXkey = publicNkey('X', bytes(4))
const USER = publicNkey('U', bytes(5))
const APP = publicNkey('A', bytes(6))

const settings = {
  mode: 'config',
  name: 'callout',
  account: 'AUTH',
  issuer: ISSUER,
  accounts: ['AUTH', 'APP'],
}
const plain = readCallout(JSON.stringify(settings), means)
const encrypted = readCallout(JSON.stringify({ ...settings, xkey: XKEY }), means)
const operator = readCallout(
  JSON.stringify({
    mode: 'operator',
    name: 'callout',
    account: 'AUTH',
    accounts: {
      AUTH: { publicKey: publicNkey('A', bytes(1)), signer: ISSUER },
      APP: { publicKey: APP, signer: encodeSeed('A', bytes(7)) },
    },
  }),
  means,
)

const NATS: AuthorizationRequest = {
  server_id: { name: 'nats1', id: SERVER.publicKey },
  user_nkey: USER,
  connect_opts: { user: 'alice', pass: 'right' },
}
const CLAIMS = { aud: 'nats-authorization-request', sub: plain.subject, exp: NOW / 1000 + 2, nats: NATS }

const requested = (change: object = {}, nats: AuthorizationRequest = {}, signer = SERVER): Buffer =>
  Buffer.from(
    encodeJwt('authorization_request', { ...CLAIMS, ...change, nats: { ...NATS, ...nats } }, signer, NOW),
  )
const headers = { get: () => serverXkey }
const withXkey = { server_id: { ...NATS.server_id, xkey: serverXkey } }
const sealed = (message: Uint8Array): Uint8Array =>
  seal(message, publicNkey('X', bytes(2)), SERVER_XKEY, means)

const codeOf = (run: () => unknown): string | undefined => {
  const error = thrown(run)
  return error instanceof NatsmithError ? error.code : undefined
}

const answerOf = (answer: Uint8Array): JwtOf<'authorization_response'> =>
  decodeJwt(Buffer.from(answer).toString()) as JwtOf<'authorization_response'>
const userIn = (answer: Uint8Array): JwtOf<'user'> =>
  decodeJwt(answerOf(answer).claims.nats?.jwt ?? '') as JwtOf<'user'>

describe('a request', () => {
  it('is read', () => {
    expect(readRequest(requested(), undefined, plain)).toEqual({
      server: { name: 'nats1', host: '', id: SERVER.publicKey },
      userNkey: USER,
      client: {},
      connect: { user: 'alice', pass: 'right', protocol: 0 },
    })
  })

  it('is read when it is encrypted', () => {
    const { xkey } = readRequest(sealed(requested({}, withXkey)), headers, encrypted)
    expect(xkey).toBe(serverXkey)
  })

  const other = publicNkey('N', bytes(8))
  const good = requested()
  const forged = Buffer.concat([good.subarray(0, -40), Buffer.from('B'.repeat(39)), Buffer.from('A')])
  it.each([
    ['jwt-signature', () => readRequest(forged, undefined, plain)],
    ['jwt-expired', () => readRequest(requested({ exp: NOW / 1000 - 31 }), undefined, plain)],
    ['callout-request', () => readRequest(requested({ exp: 0 }), undefined, plain)],
    ['callout-request', () => readRequest(requested({ aud: 'nats-authorization' }), undefined, plain)],
    ['callout-request', () => readRequest(requested({ sub: APP }), undefined, plain)],
    ['callout-request', () => readRequest(requested({}, { user_nkey: APP }), undefined, plain)],
    ['callout-request', () => readRequest(Buffer.alloc(2 ** 21, 'eyJ'), undefined, plain)],
    ['callout-server', () => readRequest(requested({}, { server_id: { id: other } }), undefined, plain)],
    ['callout-server', () => readRequest(sealed(requested()), headers, encrypted)],
    ['callout-encryption', () => readRequest(requested(), undefined, encrypted)],
    ['callout-encryption', () => readRequest(sealed(requested({}, withXkey)), undefined, encrypted)],
    ['callout-encryption', () => readRequest(sealed(requested({}, withXkey)), headers, plain)],
    [
      'callout-encryption',
      () => readRequest(sealed(requested({}, withXkey)).fill(0, 60), headers, encrypted),
    ],
    ['callout-encryption', () => readRequest(Buffer.of(), headers, encrypted)],
  ])('is refused: %s', (code, run) => {
    expect(codeOf(run)).toBe(code)
  })

  it('is refused when it is another kind of JWT', () => {
    const answer = refuse(readRequest(requested(), undefined, plain), 'no', plain)
    expect(codeOf(() => readRequest(answer, undefined, plain))).toBe('callout-request')
  })

  it.each([
    ['plain', plain, requested(), undefined],
    ['encrypted', encrypted, Buffer.from(sealed(requested({}, withXkey))), headers],
  ] as const)('is refused whatever is changed in it: %s', (_, callout, good, given) => {
    const change = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(9), (changes, cut) => {
        const bad = Buffer.from(good.subarray(0, good.length - cut))
        for (const [at, by] of changes) if (at < bad.length) bad[at] = (bad[at] ?? 0) ^ by
        if (bad.equals(good)) return
        expect(thrown(() => readRequest(bad, given, callout))).toBeInstanceOf(NatsmithError)
      }),
    )
  })

  it('does no harm as noise, with any header', () => {
    const message = fc.oneof(
      fc.uint8Array(),
      fc.string().map((text) => Buffer.from(`eyJ${text}`)),
      fc.uint8Array().map((noise) => Buffer.concat([Buffer.from('xkv1'), noise])),
    )
    fc.assert(
      fc.property(message, fc.string(), fc.constantFrom(plain, encrypted), (noise, header, callout) => {
        expect(thrown(() => readRequest(noise, { get: () => header }, callout))).toBeInstanceOf(NatsmithError)
      }),
    )
  })
})

describe('an answer', () => {
  const request = readRequest(requested(), undefined, plain)

  it('lets in: for the connection and the server of the request, in the account, by the issuer', () => {
    const answer = allow(
      request,
      { name: 'alice', account: 'APP', permissions: { publish: ['orders.>'] }, expires: '1h' },
      plain,
    )
    expect(answerOf(answer).claims).toMatchObject({ sub: USER, aud: SERVER.publicKey, iss: plain.subject })
    const user = userIn(answer)
    expect([isSigned(answerOf(answer)), isSigned(user)]).toEqual([true, true])
    expect(user.claims).toMatchObject({
      name: 'alice',
      sub: USER,
      aud: 'APP',
      iss: plain.subject,
      exp: NOW / 1000 + 3600,
      nats: { pub: { allow: ['orders.>'] }, subs: -1, data: -1, payload: -1 },
    })
  })

  it('is signed by a key of the account in operator mode, and says whose that is', () => {
    const { claims } = userIn(allow(request, { name: 'alice', account: 'APP' }, operator))
    expect(claims).toMatchObject({ iss: publicNkey('A', bytes(7)), nats: { issuer_account: APP } })
    expect(claims.aud).toBeUndefined()
    expect(
      userIn(allow(request, { name: 'a', account: 'AUTH' }, operator)).claims.nats?.issuer_account,
    ).toBeUndefined()
  })

  it('refuses, and says why', () => {
    const { nats } = answerOf(refuse(request, 'wrong password', plain)).claims
    expect(nats).toMatchObject({ error: 'wrong password' })
    expect(nats?.jwt).toBeUndefined()
  })

  it('is encrypted to the server where the request was', () => {
    const asked = readRequest(sealed(requested({}, withXkey)), headers, encrypted)
    const answer = refuse(asked, 'no', encrypted)
    expect(Buffer.from(answer).toString('latin1')).toMatch(/^xkv1/)
    expect(answerOf(open(answer, publicNkey('X', bytes(2)), SERVER_XKEY)).claims.sub).toBe(USER)
  })

  it.each([
    ['callout-account', { name: 'alice', account: 'OTHER' }],
    ['invalid-name', { name: 'alice', account: 'A B' }],
    ['invalid-text', { name: '', account: 'APP' }],
    ['invalid-duration', { name: 'alice', account: 'APP', expires: '-1s' }],
    ['invalid-subject', { name: 'alice', account: 'APP', permissions: { publish: ['a..b'] } }],
    ['empty-list', { name: 'alice', account: 'APP', permissions: { publish: [] } }],
    ['unknown-prop', { name: 'alice', account: 'APP', permisions: {} }],
  ])('says nothing that cannot be: %s', (code, allowed) => {
    expect(codeOf(() => allow(request, allowed as never, plain))).toBe(code)
    expect(codeOf(() => allow(request, allowed as never, operator))).toBe(code)
  })
})

describe('callout.json', () => {
  it.each([
    ['', 'not JSON'],
    ['[]', 'no object'],
    [JSON.stringify({ ...settings, mode: 'both' }), 'another mode'],
    [JSON.stringify({ ...settings, issuer: XKEY }), 'another key'],
    [JSON.stringify({ ...settings, xkey: `${XKEY.slice(0, -1)}2` }), 'a damaged key'],
    [JSON.stringify({ mode: 'operator', account: 'AUTH', accounts: {} }), 'no key of its account'],
    [JSON.stringify({ mode: 'operator', account: 'AUTH' }), 'no accounts'],
  ])('is refused without a word of it: %#', (text) => {
    const error = thrown(() => readCallout(text))
    expect(error).toMatchObject({ code: 'callout-settings' })
    expect(String(error)).not.toMatch(/S[AX][A-Z2-7]{10}/)
  })
})

describe('a service', () => {
  it('answers requests, goes on after errors, and answers nothing that is no request', async () => {
    let ask: (error: Error | null, message: Message) => void = () => undefined
    const connection = {
      subscribe: (_: string, { callback }: { callback: typeof ask }) => {
        ask = callback
        return { drain: () => Promise.resolve() }
      },
    }
    const answers: Uint8Array[] = []
    const errors: unknown[] = []
    const service = serve(
      connection,
      plain,
      ({ connect: { pass } }) => {
        if (pass === 'broken') throw new Error('database password hunter2')
        return pass === 'right' ? { name: 'alice', account: 'APP' } : { refuse: 'wrong password' }
      },
      (error) => errors.push(error),
    )
    const send = (data: Uint8Array): void => {
      ask(null, { data, respond: (answer) => answers.push(answer) > 0 })
    }
    for (const pass of ['right', 'wrong', 'broken']) send(requested({}, { connect_opts: { pass } }))
    send(Buffer.from('noise'))
    ask(new Error('slow consumer'), { data: Buffer.of(), respond: () => true })
    await service.stop()
    const said = answers.map((answer) => answerOf(answer).claims.nats?.error ?? 'in')
    expect(said.sort()).toEqual(['in', 'the service has failed', 'wrong password'])
    expect(errors.map(String).sort()).toEqual([
      'Error: database password hunter2',
      'Error: slow consumer',
      expect.stringMatching(/^NatsmithError/),
    ])
  })
})
