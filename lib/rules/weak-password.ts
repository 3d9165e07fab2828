// Finds passwords that a program gives, and that are soon guessed. Says nothing of them.
import type { PasswordSource } from '../model/model'
import { usersOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { isGuessable } from '../values/password-strength'

const change = "give 'generated', or a text that a password manager made"

export const weakPassword: BuiltInRule = {
  code: 'weak-password',
  severity: 'warning',
  title: 'a password that is given is hard to guess',
  why: 'nats-server lets everybody try as often as they like, and whoever reads a conf tries its bcrypt hashes at home.',
  change,
  source: 'NIST SP 800-63B 3.1.1.2; nats-server server/auth.go comparePasswords (no delay, no lock)',
  example: 'password: is soon guessed',
  check: ({ model }) => [
    ...usersOf(model).flatMap(({ path, name, account, login }) =>
      login.kind === 'password' && isWeak(login.password, [name, account.account])
        ? [{ path, message: 'password: is soon guessed', change }]
        : [],
    ),
    ...model.clusters.flatMap(({ path, name, token }) =>
      token !== undefined && isWeak(token, [name])
        ? [{ path, message: 'authorization.token: is soon guessed', change }]
        : [],
    ),
  ],
}

/** Of a hash, and of what is typed at `natsmith issue`, a program knows nothing. */
const isWeak = (source: PasswordSource, names: readonly string[]): boolean =>
  source.kind === 'text' && isGuessable(source.text.reveal(), names)
