// In: the folder of a key store. Out: what is in it, checked. Reading takes no lock and writes nothing.
import { hash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { readCommitted, readJournal } from '../files/commit'
import { HERE } from '../files/folders'
import { point } from '../files/points'
import type { Identity } from '../model/identity'
import { Secret } from '../values/secret'
import type { Random } from '../x509/key-pair'
import { identitiesOf, unwrap } from './age'
import { coverOf, envelopeOf, storeKeyPath } from './cover'
import { hasSecret, type Entry } from './entry'
import { damaged, exposed, foreign, halfLost, missingFiles } from './errors'
import { parseLine, refuseMarks, refuseNewer } from './lines'
import { linkOf } from './link'
import { parsePublicShard, parseSecretShard, shardFile, SHARDS, type Half } from './shards'

/** Keys of a `test` store come from a seed that others know: no engine deploys them. */
export type StoreKind = 'production' | 'test'

export interface KeyStore {
  /** Tells stores apart, so that halves of two are never mixed; empty before anything was issued. */
  readonly id: string
  readonly kind: StoreKind
  /** Keys digests of secrets; undefined where nothing was issued yet, or only the public part was read. */
  readonly key: Secret | undefined
  readonly hasSecrets: boolean
  /** Public keys of age that the secret part is encrypted to; none where it is in clear. */
  readonly recipients: readonly string[]
  /** Undefined where the secret part is in clear, or only the public part was read. */
  readonly sealing: Sealing | undefined
  readonly entries: ReadonlyMap<Identity, Entry>
  /** Digest of the files, so that what changed in the meantime is not overwritten; empty where there are none. */
  readonly revision: string
}

/** How the secret part is encrypted. */
export interface Sealing {
  /** Encrypts every secret. */
  readonly dataKey: Secret
  /** The data key, encrypted by age, in ASCII armor. */
  readonly wrapped: string
}

/** A store before its first commit. */
export const emptyStore = (kind: StoreKind = 'production'): KeyStore => ({
  id: '',
  kind,
  key: undefined,
  hasSecrets: true,
  recipients: [],
  sealing: undefined,
  entries: new Map(),
  revision: '',
})

/** The store with an id and a key of its own, which it gets when something is first put into it. */
export function begun(store: KeyStore, random: Random): KeyStore & { readonly key: Secret } {
  const key = store.key ?? Secret.of(random(32).toString('base64url'))
  return { ...store, key, id: store.id === '' ? random(16).toString('hex') : store.id }
}

export const IGNORE_FILE = '.gitignore'
export const ATTRIBUTES_FILE = '.gitattributes'
export const STORE_FILE = 'store.json'
export const SECRET_FILE = 'secret.json'

/** Only where the secret part is encrypted; both as age itself takes them (`age -R`, `age -d`). */
export const RECIPIENTS_FILE = 'recipients.txt'
export const DATA_KEY_FILE = 'data-key.age'

const PUBLIC_FILES = [IGNORE_FILE, STORE_FILE, ...SHARDS.map((shard) => shardFile('public', shard))]
const SECRET_FILES = [SECRET_FILE, ...SHARDS.map((shard) => shardFile('secret', shard))]
const SEALING_FILES = [RECIPIENTS_FILE, DATA_KEY_FILE]
const ALL_FILES = [...PUBLIC_FILES, ...SECRET_FILES, ...SEALING_FILES]

type Texts = ReadonlyMap<string, string | undefined>

export interface OpenOptions {
  /** `false` reads the public part alone, and needs no more than that. */
  readonly secrets: boolean
  /** Opens a data key. @defaultValue by the age identities of the environment */
  readonly open?: (wrapped: string, folder: string) => Secret
}

/**
 * Reads the store in `folder`. A folder that does not exist, or to which nothing was ever committed, is an empty store.
 *
 * @throws NatsmithError `key-store-missing`, `key-store-damaged`, `key-store-newer`, `key-store-incomplete`,
 * `key-store-exposed`, and for an encrypted store `identity-needed`, `identity-refused`, `identity-unreadable`
 */
export function openStore(folder: string, { secrets, open = openByAge }: OpenOptions): KeyStore {
  const texts = readFiles(folder, secrets ? ALL_FILES : [...PUBLIC_FILES, RECIPIENTS_FILE])
  const isSealed = SEALING_FILES.some((name) => texts.get(name) !== undefined)
  const needed = [...texts.keys()].filter((name) => isSealed || !SEALING_FILES.includes(name))
  const missing = needed.filter((name) => texts.get(name) === undefined)
  if (missing.length === needed.length) return { ...emptyStore(), hasSecrets: secrets }
  if (missing.length > 0) throw missingFiles(folder, missing)
  for (const [name, text = ''] of texts) refuseMarks(join(folder, name), text)
  const store = {
    ...parseStoreFile(folder, texts),
    hasSecrets: secrets,
    recipients: (texts.get(RECIPIENTS_FILE) ?? '').split('\n').filter((line) => line.startsWith('age1')),
    revision: revisionOf(texts),
  }
  const halves = parseShards(folder, 'public', texts, parsePublicShard)
  if (!secrets)
    return {
      ...store,
      key: undefined,
      sealing: undefined,
      entries: byIdentity(halves.map(({ entry }) => entry)),
    }
  if (!isSealed) refuseExposed(folder)
  const file = parseSecretFile(folder, texts, store.id)
  const sealing = openSealing(folder, texts, file, open)
  const cover = coverOf({ id: store.id, sealing })
  const path = storeKeyPath(file.envelope)
  const key = Secret.of(cover.read(join(folder, SECRET_FILE), path, file.key))
  const values = new Map(
    parseShards(folder, 'secret', texts, (path, shard, text) => parseSecretShard(path, shard, text, cover)),
  )
  return { ...store, key, sealing, entries: byIdentity(joinHalves(folder, key, halves, values)) }
}

const openByAge = (wrapped: string, folder: string): Secret =>
  unwrap(wrapped, identitiesOf(process.env), `${folder}: the key store`)

/** True for an encrypted store; to open it takes an identity. */
export const isSealed = (folder: string): boolean => readCommitted(folder, DATA_KEY_FILE) !== undefined

/** What the revision of the store in `folder` is now. */
export const currentRevision = (folder: string): string => revisionOf(readFiles(folder, ALL_FILES))

/**
 * True where the store in `folder` is that of a revision that was opened before, and as safe from others as to be opened again. Of a
 * commit that comes in between it sees no revision at all.
 * Throws NatsmithError `key-store-exposed`, `key-store-foreign`.
 */
export function isAtRevision(folder: string, revision: string): boolean {
  if (!isSealed(folder)) refuseExposed(folder)
  return revisionOf(readOnce(folder, ALL_FILES)) === revision
}

/** The own key of the store in `folder`; undefined where there is none, or it is encrypted. Throws NatsmithError `key-store-damaged`. */
export function clearKey(folder: string): Secret | undefined {
  const text = isSealed(folder) ? undefined : readCommitted(folder, SECRET_FILE)
  if (text === undefined) return undefined
  return Secret.of((parseFile(folder, SECRET_FILE, new Map([[SECRET_FILE, text]])) as SecretFile).key)
}

/** The files as one commit left them: read until two passes agree, since a commit in between changes one of them. */
function readFiles(folder: string, names: readonly string[]): Texts {
  let texts = readOnce(folder, names)
  for (;;) {
    const again = readOnce(folder, names)
    if (names.every((name) => again.get(name) === texts.get(name))) return texts
    texts = again
  }
}

function readOnce(folder: string, names: readonly string[]): Texts {
  const journal = readJournal(folder) ?? []
  return new Map(names.map((name) => [name, readCommitted(folder, name, HERE, journal)]))
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

interface SecretFile {
  /** That of the store. */
  readonly id: string
  /** The store's own key. */
  readonly key: string
  /** {@link envelopeOf}, where the secret part is encrypted. */
  readonly envelope?: string
}

function parseSecretFile(folder: string, texts: Texts, id: string): SecretFile {
  const file = parseFile(folder, SECRET_FILE, texts) as SecretFile
  if (file.id !== id)
    throw damaged(join(folder, SECRET_FILE), `belongs to another key store than ${STORE_FILE}`)
  return file
}

/** The data key, if the files that it comes in are those that the secret part was written with. */
function openSealing(
  folder: string,
  texts: Texts,
  { envelope }: SecretFile,
  open: (wrapped: string, folder: string) => Secret,
): Sealing | undefined {
  const [recipients = '', wrapped = ''] = SEALING_FILES.map((name) => texts.get(name))
  if (wrapped === '') return undefined
  if (envelope !== envelopeOf(recipients, wrapped))
    throw damaged(
      `${join(folder, DATA_KEY_FILE)} or ${RECIPIENTS_FILE}`,
      `is not the one that ${SECRET_FILE} was written with`,
    )
  return { dataKey: open(wrapped, folder), wrapped }
}

function parseFile(folder: string, name: string, texts: Texts): unknown {
  const [line = '', ...rest] = (texts.get(name) ?? '').split('\n')
  refuseNewer(join(folder, name), line)
  if (rest.join() !== '') throw damaged(join(folder, name), 'has more than one line')
  if (rest.length === 0) throw damaged(join(folder, name), 'the line is cut')
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
  halves: readonly Half[],
  secrets: ReadonlyMap<Identity, Secret>,
): readonly Entry[] {
  const kept = new Set(
    halves.filter(({ entry }) => hasSecret(entry)).map(({ entry: { identity } }) => identity),
  )
  const withoutSecret = [...kept].filter((identity) => !secrets.has(identity))
  if (withoutSecret.length > 0) throw halfLost(folder, 'secret', withoutSecret)
  const withoutEntry = [...secrets.keys()].filter((identity) => !kept.has(identity))
  if (withoutEntry.length > 0) throw halfLost(folder, 'public', withoutEntry)
  return halves.map(({ entry, body, link }) => {
    const secret = secrets.get(entry.identity)
    if (link !== linkOf(key, body, secret))
      throw damaged(folder, `the line of ${entry.identity} is not the one that was written with its secret`)
    return secret === undefined ? entry : { ...entry, secret }
  })
}

/** Looks up the public key of an nkey by its identity; undefined where it is not issued. */
export const publicKeysOf =
  ({ entries }: Pick<KeyStore, 'entries'>) =>
  (identity: Identity): string | undefined => {
    const entry = entries.get(identity)
    return entry?.kind === 'nkey' ? entry.public.publicKey : undefined
  }
