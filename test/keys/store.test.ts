import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commitChanges } from '../../lib/keys/commit'
import { keyedDigest } from '../../lib/keys/digest'
import { formatLine } from '../../lib/keys/lines'
import { shardOf } from '../../lib/keys/shards'
import { emptyStore, openStore, type KeyStore } from '../../lib/keys/store'
import { watchPoints } from '../../lib/files/points'
import { NatsmithError } from '../../lib/values/finding'
import { temporaryFolder } from '../support/folder'
import { authorities, issueAll, leaf, nkey, password, SMALL } from '../support/requests'
import { codeOf, failureOf } from '../support/steps'

const folder = temporaryFolder()
const dir = () => join(folder(), 'keys')
const read = () => openStore(dir(), { secrets: true })
const readPublic = () => openStore(dir(), { secrets: false })
const file = (name: string) => join(dir(), name)
const text = (name: string) => readFileSync(file(name), 'utf8')
const files = () => readdirSync(dir()).sort()
const fileOf = (part: 'public' | 'secret', identity: string) => `${part}-${shardOf(identity)}.jsonl`

const ALICE = 'user/ORDERS/alice/nkey'
const small = issueAll(SMALL)

/** Everything in a store, secrets in clear. */
const plain = ({ id, kind, key, entries }: KeyStore) => ({
  id,
  kind,
  key: key?.reveal(),
  entries: [...entries.values()]
    .map(
      ({ secret, ...entry }) =>
        JSON.parse(JSON.stringify([entry.identity, entry, secret?.reveal() ?? null])) as [string],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1)),
})

describe('a key store', () => {
  it('is empty where there is none, and reading makes none', () => {
    expect(read()).toEqual(emptyStore())
    expect(readPublic()).toEqual({ ...emptyStore(), hasSecrets: false })
    expect(readdirSync(folder())).toEqual([])
    mkdirSync(dir())
    expect(read()).toEqual(emptyStore())
    expect(files()).toEqual([])
  })

  it('reads what was written', () => {
    commitChanges(dir(), small)
    expect(plain(read())).toEqual(plain(small.after))
  })

  it('is read as one commit left it, also while another commit is being made', () => {
    commitChanges(dir(), small)
    const more = issueAll([...SMALL, nkey('ORDERS/dave'), nkey('ORDERS/erin')], read())
    let reads = 0
    const stop = watchPoints((name, path) => {
      if (name !== 'read' || !path.endsWith('.jsonl')) return
      reads += 1
      if (reads !== 10) return
      stop()
      commitChanges(dir(), more)
    })
    expect(plain(read())).toEqual(plain(more.after))
    expect(reads).toBe(10)
  })

  it('has all its files from the first commit on, for its owner alone', () => {
    commitChanges(dir(), issueAll([nkey()]))
    const shards = Array.from('0123456789abcdef')
    expect(files()).toEqual(
      [
        '.gitattributes',
        '.gitignore',
        'store.json',
        'secret.json',
        ...shards.flatMap((s) => [`public-${s}.jsonl`, `secret-${s}.jsonl`]),
      ].sort(),
    )
    expect(statSync(dir()).mode & 0o777).toBe(0o700)
    for (const name of files()) expect(statSync(file(name)).mode & 0o777).toBe(0o600)
  })

  it('is not written where nothing was issued', () => {
    commitChanges(dir(), issueAll([]))
    expect(readdirSync(folder())).toEqual([])
  })

  it('holds one line for each entry, sorted, in canonical JSON with its checksum', () => {
    const requests = Array.from({ length: 64 }, (_, i) => nkey(`ORDERS/u${String(i)}`))
    commitChanges(dir(), issueAll(requests))
    const identities = files()
      .filter((name) => name.startsWith('public'))
      .flatMap((name) => {
        const lines = text(name).trimEnd().split('\n').slice(1)
        const entries = lines.map((line) => JSON.parse(line) as { check: string; identity: string })
        for (const [i, { check, ...entry }] of entries.entries()) {
          expect(lines[i]).toBe(formatLine(entry))
          expect(check).toMatch(/^[0-9a-f]{16}$/)
        }
        const found = entries.map((entry) => entry.identity)
        expect(found).toEqual([...found].sort())
        expect(found.every((identity) => fileOf('public', identity) === name)).toBe(true)
        return found
      })
    expect(identities.sort()).toEqual(requests.map((r) => r.identity).sort())
  })

  it('keeps secrets out of the public part', () => {
    commitChanges(dir(), small)
    const everything = files()
      .filter((name) => !name.startsWith('secret'))
      .map(text)
      .join('')
    for (const { secret } of small.after.entries.values())
      if (secret) expect(everything).not.toContain(secret.reveal())
    expect(everything).not.toContain(small.after.key?.reveal())
  })

  it('rewrites only the shards that changed', () => {
    commitChanges(dir(), small)
    const inodes = () => Object.fromEntries(files().map((name) => [name, statSync(file(name)).ino]))
    const before = inodes()
    commitChanges(dir(), issueAll([...SMALL, nkey('ORDERS/carol')], read()))
    const after = inodes()
    const carol = 'user/ORDERS/carol/nkey'
    expect(files().filter((name) => before[name] !== after[name])).toEqual([
      fileOf('public', carol),
      fileOf('secret', carol),
    ])
  })

  it('keeps one generation after another', () => {
    commitChanges(dir(), small)
    const moves = [{ from: 'user/ORDERS/alice', to: 'user/ORDERS/alicia' }]
    const second = issueAll([...authorities(), leaf(), nkey('ORDERS/alicia')], read(), { moves })
    commitChanges(dir(), second)
    expect(plain(read())).toEqual(plain(second.after))
    expect(issueAll([...authorities(), leaf(), nkey('ORDERS/alicia')], read(), { moves }).touched.size).toBe(
      0,
    )
  })

  it('writes nothing when nothing changed', () => {
    commitChanges(dir(), small)
    const before = files().map((name) => statSync(file(name)).mtimeMs)
    commitChanges(dir(), issueAll(SMALL, read()))
    expect(files().map((name) => statSync(file(name)).mtimeMs)).toEqual(before)
  })

  it('refuses to overwrite what another run wrote', () => {
    commitChanges(dir(), small)
    const slow = issueAll([...SMALL, nkey('ORDERS/slow')], read())
    commitChanges(dir(), issueAll([...SMALL, nkey('ORDERS/quick')], read()))
    expect(
      codeOf(() => {
        commitChanges(dir(), slow)
      }),
    ).toBe('key-store-changed')
    expect(
      codeOf(() => {
        commitChanges(dir(), issueAll([nkey()]))
      }),
    ).toBe('key-store-changed')
    expect(read().entries.has('user/ORDERS/quick/nkey')).toBe(true)
  })

  it('digests secrets with a key of its own', () => {
    const digest = keyedDigest(small.after)
    expect(digest('a')).toBe(digest('a'))
    expect(digest('a')).not.toBe(keyedDigest(issueAll(SMALL, emptyStore(), {}, 'other').after)('a'))
    expect(codeOf(() => keyedDigest(emptyStore()))).toBe('key-store-without-secrets')
  })
})

describe('the public part of a key store', () => {
  it('is read without the secret part', () => {
    commitChanges(dir(), small)
    for (const name of files().filter((f) => f.startsWith('secret'))) rmSync(file(name))
    const store = readPublic()
    expect(store.hasSecrets).toBe(false)
    expect(store.key).toBeUndefined()
    expect(plain(store).entries).toEqual(
      plain({
        ...small.after,
        entries: new Map([...small.after.entries].map(([i, e]) => [i, { ...e, secret: undefined }])),
      }).entries,
    )
  })

  it('cannot be committed to', () => {
    commitChanges(dir(), small)
    const store = readPublic()
    const changes = { before: store, after: store, touched: new Set([ALICE]) }
    expect(
      codeOf(() => {
        commitChanges(dir(), changes)
      }),
    ).toBe('key-store-without-secrets')
  })
})

describe('a damaged key store is refused, with a way out:', () => {
  beforeEach(() => {
    commitChanges(dir(), small)
  })

  const edit = (name: string, change: (content: string) => string) => {
    writeFileSync(file(name), change(text(name)))
  }
  const inPublic = fileOf('public', ALICE)
  const inSecret = fileOf('secret', ALICE)
  const dropLine = (content: string) =>
    content
      .split('\n')
      .filter((line) => !line.includes(ALICE))
      .join('\n')

  const cases: readonly (readonly [string, string, () => void])[] = [
    [
      'a file is gone',
      'key-store-missing',
      () => {
        rmSync(file('public-3.jsonl'))
      },
    ],
    [
      'the secret part is gone',
      'key-store-missing',
      () => {
        for (const name of files().filter((f) => f.startsWith('secret'))) rmSync(file(name))
      },
    ],
    [
      'all but the ignore file is gone',
      'key-store-missing',
      () => {
        for (const name of files().filter((f) => f !== '.gitignore')) rmSync(file(name))
      },
    ],
    [
      'a public line is gone',
      'key-store-incomplete',
      () => {
        edit(inPublic, dropLine)
      },
    ],
    [
      'a secret line is gone',
      'key-store-incomplete',
      () => {
        edit(inSecret, dropLine)
      },
    ],
    [
      'a byte of a public line is another',
      'key-store-damaged',
      () => {
        edit(inPublic, (t) => t.replace('alice', 'alicf'))
      },
    ],
    [
      'a byte of a secret line is another',
      'key-store-damaged',
      () => {
        edit(inSecret, (t) => t.replace('"SU', '"SA'))
      },
    ],
    [
      'a secret belongs to another key',
      'key-store-damaged',
      () => {
        edit(inSecret, (t) =>
          t.replace(/^.*ORDERS.alice.nkey.*$/m, formatLine({ identity: ALICE, value: 'SUAAAA' })),
        )
      },
    ],
    [
      'a file is cut',
      'key-store-damaged',
      () => {
        edit(inPublic, (t) => t.slice(0, -20))
      },
    ],
    [
      'the last line end is gone',
      'key-store-damaged',
      () => {
        edit(inPublic, (t) => t.slice(0, -1))
      },
    ],
    [
      'a file is empty',
      'key-store-damaged',
      () => {
        edit(inSecret, () => '')
      },
    ],
    [
      'a line stands twice',
      'key-store-conflict',
      () => {
        edit(inPublic, (t) => t + String(t.split('\n').at(-2)) + '\n')
      },
    ],
    [
      'a merge left its marks',
      'key-store-conflict',
      () => {
        edit(inPublic, (t) => `${t}<<<<<<< ours\n`)
      },
    ],
    [
      'a shard stands in the place of another',
      'key-store-damaged',
      () => {
        edit('public-3.jsonl', () => text('public-4.jsonl'))
      },
    ],
    [
      'an editor changed the line ends',
      'key-store-damaged',
      () => {
        edit(inPublic, (t) => t.replaceAll('\n', '\r\n'))
      },
    ],
    [
      'the secret part is that of another store',
      'key-store-damaged',
      () => {
        edit('secret.json', () => `${formatLine({ id: 'other', key: 'x', schema: 1 })}\n`)
      },
    ],
    [
      'the store file is no JSON',
      'key-store-damaged',
      () => {
        edit('store.json', () => 'hello\n')
      },
    ],
    [
      'a newer natsmith wrote it',
      'key-store-newer',
      () => {
        edit('store.json', () => `${formatLine({ id: 'x', kind: 'production', schema: 2 })}\n`)
      },
    ],
    [
      'a newer natsmith wrote a shard',
      'key-store-newer',
      () => {
        edit('secret-0.jsonl', () => `${formatLine({ part: 'secret', schema: 12, shard: '0' })}\n`)
      },
    ],
    [
      'others may read a secret file',
      'key-store-exposed',
      () => {
        chmodSync(file(inSecret), 0o640)
      },
    ],
    [
      'others may read the folder',
      'key-store-exposed',
      () => {
        chmodSync(dir(), 0o755)
      },
    ],
  ]

  it.each(cases)('%s', (_what, code, damage) => {
    damage()
    const before = files().map((name) => [name, statSync(file(name)).mtimeMs])
    const failure = failureOf(read)
    expect(codeOf(read)).toBe(code)
    expect(failure instanceof NatsmithError && failure.change).toMatch(/backup|update|chmod|git checkout/)
    expect(files().map((name) => [name, statSync(file(name)).mtimeMs])).toEqual(before)
  })

  it('a secret is never quoted', () => {
    const seed = small.after.entries.get(ALICE)?.secret?.reveal() ?? ''
    edit(inSecret, (t) => t.replace('"SU', '"SA'))
    expect(String(failureOf(read))).not.toContain(seed.slice(2, 12))
  })

  it('a clone, whose modes git does not keep, may be read without its secrets', () => {
    chmodSync(dir(), 0o755)
    for (const name of files()) chmodSync(file(name), 0o644)
    expect(readPublic().entries.size).toBe(SMALL.length)
  })

  it('an entry that was given up by hand is issued anew', () => {
    edit(inPublic, dropLine)
    edit(inSecret, dropLine)
    const { after, touched } = issueAll(SMALL, read(), {}, 'again')
    expect([...touched]).toEqual([ALICE])
    expect(after.entries.get(ALICE)?.secret?.reveal()).not.toBe(
      small.after.entries.get(ALICE)?.secret?.reveal(),
    )
  })
})

describe('passwords', () => {
  it('are not hashed again when a store is read again', () => {
    commitChanges(dir(), issueAll([password()]))
    expect(issueAll([password()], read(), {}, 'again').touched.size).toBe(0)
  })
})
