// Every step of every change of a key store is the last one once, as with kill -9. The name of a test tells what is killed.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { commitChanges } from '../../lib/keys/commit'
import type { Changes } from '../../lib/keys/issue'
import { bodyOf } from '../../lib/keys/link'
import { changeRecipients } from '../../lib/keys/recipients'
import { emptyStore, openStore, type KeyStore } from '../../lib/keys/store'
import { exportKeys, importKeys } from '../../lib/keys/transfer'
import { seededRandom } from '../../lib/testing/random'
import { Secret } from '../../lib/values/secret'
import { RECIPIENT } from '../e2e/support/age'
import { temporaryFolder } from '../support/folder'
import { issueAll, nkey, SMALL } from '../support/requests'
import { buryLocks, crashEverywhere } from '../support/steps'
import { tree } from '../support/tree'

const OTHER = 'age1xsq9kykpul7cvvgkdrn4hc4c7gmylmaadh7vmj7zjesyt6ptppvq6pgw6h'
const ALICE = 'user/ORDERS/alice/nkey'
const folder = temporaryFolder()
const dir = (): string => join(folder(), 'keys')

/** What a folder holds for whoever reads it later: no lock, no temporary file. */
const settled = (): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tree(dir())).filter(([name]) => !name.startsWith('.natsmith')))

const recipients = (store: KeyStore, add: readonly string[], remove: readonly string[] = []): Changes =>
  changeRecipients(store, { add, remove }, seededRandom('recipients'))

const nothing = emptyStore()
const clear = issueAll(SMALL).after
const sealed = recipients(clear, [RECIPIENT]).after
const taken = (store: KeyStore, text: Secret): Changes =>
  importKeys(store, text, { where: 'export', replace: true, random: seededRandom('import') }).changes

const CHANGES: readonly (readonly [string, Changes])[] = [
  ['the first issue', issueAll(SMALL)],
  ['an issue, a retirement', issueAll([...SMALL.slice(0, 4), nkey('ORDERS/carol')], clear)],
  ['an issue into an encrypted store', issueAll([...SMALL, nkey('ORDERS/carol')], sealed)],
  ['a rotation', issueAll(SMALL, sealed, { rotate: new Set([ALICE]) }, 'rotated')],
  ['the first recipient', recipients(clear, [RECIPIENT])],
  ['another recipient', recipients(sealed, [OTHER])],
  ['a recipient who goes', recipients(sealed, [OTHER], [RECIPIENT])],
  ['an import', taken(sealed, exportKeys(issueAll([nkey()], nothing, {}, 'elsewhere').after))],
]

/** Everything in a store, secrets in clear; each of them was lost if it is not there. */
const plain = ({ id, key, recipients: who, entries }: KeyStore): unknown => ({
  id,
  key: key?.reveal(),
  who,
  entries: new Map([...entries].map(([name, entry]) => [name, [bodyOf(entry), entry.secret?.reveal()]])),
})

describe('wherever it is killed, a key store is wholly old or wholly new, and the next run makes it new:', () => {
  it.each(CHANGES)('%s', (_, changes) => {
    const { before, after } = changes
    const dataKeys = new Map(
      [before, after].flatMap(({ sealing }) => (sealing ? [[sealing.wrapped, sealing.dataKey]] : [])),
    )
    const read = (): KeyStore =>
      openStore(dir(), { secrets: true, open: (wrapped) => dataKeys.get(wrapped) ?? Secret.of('') })
    if (before.id !== '')
      commitChanges(dir(), { before: nothing, after: before, touched: new Set(before.entries.keys()) })
    const old = before.id === '' ? undefined : read()
    const saved = old ? settled() : {}
    const actual: Changes = { ...changes, before: old ?? nothing }
    const commit = (): void => {
      commitChanges(dir(), actual)
    }
    commit()
    const wanted = settled()
    const states = [plain(before), plain(after)]
    const seen = new Set<number>()
    const points = crashEverywhere(
      () => {
        rmSync(dir(), { recursive: true, force: true })
        if (old) mkdirSync(dir(), { mode: 0o700 })
        for (const [name, text] of Object.entries(saved))
          writeFileSync(join(dir(), name), text, { mode: 0o600 })
      },
      commit,
      () => {
        const found = plain(read())
        const state = states.findIndex((candidate) => isDeepStrictEqual(candidate, found))
        expect(state).toBeGreaterThanOrEqual(0)
        seen.add(state)
        if (existsSync(dir())) buryLocks(dir())
        if (state === 0) commit()
        // What is new already is only tidied up, by whoever writes next.
        else commitChanges(dir(), { before: after, after, touched: new Set() })
        expect(settled()).toEqual(wanted)
      },
    )
    expect([...seen]).toEqual([0, 1])
    expect(points).toBeGreaterThan(40)
  })
})
