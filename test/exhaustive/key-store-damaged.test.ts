// Damage of every kind, everywhere in a key store, in clear and encrypted: refused, and left as it is.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commitChanges } from '../../lib/keys/commit'
import { formatLine, parseLine } from '../../lib/keys/lines'
import { bodyOf, linkOf } from '../../lib/keys/link'
import { changeRecipients } from '../../lib/keys/recipients'
import { shardFile, shardOf, type Part } from '../../lib/keys/shards'
import { emptyStore, openStore, type KeyStore, type Sealing } from '../../lib/keys/store'
import { seededRandom } from '../../lib/testing/random'
import { NatsmithError } from '../../lib/values/finding'
import { Secret } from '../../lib/values/secret'
import { RECIPIENT } from '../e2e/support/age'
import { temporaryFolder } from '../support/folder'
import { issueAll, nkey, SMALL } from '../support/requests'
import { failureOf } from '../support/steps'
import { tree } from '../support/tree'

const folder = temporaryFolder()
const dir = (): string => join(folder(), 'keys')
const small = issueAll(SMALL)
const sealed = changeRecipients(small.after, { add: [RECIPIENT], remove: [] }, seededRandom('sealed')).after
const ALICE = 'user/ORDERS/alice/nkey'
const fileOf = (part: Part): string => shardFile(part, shardOf(ALICE))

type Files = Readonly<Record<string, string>>

describe.each([
  ['in clear', small.after],
  ['encrypted', sealed],
])('a key store %s', (_, store) => {
  const open = (): Sealing['dataKey'] => store.sealing?.dataKey ?? Secret.of('')
  const read = (): KeyStore => openStore(dir(), { secrets: true, open })
  const put = (files: Files): void => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir(), name), text, 'latin1')
  }
  let good: Files

  beforeEach(() => {
    commitChanges(dir(), { ...small, after: store })
    good = tree(dir())
  })

  /** `damage`, which is refused with the name of the file, and changes nothing. */
  function expectRefused(name: string, text: string, codes = /^key-store-(damaged|newer|incomplete)$/): void {
    put({ [name]: text })
    const failure = failureOf(read)
    if (!(failure instanceof NatsmithError)) throw new Error(`${name}: ${String(failure)}`)
    expect(failure.code).toMatch(codes)
    expect(failure.message).toContain(failure.code === 'key-store-incomplete' ? dir() : name)
    expect(failure.change).toMatch(/restore|update/)
    expect(tree(dir())[name]).toBe(Buffer.from(text, 'latin1').toString('utf8'))
    put({ [name]: good[name] ?? '' })
  }

  it('with a bit that flipped, in every region of every file', () => {
    let flips = 0
    for (const [name, text] of Object.entries(good).filter(([file]) => !file.startsWith('.git')))
      for (const at of positions(text)) {
        const flipped = Buffer.from(text)
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 7))
        expectRefused(name, flipped.toString('latin1'))
        flips += 1
      }
    expect(flips).toBeGreaterThan(300)
    expect(read().entries.size).toBe(SMALL.length)
  })

  it('with a file that is cut anywhere', () => {
    for (const [name, text] of Object.entries(good).filter(([file]) => !file.startsWith('.git')))
      for (const length of [1, Math.floor(text.length / 2), text.length - 1])
        expectRefused(name, text.slice(0, length))
  })

  it('with one file of an older backup', () => {
    const rotated = issueAll(SMALL, read(), { rotate: new Set([ALICE]) }, 'rotated')
    commitChanges(dir(), rotated)
    const old = good
    good = tree(dir())
    for (const name of [fileOf('public'), fileOf('secret')]) {
      put({ [name]: old[name] ?? '' })
      expect(failureOf(read)).toMatchObject({
        code: 'key-store-damaged',
        message: expect.stringContaining(ALICE) as unknown,
      })
      put({ [name]: good[name] ?? '' })
    }
  })

  it('with a line under another name, or of another store', () => {
    const { entries, key = Secret.of('') } = issueAll([nkey()], emptyStore(), {}, 'elsewhere').after
    const other = entries.get(ALICE)
    const link = other && linkOf(key, bodyOf(other), other.secret)
    const carol = [...Array(99).keys()].map((i) => `user/ORDERS/carol${String(i)}/nkey`)
    const near = carol.find((identity) => shardOf(identity) === shardOf(ALICE))
    for (const change of [{ identity: near }, { public: other?.public }, { public: other?.public, link }]) {
      put({ [fileOf('public')]: withLine(good[fileOf('public')] ?? '', change) })
      expect(failureOf(read)).toMatchObject({
        code: expect.stringMatching(/^key-store-(damaged|incomplete)$/) as unknown,
        message: expect.stringContaining('identity' in change ? String(near) : ALICE) as unknown,
      })
    }
    for (const name of [fileOf('public'), fileOf('secret')])
      put({ [name]: withLine(good[name] ?? '', { identity: near }) })
    expect(failureOf(read)).toMatchObject({ code: 'key-store-damaged' })
  })

  it('without a file', () => {
    for (const name of Object.keys(good).filter((file) => file !== '.gitattributes')) {
      rmSync(join(dir(), name))
      expect(failureOf(read)).toMatchObject({
        code: 'key-store-missing',
        message: expect.stringContaining(name) as unknown,
      })
      put({ [name]: good[name] ?? '' })
    }
  })
})

/** Both ends, and every 29th byte in between. */
const positions = (text: string): readonly number[] => [
  ...Array.from({ length: Math.ceil(text.length / 29) }, (_, i) => i * 29),
  text.length - 1,
]

/** The line of ALICE with other fields, and a checksum that fits. */
const withLine = (text: string, change: object): string =>
  text
    .split('\n')
    .map((line) =>
      line.includes(ALICE)
        ? formatLine({ ...(parseLine('', line) as object), check: undefined, ...change })
        : line,
    )
    .join('\n')
