import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { User } from '../../lib/constructs/user'
import { strictWithoutSigningKey } from '../../lib/rules/strict-without-signing-key'
import { describeRule, messagesOf } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'

const strict = { operator: { strictSigningKeys: true } }
const main = { signingKeys: { main: {} } }

describeRule(strictWithoutSigningKey, {
  fires: {
    program: (scope) => {
      operatorBase(scope, strict)
    },
    at: ['prod/SYS', 'prod/orders'],
  },
  quiet: {
    'the operator is not strict': (scope) => {
      operatorBase(scope, { operator: { signingKeys: [] } })
    },
  },
})

const rest = (found: readonly string[]): readonly string[] =>
  found.filter((message) => !/^prod\/(SYS|orders):/.test(message))

test('an operator without signing keys', () => {
  const found = messagesOf(strictWithoutSigningKey, (scope) => {
    operatorBase(scope, { operator: { strictSigningKeys: true, signingKeys: [] } })
  })
  expect(rest(found)).toEqual(['prod/acme: signingKeys: is empty, with strictSigningKeys'])
})

test('accounts: with a key, without anybody who needs one, with scoped users alone', () => {
  const found = messagesOf(strictWithoutSigningKey, (scope) => {
    operatorBase(scope, strict)
    new User(new Account(scope, 'KEYED', main), 'ann')
    new Account(scope, 'EMPTY')
    scopedUser(scope, {})
  })
  expect(rest(found)).toEqual([])
})

test('what an account signs beside its users: leave to import, and logins of leaf nodes', () => {
  const found = messagesOf(strictWithoutSigningKey, (scope) => {
    const { hub, ca: issuer } = operatorBase(scope, { ...strict, cluster: { leafnodes: {} } })
    const importer = new Account(scope, 'IMPORTER')
    const exporter = new Account(scope, 'EXPORTER', { exports: [{ stream: 'a', accounts: [importer] }] })
    importer.addImport({ from: exporter, stream: 'a' })
    const joined = new Account(scope, 'JOINED')
    const edge = new NatsSystem(scope, 'edge')
    const account = new Account(edge, 'SENSORS')
    new User(account, 'sensor')
    new LeafNode(edge, 'berlin', { remotes: [{ hub, hubAccount: joined, account }], tls: { issuer } })
  })
  expect(rest(found)).toEqual([
    'prod/EXPORTER: signingKeys: has none without a scope, which the leave of IMPORTER to import needs under strictSigningKeys',
    'prod/JOINED: signingKeys: has none without a scope, which the login of prod/edge/berlin/hub-JOINED needs under strictSigningKeys',
  ])
})
