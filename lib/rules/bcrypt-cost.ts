// Finds passwords whose hash makes guessing too cheap, or logging in too dear.
import type { PasswordSource } from '../model/model'
import { costOf, usersOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'

/** OWASP's least for a password that a person chose, and the last with which a server takes about a second for a login. */
const LEAST = 10
const MOST = 14

export const bcryptCost: BuiltInRule = {
  code: 'bcrypt-cost',
  severity: 'warning',
  title: 'a guess at a password costs much, and a login little',
  why: 'A guess at a password that leaked as a hash costs 2^cost rounds, and so does every login: from 15 on it keeps a server busy for seconds, for whoever tries.',
  change: 'give a bcryptCost from 10 to 14; what natsmith generates is safe with 4',
  source: 'OWASP Password Storage Cheat Sheet; nats-server server/auth.go comparePasswords',
  example: 'password: a hash of cost 9 is cheap to guess at',
  check: ({ model }) => [
    ...usersOf(model).flatMap(({ path, login }) =>
      login.kind === 'password' ? judge(path, 'password', login.password) : [],
    ),
    ...model.clusters.flatMap(({ path, token }) =>
      token === undefined ? [] : judge(path, 'authorization.token', token),
    ),
  ],
}

function judge(path: string, prop: string, source: PasswordSource): readonly Violation[] {
  const cost = costOf(source)
  const finding = (what: string, change: string): readonly Violation[] => [
    { path, message: `${prop}: a hash of cost ${String(cost)} ${what}`, change },
  ]
  if (cost > MOST)
    return finding('keeps a server busy for seconds at each login', 'lower bcryptCost to 14 or less')
  // Nobody guesses 128 random bits.
  if (cost >= LEAST || source.kind === 'generated') return []
  return finding(
    'is cheap to guess at',
    "raise bcryptCost to 10 or more, or let natsmith make the password: 'generated'",
  )
}
