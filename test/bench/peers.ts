// Users made by natsmith and by what people make them with today. In: how many. Out: milliseconds of each; what a peer needs before
// the first user counts for nothing.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccount, createUser, encodeUser } from '@nats-io/jwt'
import { need } from '../../tools/install'
import { leastOf, milliseconds } from './measure'
import { makeTokens, userClaims } from './tokens'

interface Beside {
  readonly work: number
  readonly peer: number
}

/** As many as end well before a peer does, which takes hundreds of times as long. */
const ROUNDS = 50

const ours = (users: number): number =>
  leastOf(ROUNDS, {
    work: () => () => {
      makeTokens(1, users)
    },
  }).work

/** By the packages of NATS for JavaScript: an nkey and a JWT for each. */
export async function besideJavaScript(users: number): Promise<Beside> {
  const account = createAccount()
  const start = performance.now()
  for (let i = 0; i < users; i++)
    await encodeUser(
      `u${String(i)}`,
      createUser(),
      account,
      userClaims(i) as Parameters<typeof encodeUser>[3],
    )
  return { peer: performance.now() - start, work: ours(users) }
}

/** `nsc add user` for each. */
export function besideNsc(users: number): Beside {
  const folder = mkdtempSync(join(tmpdir(), 'natsmith-bench-'))
  const program = need('nsc')
  const env = { PATH: process.env['PATH'], HOME: folder, NSC_NO_GIT_IGNORE: 'true' }
  const nsc = (...args: readonly string[]): Buffer =>
    execFileSync(program, ['--all-dirs', folder, ...args], { env, cwd: folder, stdio: 'pipe' })
  try {
    nsc('add', 'operator', '-n', 'ACME')
    nsc('add', 'account', 'A0')
    const peer = milliseconds(() => {
      for (let i = 0; i < users; i++)
        nsc('add', 'user', `u${String(i)}`, '--allow-pub', `orders.${String(i)}.>`, '--allow-sub', 'orders.>')
    })
    return { peer, work: ours(users) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
