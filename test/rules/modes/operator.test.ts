// What rules that are older than operator mode say in it, where servers know accounts by keys and everybody by a JWT.
import type { Construct } from 'constructs'
import { Account } from '../../../lib/constructs/account'
import { moved } from '../../../lib/constructs/construct'
import { NatsSystem } from '../../../lib/constructs/nats-system'
import { Operator } from '../../../lib/constructs/operator'
import { User } from '../../../lib/constructs/user'
import { requestsOf } from '../../../lib/model/requests'
import { probableRename } from '../../../lib/rules/probable-rename'
import { base, judged, messagesOf } from '../../support/judge'
import { modelOf } from '../../support/model'
import { operatorBase, scopedUser } from '../../support/operator'

const KEY = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4'
const onOneMachine = {
  nodes: {
    nats1: { ipAddresses: ['10.0.0.1'], ports: { client: 4222, cluster: 6222 } },
    nats2: { ipAddresses: ['10.0.0.1'], ports: { client: 4223, cluster: 6223 } },
  },
}

/** What the rule `code` says of `program`. */
const said = (code: string, program: (scope: Construct) => void): readonly string[] =>
  judged({ program })
    .filter((finding) => finding.code === code)
    .map(({ path, message }) => `${path}: ${message}`)

test.each<[string, string, (scope: Construct) => void]>([
  [
    'dotted-account-name',
    'names are no tokens of subjects',
    (scope) => {
      operatorBase(scope)
      new Account(scope, 'ORDERS.EU')
    },
  ],
  [
    'duplicate-user',
    'a person may have one nkey in two accounts',
    (scope) => {
      new User(operatorBase(scope).orders, 'bob', { nkey: KEY })
      new User(new Account(scope, 'SHOP'), 'bob', { nkey: KEY })
    },
  ],
  [
    'jetstream-on-system-account',
    '$SYS is a name like others',
    (scope) => {
      operatorBase(scope, { cluster: { jetstream: { storeDir: '/data' } } })
      new Account(scope, '$SYS', { jetstream: true })
    },
  ],
  [
    'token-with-users',
    'neither stands in a conf',
    (scope) => {
      operatorBase(scope, { cluster: { authorization: { token: 'generated' } } })
    },
  ],
  [
    'unreachable-identity',
    'no listener maps certificates to users',
    (scope) => {
      new User(operatorBase(scope).orders, 'bob', { certificate: {} })
    },
  ],
  [
    'certificate-of-another',
    'no certificate lets anybody in',
    (scope) => {
      const { ca: issuer, orders } = base(scope)
      new Operator(scope, 'acme')
      new User(orders, 'bob', { certificate: { dnsNames: ['nats1.internal'], issuer } })
    },
  ],
  [
    'shared-inbox',
    'a template makes an inbox for each',
    (scope) => {
      const { shop } = inboxes(scope)
      new User(shop, 'ben', { signingKey: 'client', inboxPrefix: '_INBOX_ben' })
    },
  ],
  [
    'request-without-inbox',
    'a template gives leave to it',
    (scope) => {
      inboxes(scope)
    },
  ],
])('%s is quiet: %s', (code, _, program) => {
  expect(said(code, program)).toEqual([])
})

function inboxes(scope: Construct): ReturnType<typeof scopedUser> {
  operatorBase(scope)
  const permissions = { publish: ['$JS.API.INFO'], subscribe: ['_INBOX_{{name()}}.>'] }
  return scopedUser(scope, { permissions }, { inboxPrefix: '_INBOX_ann' })
}

test.each<[string, string, (scope: Construct) => void]>([
  [
    'account-of-other-system',
    'prod/hub: systemAccount: "edge/SYS" is not an account of the system of "hub"',
    (scope) => {
      base(scope)
      new Operator(scope, 'acme', { systemAccount: new Account(new NatsSystem(scope, 'edge'), 'SYS') })
    },
  ],
  [
    'duplicate-user',
    `prod/orders/bob: nkey: "${KEY}" is also that of prod/orders/ann`,
    (scope) => {
      const { orders } = operatorBase(scope)
      for (const name of ['ann', 'bob']) new User(orders, name, { nkey: KEY })
    },
  ],
  [
    'jetstream-on-system-account',
    'prod/SYS: jetstream: is set, but the account is the systemAccount of "hub"',
    (scope) => {
      base(scope, { jetstream: { storeDir: '/data' } })
      new Operator(scope, 'acme', { systemAccount: new Account(scope, 'SYS', { jetstream: true }) })
    },
  ],
  [
    'system-account-unused',
    'prod/hub: systemAccount: nobody can log in to SYS',
    (scope) => {
      base(scope)
      new Operator(scope, 'acme', { systemAccount: new Account(scope, 'SYS') })
    },
  ],
  [
    'leaf-permissions-unenforced',
    'prod/SHOP/ann: permissions.publish: is not enforced by "hub", which runs 2.10',
    (scope) => {
      operatorBase(scope, { cluster: { leafnodes: {}, serverVersion: '2.10' } })
      scopedUser(scope, { permissions: { publish: ['shop.>'] }, connectionTypes: ['LEAFNODE'] })
    },
  ],
  [
    'unreachable-connection-type',
    'prod/SHOP/ann: connectionTypes: no server of the system listens for MQTT',
    (scope) => {
      operatorBase(scope)
      scopedUser(scope, { connectionTypes: ['MQTT'] })
    },
  ],
  [
    'option-too-new',
    'prod/orders/bob: accounts.ORDERS.users.1.proxy_required came with 2.12.0, serverVersion is 2.11',
    (scope) => {
      const { orders } = operatorBase(scope, { cluster: { serverVersion: '2.11' } })
      new User(orders, 'bob', { proxyRequired: true })
    },
  ],
  [
    'option-too-new',
    'prod/SHOP: accounts.SHOP.mappings.paid.0.destination: "paid.{{random(3)}}" came with 2.12.0, serverVersion is 2.11',
    (scope) => {
      operatorBase(scope, { cluster: { serverVersion: '2.11' } })
      new Account(scope, 'SHOP', { mappings: { paid: 'paid.{{random(3)}}' } })
    },
  ],
  [
    'shared-directory',
    'prod/hub: resolver.dir: "/var/lib/nats/jwt" of "nats2" is also that of "nats1", both at 10.0.0.1',
    (scope) => {
      operatorBase(scope, { cluster: { ...onOneMachine, configDir: '.', resolver: { type: 'full' } } })
    },
  ],
  [
    'path-not-expanded',
    'prod/hub: resolver.dir: "~/jwt" has a ~, which nats-server does not expand',
    (scope) => {
      operatorBase(scope, { cluster: { resolver: { type: 'full', dir: '~/jwt' } } })
    },
  ],
  [
    'system-account-shared',
    'prod/SYS/root: signingKeys.main.scope.permissions.publish.allow: "orders.>" is of an application, but the account is the systemAccount of "hub"',
    (scope) => {
      const scoped = { permissions: { publish: ['orders.>'] } }
      const systemAccount = new Account(scope, 'SYS', { signingKeys: { main: { scope: scoped } } })
      new User(systemAccount, 'root', { signingKey: 'main' })
      new Operator(scope, 'acme')
      base(scope, { systemAccount })
    },
  ],
  [
    'request-without-inbox',
    'prod/SHOP: signingKeys.client.scope.permissions.subscribe: leaves out "_INBOX.>", where the answers to "$JS.API.INFO" arrive',
    (scope) => {
      operatorBase(scope)
      scopedUser(scope, { permissions: { publish: ['$JS.API.INFO'], subscribe: ['shop.{{name()}}'] } })
    },
  ],
  [
    'jetstream-overcommitted',
    'prod/hub: jetstream.maxFile: 1000 bytes, but the accounts of the system are promised 2000',
    (scope) => {
      const nodes = { solo1: '10.0.0.9' }
      operatorBase(scope, { cluster: { nodes, jetstream: { storeDir: '/d', maxFile: 1000 } } })
      new Account(scope, 'SHOP', { jetstream: { tiers: { R1: { maxStore: 2000 } } } })
    },
  ],
])('%s: %s', (code, message, program) => {
  expect(said(code, program)).toEqual([message])
})

test('an account without users is known by its own key, and may be renamed', () => {
  const held = requestsOf(modelOf(operatorBase)).map(({ identity }) => identity)
  const old = ['nkey', 'jwt', 'signing/main'].map((name) => `account/OLD/${name}`)
  const documents = [...held, ...old].map((identity) => ({ identity }))
  const found = (program: (scope: Construct) => void): readonly string[] =>
    messagesOf(probableRename, program, documents)
  const renamed = (scope: Construct): void => {
    operatorBase(scope)
    new Account(scope, 'NEW')
  }
  expect(found(renamed)).toEqual(['prod/NEW: "account/NEW" is new, while "account/OLD" has keys and is gone'])
  expect(
    found((scope) => {
      renamed(scope)
      moved(scope, 'account/OLD', 'account/NEW')
    }),
  ).toEqual([])
})
