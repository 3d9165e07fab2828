// Entries on their way from one key store to another. In: a store, and the identities to take along. Out: a text with their secrets;
// and from such a text, checked as a whole, the other store as it will be.
import type { Identity } from '../model/identity'
import { publicNkey } from '../jwt/nkey-pair'
import { decodeSeed } from '../values/nkey'
import { NatsmithError, show } from '../values/finding'
import { Secret } from '../values/secret'
import { few } from '../values/words'
import type { Random } from '../x509/key-pair'
import { readFingerprints } from '../x509/read'
import { isKeyBehind } from '../x509/sign'
import { hasSecret, type Entry } from './entry'
import { damaged, withoutSecrets } from './errors'
import type { Changes } from './issue'
import { formatLine, parseLine, refuseNewer, SCHEMA } from './lines'
import { bodyOf } from './link'
import { readPassword } from './password'
import { keyOf } from './private-key'
import { withDigest } from './published'
import { begun, type KeyStore } from './store'

/** First line of an export. */
interface Header {
  /** How many lines follow. */
  readonly entries: number
  readonly kind: KeyStore['kind']
  /** Of a whole key store, what makes it the one that nodes were deployed from, and that digests in records are keyed by. */
  readonly store?: { readonly id: string; readonly key: string }
}

/**
 * One line for each of `identities`; without them, all of the store, which an empty one becomes by the import.
 * @throws NatsmithError `unknown-identity`, `key-store-without-secrets`
 */
export function exportKeys(store: KeyStore, identities?: readonly Identity[]): Secret {
  if (!store.hasSecrets) throw withoutSecrets()
  const unknown = identities?.filter((identity) => !store.entries.has(identity)) ?? []
  if (unknown.length > 0)
    throw new NatsmithError(
      'unknown-identity',
      `the key store holds no ${few(unknown, 5, ', ')}`,
      'name them as natsmith keys list does',
    )
  const lines = [...new Set(identities ?? store.entries.keys())].sort().map((identity) => {
    const entry = store.entries.get(identity)
    // It is keyed by this store.
    return formatLine({ ...entry, digest: undefined, secret: entry?.secret?.reveal() })
  })
  const whole = identities === undefined && store.key && { store: { id: store.id, key: store.key.reveal() } }
  const header: Header = { entries: lines.length, kind: store.kind, ...whole }
  return Secret.of([formatLine({ ...header, schema: SCHEMA }), ...lines, ''].join('\n'))
}

export interface Imported {
  readonly changes: Changes
  /** Those that were not in the store as they are. */
  readonly imported: readonly Identity[]
}

/**
 * The store with the entries of an export, of which nothing is taken unless all of it is good.
 *
 * @param where - what the text was read from
 * @param replace - whether an entry of the export goes in the place of another one of the same identity
 * @throws NatsmithError `not-an-export`, `key-store-damaged`, `key-store-newer`; `identity-exists` for those that would be replaced;
 * `key-store-without-secrets`
 */
export function importKeys(
  before: KeyStore,
  text: Secret,
  { where, replace, random }: { readonly where: string; readonly replace: boolean; readonly random: Random },
): Imported {
  if (!before.hasSecrets) throw withoutSecrets()
  const { header, entries } = parseExport(text, where, before.kind)
  const restored = before.id === '' && header.store
  const started = restored ? { ...before, id: restored.id, key: Secret.of(restored.key) } : before
  return putEntries(
    before,
    begun(started, random),
    entries,
    replace ? { replace } : { change: EXPORT_WITHOUT },
  )
}

const EXPORT_WITHOUT = 'export without them; or give up those that are in the key store: --replace'

/**
 * The store with other entries in it, and those which it did not have as they are.
 *
 * @param before - the store as it is on disk
 * @param after - the same, begun
 * @param otherwise - whether they go in the place of others of the same identity, or what to do about those
 * @throws NatsmithError `identity-exists` for those that would be replaced
 */
export function putEntries(
  before: KeyStore,
  after: KeyStore & { readonly key: Secret },
  given: readonly Entry[],
  otherwise: { readonly replace: true } | { readonly change: string },
): Imported {
  const entries = given.map((entry) => withDigest(entry, after.key))
  const fresh = entries.filter((entry) => {
    const there = before.entries.get(entry.identity)
    return there === undefined || said(there) !== said(entry)
  })
  const taken = fresh.filter(({ identity }) => before.entries.has(identity)).map(({ identity }) => identity)
  if (taken.length > 0 && 'change' in otherwise)
    throw new NatsmithError(
      'identity-exists',
      `the key store has another ${few(taken, 5, ', ')}`,
      otherwise.change,
    )
  const imported = fresh.map(({ identity }) => identity)
  if (imported.length === 0) return { changes: { before, after: before, touched: new Set() }, imported }
  const all = new Map([...before.entries, ...fresh.map((entry) => [entry.identity, entry] as const)])
  return { changes: { before, after: { ...after, entries: all }, touched: new Set(imported) }, imported }
}

/** All that an entry says. */
const said = (entry: Entry): string => `${bodyOf(entry)}\0${entry.secret?.reveal() ?? ''}`

function parseExport(
  text: Secret,
  where: string,
  kind: KeyStore['kind'],
): { readonly header: Header; readonly entries: readonly Entry[] } {
  const [first = '', ...lines] = text.reveal().split('\n')
  if (!first.startsWith('{'))
    throw new NatsmithError(
      'not-an-export',
      `${where} is no export of keys, and no JWT`,
      'give what natsmith keys export wrote, or the JWT of what only the owner of a key could sign',
    )
  refuseNewer(where, first)
  const header = parseLine(`${where}:1`, first) as Header
  if (lines.pop() !== '' || header.entries !== lines.length)
    throw damaged(where, 'is no whole export of keys')
  if (header.kind !== kind)
    throw damaged(where, `is of a ${header.kind} key store, and this is a ${kind} one`)
  const entries = lines.map((line, index) => {
    const place = `${where}:${String(index + 2)}`
    const { secret, ...parsed } = parseLine(place, line) as Entry & { readonly secret?: string }
    const entry = { ...parsed, ...(secret !== undefined && { secret: Secret.of(secret) }) }
    const problem = problemOf(entry)
    if (problem === undefined) return entry
    throw damaged(place, problem)
  })
  return { header, entries }
}

const KINDS: Readonly<Record<Entry['kind'], true>> = {
  authority: true,
  certificate: true,
  'imported-authority': true,
  nkey: true,
  password: true,
  'encryption-key': true,
  jwt: true,
}

/** Why natsmith did not write an entry as it is: the checksum of a line is soon made, and an older natsmith knows less. */
function problemOf(entry: Entry): string | undefined {
  const { identity, kind, public: open, issuedAt, retiredAt } = entry
  if (!Object.hasOwn(KINDS, kind))
    return `${identity} is of the kind ${show(kind)}, which this natsmith does not know`
  const { notBefore, notAfter } = { notBefore: undefined, notAfter: undefined, ...open }
  const times = Object.entries({ issuedAt, retiredAt, notBefore, notAfter })
  const odd = times.find(([name, time]) => isOdd(time) && (time !== undefined || name === 'issuedAt'))
  if (odd !== undefined) return `${identity}: ${odd[0]} is no time`
  return isSound(entry) ? undefined : `the secret of ${identity} does not fit what is public of it`
}

const isOdd = (time: unknown): boolean => typeof time !== 'string' || Number.isNaN(Date.parse(time))

/** True when the secret is that of the public part, as far as this can be told. */
function isSound(entry: Entry): boolean {
  if (entry.secret === undefined) return !hasSecret(entry)
  try {
    if (entry.kind === 'nkey') {
      const { role } = entry.request as { readonly role: 'U' }
      const raw = decodeSeed(role, entry.secret.reveal())
      return publicNkey(role, raw) === entry.public.publicKey
    }
    if (entry.kind === 'password') return typeof readPassword(entry.secret).hash === 'string'
    if (entry.kind !== 'authority' && entry.kind !== 'certificate') return true
    const { certificate, fingerprint } = entry.public
    const pair = keyOf(entry)
    return (
      pair !== undefined && isKeyBehind(certificate, pair) && readFingerprints(certificate)[0] === fingerprint
    )
  } catch {
    return false
  }
}
