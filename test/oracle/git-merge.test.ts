// A key store in git: what two branches issued is merged by the real git, or the conflict is named.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unwrap } from '../../lib/keys/age'
import { commitChanges } from '../../lib/keys/commit'
import { changeRecipients } from '../../lib/keys/recipients'
import { emptyStore, openStore, type KeyStore } from '../../lib/keys/store'
import type { Request } from '../../lib/model/request'
import { seededRandom } from '../../lib/testing/random'
import type { NatsmithError } from '../../lib/values/finding'
import { Secret } from '../../lib/values/secret'
import { identityOf, RECIPIENT } from '../e2e/support/age'
import { temporaryFolder } from '../support/folder'
import { issueAll, nkey, SMALL } from '../support/requests'
import { failureOf } from '../support/steps'
import { tree } from '../support/tree'

const folder = temporaryFolder()
const dir = (): string => join(folder(), 'keys')

function git(...args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  const own = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args]
  const env = { PATH: process.env['PATH'], HOME: folder(), GIT_CONFIG_NOSYSTEM: '1' }
  return spawnSync('git', own, { cwd: folder(), env, encoding: 'utf8' })
}

const open = (wrapped: string): Secret =>
  unwrap(wrapped, [Secret.of(identityOf()['NATSMITH_AGE_KEY'] ?? '')], dir())
const read = (): KeyStore => openStore(dir(), { secrets: true, open })

/** What `requests` make of the store, committed to git. */
function issued(requests: readonly Request[], seed: string, store = read()): void {
  commitChanges(dir(), issueAll(requests, store, {}, seed))
  saved()
}

function saved(): void {
  git('add', 'keys')
  expect(git('commit', '-qm', 'issue')).toMatchObject({ status: 0 })
}

/** Does `ours` and `theirs` on a branch each, and merges them. */
function merge(ours: () => void, theirs: () => void): ReturnType<typeof git> {
  git('checkout', '-qb', 'theirs')
  theirs()
  git('checkout', '-q', 'main')
  ours()
  return git('merge', '-q', '-m', 'merge', 'theirs')
}

const many = (prefix: string): readonly Request[] =>
  Array.from({ length: 40 }, (_, i) => nkey(`ORDERS/${prefix}${String(i)}`))

const encrypt = (recipients: readonly string[]): void => {
  commitChanges(dir(), changeRecipients(read(), { add: recipients, remove: [] }, seededRandom('recipients')))
}

beforeEach(() => {
  git('init', '-qb', 'main')
})

describe('of an encrypted key store', () => {
  beforeEach(() => {
    commitChanges(dir(), issueAll(SMALL))
    encrypt([RECIPIENT])
    saved()
  })

  it('the keys of different identities merge, side by side in every file', () => {
    const { status } = merge(
      () => {
        issued([...SMALL, ...many('our')], 'ours')
      },
      () => {
        issued([...SMALL, ...many('their')], 'theirs')
      },
    )
    expect(status).toBe(0)
    const store = read()
    expect(store.entries.size).toBe(SMALL.length + 80)
    expect(issueAll([...SMALL, ...many('our'), ...many('their')], store, {}, 'after').touched.size).toBe(0)
  })

  it('the keys of one identity that both issued are named, and nothing is issued until one side is taken', () => {
    const requests = [...SMALL, nkey('ORDERS/dave')]
    merge(
      () => {
        issued(requests, 'ours')
      },
      () => {
        issued(requests, 'theirs')
      },
    )
    const failure = failureOf(read)
    expect(failure).toMatchObject({
      code: 'key-store-conflict',
      message: expect.stringMatching(
        /public-.\.jsonl:\d: user\/ORDERS\/dave\/nkey stands in line \d, too/,
      ) as unknown,
    })
    const command = /git checkout BRANCH -- (\S+);/.exec((failure as NatsmithError).change)?.[1]
    git('checkout', 'theirs', '--', command ?? '')
    expect(issueAll(requests, read(), {}, 'after').touched.size).toBe(0)
  })

  it('recipients that both added are a conflict of git, and named', () => {
    const { status } = merge(
      () => {
        encrypt(['age1xsq9kykpul7cvvgkdrn4hc4c7gmylmaadh7vmj7zjesyt6ptppvq6pgw6h'])
        saved()
      },
      () => {
        encrypt(['age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg'])
        saved()
      },
    )
    expect(status).toBe(1)
    expect(failureOf(read)).toMatchObject({
      code: 'key-store-conflict',
      message: expect.stringMatching(/:\d+: git could not merge it$/) as unknown,
    })
  })
})

it('two key stores that branches made each for themselves are a conflict, and named', () => {
  git('commit', '-q', '--allow-empty', '-m', 'start')
  const begin = (seed: string) => () => {
    rmSync(dir(), { recursive: true, force: true })
    issued(SMALL, seed, emptyStore())
  }
  expect(merge(begin('ours'), begin('theirs'))).toMatchObject({ status: 1 })
  expect(failureOf(() => openStore(dir(), { secrets: false }))).toMatchObject({ code: 'key-store-conflict' })
})

it('of one in clear, git has no secret, and the identities whose secrets are elsewhere are named', () => {
  issued(SMALL, 'keys', emptyStore())
  expect(git('ls-files').stdout).not.toContain('secret')
  const here = tree(dir())
  const { status } = merge(
    () => {
      // The secret part is on another machine, as before their branch.
      for (const [name, text] of Object.entries(here))
        if (name.startsWith('secret')) writeFileSync(join(dir(), name), text)
      issued([...SMALL, nkey('ORDERS/erin')], 'ours')
    },
    () => {
      issued([...SMALL, nkey('ORDERS/dave')], 'theirs')
    },
  )
  expect(status).toBe(0)
  expect(failureOf(read)).toMatchObject({
    code: 'key-store-incomplete',
    message: expect.stringContaining('user/ORDERS/dave/nkey') as unknown,
  })
  expect(openStore(dir(), { secrets: false }).entries.size).toBe(SMALL.length + 2)
})
