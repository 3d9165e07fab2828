// In: the folder of a key store. Out: what is in it, checked. Reading takes no lock and writes nothing.
import { hash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { readCommitted } from '../files/commit'
import { point } from '../files/points'
import type { Identity } from '../model/identity'
import { Secret } from '../values/secret'
import { linkOf } from './digest'
import type { Entry } from './entry'
import { damaged, exposed, foreign, halfLost, missingFiles } from './errors'
import { parseLine, refuseNewer } from './lines'
import { parsePublicShard, parseSecretShard, shardFile, SHARDS } from './shards'

/** Keys of a `test` store come from a seed that others know: no engine deploys them. */
export type StoreKind = 'production' | 'test'

export interface KeyStore {
  /** Tells stores apart, so that halves of two are never mixed; empty before anything was issued. */
  readonly id: string
  readonly kind: StoreKind
  /** Keys digests of secrets; undefined where nothing was issued yet, or only the public part was read. */
  readonly key: Secret | undefined
  readonly hasSecrets: boolean
  readonly entries: ReadonlyMap<Identity, Entry>
  /** Digest of the files, so that what changed in the meantime is not overwritten; empty where there are none. */
  readonly revision: string
}

/** A store before its first commit. */
export const emptyStore = (kind: StoreKind = 'production'): KeyStore => ({
  id: '',
  kind,
  key: undefined,
  hasSecrets: true,
  entries: new Map(),
  revision: '',
})

export const IGNORE_FILE = '.gitignore'
export const STORE_FILE = 'store.json'
export const SECRET_FILE = 'secret.json'

const PUBLIC_FILES = [IGNORE_FILE, STORE_FILE, ...SHARDS.map((shard) => shardFile('public', shard))]
const SECRET_FILES = [SECRET_FILE, ...SHARDS.map((shard) => shardFile('secret', shard))]
const ALL_FILES = [...PUBLIC_FILES, ...SECRET_FILES]

type Texts = ReadonlyMap<string, string | undefined>

/**
 * Reads the store in `folder`. A folder that does not exist, or to which nothing was ever committed, is an empty store.
 *
 * @param options - `secrets: false` reads the public part alone, and needs no more than that.
 * @throws NatsmithError `key-store-missing`, `key-store-damaged`, `key-store-newer`, `key-store-incomplete`,
 * `key-store-exposed`
 */
export function openStore(folder: string, { secrets }: { readonly secrets: boolean }): KeyStore {
  const texts = readFiles(folder, secrets ? ALL_FILES : PUBLIC_FILES)
  const missing = [...texts.keys()].filter((name) => texts.get(name) === undefined)
  if (missing.length === texts.size) return { ...emptyStore(), hasSecrets: secrets }
  if (missing.length > 0) throw missingFiles(folder, missing)
  const store = { ...parseStoreFile(folder, texts), hasSecrets: secrets, revision: revisionOf(texts) }
  const halves = parseShards(folder, 'public', texts, parsePublicShard)
  if (!secrets) return { ...store, key: undefined, entries: byIdentity(halves) }
  refuseExposed(folder)
  const key = parseSecretFile(folder, texts, store.id)
  const values = new Map(parseShards(folder, 'secret', texts, parseSecretShard))
  return { ...store, key, entries: byIdentity(joinHalves(folder, key, halves, values)) }
}

/** What the revision of the store in `folder` is now. */
export const currentRevision = (folder: string): string => revisionOf(readFiles(folder, ALL_FILES))

/** The files as one commit left them: read until two passes agree, since a commit in between changes one of them. */
function readFiles(folder: string, names: readonly string[]): Texts {
  const read = (): Texts => new Map(names.map((name) => [name, readCommitted(folder, name)]))
  let texts = read()
  for (;;) {
    const again = read()
    if (names.every((name) => again.get(name) === texts.get(name))) return texts
    texts = again
  }
}

function revisionOf(texts: Texts): string {
  const digests = [...texts.values()].map((text) => (text === undefined ? '' : hash('sha256', text)))
  return digests.every((digest) => digest === '') ? '' : hash('sha256', digests.join())
}

/** Another user must neither read the secret part nor put other files in its place. */
function refuseExposed(folder: string): void {
  for (const path of [folder, ...SECRET_FILES.map((name) => join(folder, name))]) {
    const stat = point('read', path, () => lstatSync(path, { throwIfNoEntry: false }))
    if (stat === undefined) continue
    if ((stat.mode & 0o077) !== 0) throw exposed(path, folder)
    if (stat.uid !== 0 && stat.uid !== process.geteuid?.()) throw foreign(path, stat.uid)
  }
}

function parseStoreFile(folder: string, texts: Texts): Pick<KeyStore, 'id' | 'kind'> {
  const { id, kind } = parseFile(folder, STORE_FILE, texts) as Pick<KeyStore, 'id' | 'kind'>
  return { id, kind }
}

function parseSecretFile(folder: string, texts: Texts, id: string): Secret {
  const secret = parseFile(folder, SECRET_FILE, texts) as { readonly id: string; readonly key: string }
  if (secret.id !== id)
    throw damaged(join(folder, SECRET_FILE), `belongs to another key store than ${STORE_FILE}`)
  return Secret.of(secret.key)
}

function parseFile(folder: string, name: string, texts: Texts): unknown {
  const line = (texts.get(name) ?? '').trimEnd()
  refuseNewer(join(folder, name), line)
  return parseLine(join(folder, name), line)
}

function parseShards<T>(
  folder: string,
  part: 'public' | 'secret',
  texts: Texts,
  parse: (path: string, shard: string, text: string) => readonly T[],
): readonly T[] {
  return SHARDS.flatMap((shard) => {
    const name = shardFile(part, shard)
    return parse(join(folder, name), shard, texts.get(name) ?? '')
  })
}

const byIdentity = (entries: readonly Entry[]): ReadonlyMap<Identity, Entry> =>
  new Map(entries.map((entry) => [entry.identity, entry]))

function joinHalves(
  folder: string,
  key: Secret,
  halves: readonly Entry[],
  secrets: ReadonlyMap<Identity, Secret>,
): readonly Entry[] {
  const linked = new Set(halves.filter(({ link }) => link !== undefined).map(({ identity }) => identity))
  const withoutSecret = [...linked].filter((identity) => !secrets.has(identity))
  if (withoutSecret.length > 0) throw halfLost(folder, 'secret', withoutSecret)
  const withoutEntry = [...secrets.keys()].filter((identity) => !linked.has(identity))
  if (withoutEntry.length > 0) throw halfLost(folder, 'public', withoutEntry)
  return halves.map((half) => {
    const secret = secrets.get(half.identity)
    if (secret === undefined) return half
    if (half.link !== linkOf(key, half.identity, secret))
      throw damaged(
        folder,
        `the secret of ${half.identity} is not the one that its public line was written with`,
      )
    return { ...half, secret }
  })
}
