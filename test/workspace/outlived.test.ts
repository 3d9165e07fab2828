// Whose creds of before are said to allow what the program no longer does.
import { compareAccess } from '../../lib/diff/gains'
import type { AccountProps, UserProps } from '../../lib/index'
import { withOutlivedCreds } from '../../lib/workspace/outlived'
import { synth, type Program } from '../support/operator-program'

function warnings(was: Program, now: Program): readonly string[] {
  const before = synth(was)
  const after = synth(now, before.changes.after, 1)
  return withOutlivedCreds(after, () =>
    compareAccess(before.shown.comparable, after.shown.comparable, after.model.moves),
  ).warnings.map(({ identity, reason }) => `${identity}: ${reason}`)
}

const WIDE: UserProps = { permissions: { publish: ['orders.>', 'billing.>'] } }
const NARROW: UserProps = { permissions: { publish: ['orders.>'] } }
const KEY = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4'

const kept = (what: string, end = 'natsmith keys rotate user/ORDERS/alice/nkey'): readonly string[] => [
  `user/ORDERS/alice/jwt: creds handed out before keep ${what} that they had; to end that: ${end}`,
]

const signed = (orders: AccountProps, alice: UserProps = {}): Program => ({ orders, alice })
const scope = (publish: string, signingKey = 'client') => ({
  [signingKey]: { scope: { permissions: { publish: [publish] } } },
})
const REVOKED: AccountProps = { revocations: [{ user: 'alice', at: '2026-01-01T00:30:00Z' }] }

const cases: Readonly<Record<string, readonly [was: Program, now: Program, said: readonly string[]]>> = {
  'fewer subjects': [{ alice: WIDE }, { alice: NARROW }, kept('the subjects')],
  'closer limits': [{}, { alice: { sources: ['10.0.0.0/8'] } }, kept('the limits')],
  'an end': [{}, { alice: { validity: '30d' } }, kept('the limits')],
  both: [{ alice: WIDE }, { alice: { ...NARROW, maxData: '1MB' } }, kept('the subjects and the limits')],
  'the scope of a key in place of all': [
    signed({ signingKeys: { main: {}, ...scope('orders.>') } }),
    signed({ signingKeys: { main: {}, ...scope('orders.>') } }, { signingKey: 'client' }),
    kept('the subjects'),
  ],
  'another scope': [
    signed({ signingKeys: { ...scope('>', 'all'), ...scope('orders.>') } }, { signingKey: 'all' }),
    signed({ signingKeys: { ...scope('>', 'all'), ...scope('orders.>') } }, { signingKey: 'client' }),
    kept('the subjects'),
  ],
  'a template that other tags fill in': [
    signed({ signingKeys: scope('{{tag(region)}}.>') }, { signingKey: 'client', tags: { region: 'eu' } }),
    signed({ signingKeys: scope('{{tag(region)}}.>') }, { signingKey: 'client', tags: { region: 'us' } }),
    kept('the subjects'),
  ],
  "an owner's key": [
    { alice: { ...WIDE, nkey: KEY } },
    { alice: { ...NARROW, nkey: KEY } },
    kept('the subjects', `give the account revocations of ${KEY}`),
  ],

  'nothing else': [{ alice: WIDE }, { alice: WIDE }, []],
  'more subjects and wider limits': [
    { alice: { ...NARROW, maxData: '1MB', validity: '30d' } },
    { alice: WIDE },
    [],
  ],
  'other words that mean no less': [{ alice: NARROW }, { alice: { ...NARROW, tags: { region: 'eu' } } }, []],
  'what the scope of the same key no longer says, at once': [
    signed({ signingKeys: scope('>') }, { signingKey: 'client' }),
    signed({ signingKeys: scope('orders.>') }, { signingKey: 'client' }),
    [],
  ],
  'what the account no longer gives by default, at once, though the JWT is another': [
    signed({ defaultPermissions: { publish: ['>'] } }),
    signed({ defaultPermissions: { publish: ['orders.>'] } }, { tags: { region: 'eu' } }),
    [],
  ],
  'a key that no longer signs for the account': [
    signed({ signingKeys: { main: {} } }, WIDE),
    signed({ signingKeys: { next: {} } }, NARROW),
    [],
  ],
  'a key that has a scope now, which JWTs with permissions of their own are refused for': [
    signed({ signingKeys: { client: {} } }, { ...WIDE, signingKey: 'client' }),
    signed({ signingKeys: scope('orders.>') }, { signingKey: 'client' }),
    [],
  ],
  'who is revoked up to a time between the two': [{ alice: WIDE }, { orders: REVOKED, alice: NARROW }, []],
  'creds that have ended': [{ alice: { ...WIDE, validity: '30m' } }, { alice: NARROW }, []],
  'who is new': [{}, { users: ['bob'] }, []],
  'who is gone': [{ users: ['bob'] }, {}, []],
}

it.each(Object.entries(cases))('%s', (_, [was, now, said]) => {
  expect(warnings(was, now)).toEqual(said)
})
