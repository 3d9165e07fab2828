// Stores of nsc taken over: the program that describes one, the key store that it needs, and what is refused, with nothing taken.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { transformSync } from '@swc/core'
import * as natsmith from '../../lib/index'
import { buildTree, type Deployment } from '../../lib/constructs/deployment'
import { encodeJwt } from '../../lib/jwt/encode'
import { planIssue } from '../../lib/keys/plan'
import { begun, emptyStore } from '../../lib/keys/store'
import { putEntries } from '../../lib/keys/transfer'
import { requestsOf } from '../../lib/model/requests'
import { resolve } from '../../lib/model/resolve'
import { takeOver } from '../../lib/nsc/import'
import { chooseOperator, readStore } from '../../lib/nsc/read'
import { seededRandom } from '../../lib/testing/random'
import { FindingsError, type Finding } from '../../lib/values/finding'
import { codeOf, thrown } from '../support/thrown'
import { KEYS, makeStore, NOW, put, seedOf, UNLIMITED, type Otherwise } from './support/store'

function take(folder: string) {
  const findings: Finding[] = []
  const folders = { stores: folder, keystore: folder }
  const store = readStore(folders, chooseOperator(folder, undefined), findings)
  if (store === undefined) throw new FindingsError(findings)
  return takeOver(store, 'prod', NOW, findings)
}

/** The program, run as TypeScript is. */
function run(text: string): Deployment {
  const { code } = transformSync(text, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  })
  const module = { exports: {} as { default?: Deployment } }
  runInNewContext(code, { module, exports: module.exports, require: () => natsmith })
  if (module.exports.default === undefined) throw new Error('the program exports nothing')
  return module.exports.default
}

/** What an issue by the program does beside keeping what there is: verb, identity, and why. */
function stepsAfter(otherwise: Otherwise): readonly string[] {
  const { text, entries } = take(makeStore(otherwise))
  const before = emptyStore()
  const { changes } = putEntries(before, begun(before, seededRandom('store')), entries, { change: '' })
  const { model } = resolve(buildTree(run(text)), 'prod')
  const plan = planIssue({ requests: requestsOf(model), store: changes.after, moves: [], now: NOW })
  return plan.steps
    .filter(({ verb }) => verb !== 'keep')
    .map(({ verb, identity, reason }) => `${verb} ${identity}: ${reason}`)
}

const activation = (subject: string): string =>
  encodeJwt(
    'activation',
    { name: subject, sub: KEYS.billing.publicKey, nats: { subject, kind: 'service' } },
    KEYS.orders,
    NOW,
  )

const FULL: Otherwise = {
  operator: {
    system_account: KEYS.billing.publicKey,
    account_server_url: 'nats://hub.internal:4222',
    operator_service_urls: ['tls://hub.internal:4222'],
    assert_server_version: '2.10.0',
    tags: ['team:core'],
  },
  orders: {
    description: 'it\'s "quoted" and \\ escaped',
    info_url: 'https://acme.example/orders',
    tags: ['region:eu'],
    limits: {
      ...UNLIMITED,
      conn: 5,
      tiered_limits: { R3: { mem_storage: -1, disk_storage: 1024, streams: -1, consumer: -1 } },
    },
    exports: [
      { name: 'all', subject: 'orders.>', type: 'stream', advertise: true },
      {
        subject: 'quote.*',
        type: 'service',
        token_req: true,
        response_type: 'Chunked',
        response_threshold: 2e9,
      },
      { subject: 'mine.*.x', type: 'service', account_token_position: 2 },
    ],
    signing_keys: [
      {
        kind: 'user_scope',
        key: KEYS.ordersSigning.publicKey,
        role: 'a reader',
        template: {
          ...{ subs: -1, data: -1, payload: -1 },
          sub: { allow: ['x.{{name()}}'], deny: ['x.y'] },
          allowed_connection_types: ['MQTT'],
        },
        description: 'reads',
      },
    ],
    default_permissions: { pub: { allow: ['a', 'b'] }, resp: { max: 3, ttl: 5e9 } },
    mappings: {
      'a.*': [
        { subject: 'b.$1', weight: 20 },
        { subject: 'c.$1', weight: 80, cluster: 'east' },
      ],
      d: [{ subject: 'e' }],
    },
    revocations: { '*': NOW / 1000 - 1000 },
  },
  billing: {
    imports: [
      {
        name: 'quotes',
        subject: 'quote.a',
        type: 'service',
        account: KEYS.orders.publicKey,
        token: activation('quote.a'),
        local_subject: 'local.quote',
        share: true,
      },
      {
        subject: `mine.${KEYS.billing.publicKey}.x`,
        type: 'service',
        account: KEYS.orders.publicKey,
        local_subject: 'mine.BILLING.x',
      },
    ],
    limits: {
      ...UNLIMITED,
      disallow_bearer: true,
      mem_storage: -1,
      disk_storage: -1,
      streams: -1,
      consumer: -1,
      max_ack_pending: -1,
      mem_max_stream_bytes: -1,
      disk_max_stream_bytes: -1,
    },
  },
  alice: {
    exp: NOW / 1000 + 30 * 86400 - 3,
    pub: { allow: ['orders.>'] },
    resp: { max: 1, ttl: 0 },
    subs: 5,
    payload: 0,
    src: ['10.0.0.0/8'],
    times: [{ start: '08:00:00', end: '16:00:00' }],
    times_location: 'Europe/Berlin',
    tags: ['a:b'],
    allowed_connection_types: ['WEBSOCKET', 'STANDARD'],
  },
}

describe('a store', () => {
  it.each<[string, Otherwise]>([
    ['of nothing but names', {}],
    ['with everything', FULL],
    [
      'with an account that nobody may connect to',
      { orders: { limits: { ...UNLIMITED, conn: 0, leaf: 0 } } },
    ],
    ['with a bearer', { alice: { bearer_token: true } }],
    [
      'that is strict',
      {
        operator: { signing_keys: [KEYS.operatorSigning.publicKey], strict_signing_key_usage: true },
        orders: { signing_keys: [KEYS.ordersSigning.publicKey] },
        billing: { signing_keys: [KEYS.billingSigning.publicKey] },
        alice: { issuer_account: KEYS.orders.publicKey },
        bob: { issuer_account: KEYS.billing.publicKey },
        signers: {
          orders: 'operatorSigning',
          billing: 'operatorSigning',
          alice: 'ordersSigning',
          bob: 'billingSigning',
        },
      },
    ],
  ])('%s is a program that issues nothing', (_, otherwise) => {
    expect(stepsAfter(otherwise)).toEqual([])
  })
})

test('the program is short, and formatted as prettier does', () => {
  const { text } = take(makeStore(FULL))
  const prettier = join(__dirname, '../../node_modules/.bin/prettier')
  const formatted = spawnSync(prettier, ['--stdin-filepath', join(__dirname, 'natsmith.ts')], {
    input: text,
    encoding: 'utf8',
  })
  expect(formatted.stdout).toBe(text)
  const { text: plain } = take(makeStore())
  expect(plain).toBe(`// What nsc had in the store of operator ACME.
import { Account, Operator, User, deployment } from 'natsmith'

export default deployment('prod', (scope) => {
  new Operator(scope, 'ACME', { signingKeys: [] })

  const billing = new Account(scope, 'BILLING', { limits: { disallowBearer: false } })
  new User(billing, 'bob', { connectionTypes: 'any' })

  const orders = new Account(scope, 'ORDERS', { limits: { disallowBearer: false } })
  new User(orders, 'alice', { connectionTypes: 'any' })
})
`)
})

test('what identity keys have signed beside signing keys is signed again by those, and nobody gets another key', () => {
  expect(
    stepsAfter({
      operator: { signing_keys: [KEYS.operatorSigning.publicKey] },
      orders: { signing_keys: [KEYS.ordersSigning.publicKey] },
      signers: { billing: 'operatorSigning' },
    }),
  ).toEqual([
    expect.stringMatching(/^reissue account\/ORDERS\/jwt: signer /),
    expect.stringMatching(/^reissue user\/ORDERS\/alice\/jwt: issuer_account changed; signer /),
  ])
})

test('an activation for more than is imported becomes one for that', () => {
  expect(
    stepsAfter({
      orders: { exports: [{ subject: 'quote.*', type: 'service', token_req: true }] },
      billing: {
        imports: [
          {
            subject: 'quote.a',
            type: 'service',
            account: KEYS.orders.publicKey,
            token: activation('quote.*'),
          },
        ],
      },
    }),
  ).toEqual([
    expect.stringMatching(/^reissue account\/ORDERS\/activation\/BILLING\/service\/quote.a\/jwt: /),
    'reissue account/BILLING/jwt: imports changed',
  ])
})

test('a user without a seed is one whose owner has it; creds have it, too', () => {
  const { text, entries } = take(makeStore({ without: ['alice'] }))
  expect(text).toContain(`nkey: '${KEYS.alice.publicKey}'`)
  expect(entries.some(({ identity }) => identity === 'user/ORDERS/alice/nkey')).toBe(false)
  const folder = makeStore({ without: ['alice'] })
  put(folder, 'creds/ACME/ORDERS/alice.creds', `-----BEGIN USER NKEY SEED-----\n${seedOf('alice')}\n`)
  expect(
    take(folder)
      .entries.find(({ identity }) => identity === 'user/ORDERS/alice/nkey')
      ?.secret?.reveal(),
  ).toBe(seedOf('alice'))
})

test('users that no server lets in any more are left out', () => {
  const iat = NOW / 1000 - 7200
  const expired = take(makeStore({ alice: { iat, exp: iat + 3600 } }))
  expect(expired.leftOut).toMatchObject([
    { account: 'ORDERS', user: 'alice', reason: expect.stringMatching(/^it was valid until/) as string },
  ])
  const revoked = take(makeStore({ orders: { revocations: { [KEYS.alice.publicKey]: NOW / 1000 } } }))
  expect(revoked.leftOut).toMatchObject([{ user: 'alice' }])
  for (const { text, entries } of [expired, revoked]) {
    expect(text).not.toContain('alice')
    expect(entries.map(({ identity }) => identity)).not.toContain('user/ORDERS/alice/nkey')
  }
})

describe('without the seeds of identity keys', () => {
  const OFFLINE: Otherwise = {
    operator: { signing_keys: [KEYS.operatorSigning.publicKey] },
    orders: { signing_keys: [KEYS.ordersSigning.publicKey] },
    alice: { issuer_account: KEYS.orders.publicKey },
    signers: { orders: 'operatorSigning', billing: 'operatorSigning', alice: 'ordersSigning' },
    without: ['operator', 'orders', 'billing'],
  }

  it('everything stays as it is', () => {
    expect(stepsAfter(OFFLINE)).toEqual([])
    const { text, entries } = take(makeStore(OFFLINE))
    expect(text).toContain(`nkey: '${KEYS.operator.publicKey}'`)
    const without = entries.filter(({ kind, secret }) => kind === 'nkey' && secret === undefined)
    expect(without.map(({ identity }) => identity)).toEqual([
      'account/BILLING/nkey',
      'account/ORDERS/nkey',
      'operator/ACME/nkey',
    ])
  })
})

it.each<[string, Otherwise, string]>([
  ['a tag without a value', { alice: { tags: ['plain', 'a:b'] } }, "tags: { plain: '', a: 'b' }"],
  ['a tag of several values', { alice: { tags: ['a:b', 'a:c'] } }, "tags: { 'a:b': '', 'a:c': '' }"],
  ['a tag that ends', { alice: { tags: ['a:'] } }, "tags: { 'a:': '' }"],
  [
    'where traces end',
    { orders: { trace: { dest: 'traces.here', sampling: 100 } } },
    "trace: { destination: 'traces.here' }",
  ],
  [
    'how much is traced',
    { orders: { trace: { dest: 't', sampling: 5 } } },
    "trace: { destination: 't', sampling: 5 }",
  ],
  ['the traffic of a cluster', { orders: { cluster_traffic: 'owner' } }, "clusterTraffic: 'owner'"],
  [
    'an auth callout',
    {
      billing: {
        authorization: {
          auth_users: [KEYS.bob.publicKey],
          allowed_accounts: [KEYS.orders.publicKey, KEYS.billing.publicKey],
        },
      },
    },
    "new AuthCallout(billing, 'callout', { users: [bob], allowedAccounts: [orders, billing], encrypted: false })",
  ],
  [
    'an auth callout that is encrypted, for all accounts',
    {
      billing: {
        authorization: {
          auth_users: [KEYS.bob.publicKey],
          allowed_accounts: ['*'],
          xkey: KEYS.curve.publicKey,
        },
      },
    },
    "new AuthCallout(billing, 'callout', { users: [bob], allowedAccounts: '*' })",
  ],
])('%s is said, and nothing is issued', (_, otherwise, said) => {
  expect(take(makeStore(otherwise)).text).toContain(said)
  expect(stepsAfter(otherwise)).toEqual([])
})

const ORDERS_JWT = 'ACME/accounts/ORDERS/ORDERS.jwt'
const ALICE_NK = `keys/U/${KEYS.alice.publicKey.slice(1, 3)}/${KEYS.alice.publicKey}.nk`

describe('refused', () => {
  const codesOf = (folder: string): readonly string[] => {
    const error = thrown(() => take(folder))
    if (!(error instanceof FindingsError)) throw error as Error
    expect(error.message).not.toMatch(/S[AOU][A-Z2-7]{56}/)
    return error.findings.map(({ code, path }) => `${code} ${path}`)
  }

  it.each<[string, Otherwise, readonly string[]]>([
    [
      'an import from elsewhere',
      { billing: { imports: [{ subject: 'a', type: 'stream', account: KEYS.stranger.publicKey }] } },
      ['nsc-outside ACME/accounts/BILLING/BILLING.jwt'],
    ],
    [
      'a system account from elsewhere',
      { operator: { system_account: KEYS.stranger.publicKey } },
      ['nsc-outside ACME/ACME.jwt'],
    ],
    [
      'a signing key without its seed',
      { orders: { signing_keys: [KEYS.ordersSigning.publicKey] }, without: ['ordersSigning'] },
      [
        `nsc-seed-missing keys/A/${KEYS.ordersSigning.publicKey.slice(1, 3)}/${KEYS.ordersSigning.publicKey}.nk`,
      ],
    ],
    [
      'an account that somebody else has signed',
      { signers: { orders: 'operatorSigning' } },
      [`jwt-issuer-unknown ${ORDERS_JWT}`],
    ],
    [
      'a user whom nobody of the account has signed',
      { signers: { alice: 'stranger' } },
      ['jwt-issuer-unknown ACME/accounts/ORDERS/users/alice.jwt'],
    ],
    [
      'a user whom another account has signed',
      { signers: { alice: 'billing' } },
      ['jwt-issuer-unknown ACME/accounts/ORDERS/users/alice.jwt'],
    ],
    ['a name that goes elsewhere', { aliceName: 'a b' }, ['invalid-name ACME/accounts/ORDERS/users/a b.jwt']],
    [
      'an auth callout whose users are elsewhere',
      {
        billing: { authorization: { auth_users: [KEYS.alice.publicKey] } },
        orders: { authorization: { auth_users: [KEYS.alice.publicKey, KEYS.bob.publicKey] } },
      },
      ['nsc-not-said ACME/accounts/BILLING/BILLING.jwt', 'nsc-not-said ACME/accounts/ORDERS/ORDERS.jwt'],
    ],
  ])('%s', (_, otherwise, codes) => {
    expect(codesOf(makeStore(otherwise))).toEqual(codes)
  })

  const jwt = (name: string, kind: 'account' | 'user' = 'account'): string =>
    encodeJwt(
      kind,
      { name, sub: KEYS[kind === 'account' ? 'stranger' : 'bob'].publicKey },
      KEYS[kind === 'account' ? 'operator' : 'orders'],
      NOW,
    )

  it.each<[string, (folder: string) => void, readonly string[]]>([
    [
      'a JWT that is cut off',
      (folder) => {
        put(folder, ORDERS_JWT, jwt('ORDERS').slice(0, -2))
      },
      [`jwt-signature-length ${ORDERS_JWT}`],
    ],
    [
      'a JWT of something else',
      (folder) => {
        put(folder, ORDERS_JWT, jwt('ORDERS', 'user'))
      },
      [`nsc-kind ${ORDERS_JWT}`],
    ],
    [
      'a name that is not that of the file',
      (folder) => {
        put(folder, ORDERS_JWT, jwt('../../x'))
      },
      [`nsc-name ${ORDERS_JWT}`],
    ],
    [
      'several JWTs',
      (folder) => {
        put(folder, ORDERS_JWT, `${jwt('ORDERS')}\n${jwt('ORDERS')}`)
      },
      [`nsc-file ${ORDERS_JWT}`],
    ],
    [
      'more than any JWT',
      (folder) => {
        put(folder, ORDERS_JWT, 'x'.repeat(2e6))
      },
      [`nsc-file ${ORDERS_JWT}`],
    ],
    [
      'an account without its JWT',
      (folder) => {
        mkdirSync(join(folder, 'ACME/accounts/EMPTY'), { mode: 0o700 })
      },
      ['nsc-file ACME/accounts/EMPTY/EMPTY.jwt'],
    ],
    [
      'a link to a JWT',
      (folder) => {
        renameSync(join(folder, ORDERS_JWT), join(folder, 'real'))
        symlinkSync(join(folder, 'real'), join(folder, ORDERS_JWT))
      },
      [`symlink ${ORDERS_JWT}`],
    ],
    [
      'a link to an account',
      (folder) => {
        renameSync(join(folder, 'ACME/accounts/ORDERS'), join(folder, 'real'))
        symlinkSync(join(folder, 'real'), join(folder, 'ACME/accounts/ORDERS'))
      },
      ['nsc-file ACME/accounts/ORDERS'],
    ],
    [
      'a folder that others may write to',
      (folder) => {
        chmodSync(join(folder, 'ACME/accounts/ORDERS'), 0o777)
      },
      [`unsafe-folder ${ORDERS_JWT}`, 'unsafe-folder ACME/accounts/ORDERS/users'],
    ],
    [
      'a seed of another key',
      (folder) => {
        put(folder, ALICE_NK, seedOf('bob'))
      },
      [`nsc-seed ${ALICE_NK}`],
    ],
    [
      'no seed where one is',
      (folder) => {
        put(folder, ALICE_NK, 'hello')
      },
      [`nsc-seed ${ALICE_NK}`],
    ],
    [
      'two accounts with one key',
      (folder) => {
        put(
          folder,
          'ACME/accounts/TWIN/TWIN.jwt',
          encodeJwt(
            'account',
            { name: 'TWIN', sub: KEYS.orders.publicKey, nats: { limits: UNLIMITED } },
            KEYS.operator,
            NOW,
          ),
        )
      },
      ['nsc-duplicate ACME/accounts/TWIN/TWIN.jwt'],
    ],
    [
      'no operator',
      (folder) => {
        rmSync(join(folder, 'ACME/ACME.jwt'))
      },
      ['nsc-file ACME/ACME.jwt'],
    ],
  ])('%s', (_, change, codes) => {
    const folder = makeStore()
    change(folder)
    expect(codesOf(folder)).toEqual(codes)
  })

  it('no store, or one of several', () => {
    const folder = makeStore()
    expect(codeOf(() => chooseOperator(join(folder, 'ACME'), undefined))).toBe('nsc-not-found')
    expect(codeOf(() => chooseOperator(folder, 'OTHER'))).toBe('nsc-not-found')
    put(folder, 'OTHER/.nsc', '{}')
    expect(codeOf(() => chooseOperator(folder, undefined))).toBe('nsc-operator')
    expect(chooseOperator(folder, 'ACME')).toBe('ACME')
  })
})
