import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import type { Password } from '../../lib/constructs/password'
import { User } from '../../lib/constructs/user'
import { bcryptCost } from '../../lib/rules/bcrypt-cost'
import { Secret } from '../../lib/values/secret'
import { base, describeRule, messagesOf } from '../support/judge'

const withPassword = (password: Password) => (scope: Construct) => {
  base(scope)
  new User(new Account(scope, 'BILLING'), 'bob', { password })
}

const hash = (cost: string): Password => ({ bcrypt: Secret.of(`$2a$${cost}$${'a'.repeat(53)}`) })

describeRule(bcryptCost, {
  fires: { program: withPassword({ from: 'stdin', bcryptCost: 9 }), at: ['prod/BILLING/bob'] },
  quiet: {
    'nothing is said of it': withPassword('stdin'),
    'the cost is the least': withPassword({ from: 'stdin', bcryptCost: 10 }),
    'the cost is the most': withPassword({ from: 'stdin', bcryptCost: 14 }),
    'nobody guesses what natsmith made': withPassword({ from: 'generated', bcryptCost: 4 }),
    'a hash was given that costs enough': withPassword(hash('10')),
  },
})

test.each<[string, Password]>([
  ['cost 15 keeps a server busy for seconds at each login', { from: 'generated', bcryptCost: 15 }],
  ['cost 5 is cheap to guess at', { from: Secret.of('a text'), bcryptCost: 5 }],
  ['cost 9 is cheap to guess at', hash('09')],
  ['cost 31 keeps a server busy for seconds at each login', hash('31')],
])('says so of a hash of %s', (words, password) => {
  expect(messagesOf(bcryptCost, withPassword(password))).toEqual([
    `prod/BILLING/bob: password: a hash of ${words}`,
  ])
})

test('of a token, too', () => {
  const found = messagesOf(bcryptCost, (scope) => {
    new NatsCluster(scope, 'hub', {
      nodes: { nats1: {} },
      serverVersion: '2.12',
      tls: { issuer: new CertificateAuthority(scope, 'ca') },
      authorization: { token: { from: 'stdin', bcryptCost: 4 } },
    })
  })
  expect(found).toEqual(['prod/hub: authorization.token: a hash of cost 4 is cheap to guess at'])
})
