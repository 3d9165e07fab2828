import type { Construct } from 'constructs'
import type { Password } from '../../lib/constructs/password'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { User } from '../../lib/constructs/user'
import { weakPassword } from '../../lib/rules/weak-password'
import { Secret } from '../../lib/values/secret'
import { base, describeRule, judged, messagesOf } from '../support/judge'

const withPassword =
  (password: Password) =>
  (scope: Construct): void => {
    new User(base(scope).orders, 'bob', { password })
  }

describeRule(weakPassword, {
  fires: { program: withPassword(Secret.of('Passw0rd1!')), at: ['prod/orders/bob'] },
  quiet: {
    'it is random': withPassword(Secret.of('7vKqz9LmXt2w')),
    'natsmith makes it': withPassword('generated'),
    'nobody knows it yet': withPassword('stdin'),
    'only its hash is known': withPassword({
      bcrypt: Secret.of('$2a$11$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234'),
    }),
  },
})

test('finds a token, and shows nothing of it', () => {
  const program = (scope: Construct): void => {
    const authorization = { token: Secret.of('letmein-4711') }
    new NatsCluster(scope, 'hub', { nodes: { nats1: {} }, serverVersion: '2.12', authorization })
  }
  expect(messagesOf(weakPassword, program)).toEqual(['prod/hub: authorization.token: is soon guessed'])
  expect(JSON.stringify(judged({ program }))).not.toMatch(/letmein|4711|\b12\b/)
})
