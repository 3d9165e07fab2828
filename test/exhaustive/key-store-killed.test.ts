// Every step of writing a key store is the last one once.
import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commitChanges } from '../../lib/keys/commit'
import { emptyStore, openStore, type KeyStore } from '../../lib/keys/store'
import { temporaryFolder } from '../support/folder'
import { issueAll, nkey, SMALL } from '../support/requests'
import { buryLocks, crashAt, crashEverywhere } from '../support/steps'

const folder = temporaryFolder()
const dir = () => join(folder(), 'keys')
const read = () => openStore(dir(), { secrets: true })
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
  it('is wholly absent or wholly there wherever its first run is killed', () => {
    const states = [plain(emptyStore()), plain(small.after)]
    let at = 1
    for (
      ;
      crashAt(at, () => {
        commitChanges(dir(), small)
      });
      at += 7
    ) {
      const seen = plain(read())
      expect(states).toContainEqual(seen)
      if (existsSync(dir())) buryLocks(dir())
      if (seen.id === '') commitChanges(dir(), small)
      expect(plain(read())).toEqual(plain(small.after))
      rmSync(dir(), { recursive: true, force: true })
    }
    expect(at).toBeGreaterThan(100)
  })

  it('is wholly old or wholly new wherever a later run is killed', () => {
    const later = [...SMALL.slice(0, 4), nkey('ORDERS/carol')]
    commitChanges(dir(), small)
    const change = issueAll(later, read())
    const saved = join(folder(), 'saved')
    cpSync(dir(), saved, { recursive: true })
    const states = [plain(small.after), plain(change.after)]
    const crashes = crashEverywhere(
      () => {
        rmSync(dir(), { recursive: true })
        cpSync(saved, dir(), { recursive: true })
      },
      () => {
        commitChanges(dir(), change)
      },
      () => {
        const seen = plain(read())
        expect(states).toContainEqual(seen)
        buryLocks(dir())
        commitChanges(dir(), issueAll([...later, nkey('ORDERS/dave')], read()))
        expect(read().entries.has('user/ORDERS/dave/nkey')).toBe(true)
      },
    )
    expect(crashes).toBeGreaterThan(30)
  })
})
