// In: the folders of nsc. Out: the JWTs and seeds of one operator, as they are in its store, and whatever is wrong with the files.
import type { Dirent } from 'node:fs'
import { join } from 'node:path'
import { checkFolder, foldersBetween, listEntries } from '../files/folders'
import { readText, statOf } from '../files/observe'
import { decodeJwt, type JwtOf } from '../jwt/decode'
import type { Kind } from '../jwt/kinds'
import { publicNkey } from '../jwt/nkey-pair'
import { keyOfSigner } from '../jwt/signing-keys'
import { findTokens } from '../jwt/tokens'
import { NatsmithError, type Finding } from '../values/finding'
import { parseAccountName, parseName } from '../values/names'
import { decodeSeed, type NkeyRole } from '../values/nkey'
import { Secret } from '../values/secret'
import { few } from '../values/words'
import { attempt, refuse } from './findings'
import {
  accountFolder,
  ACCOUNTS,
  credsFile,
  jwtFile,
  seedFile,
  STORE_FILE,
  USERS,
  type NscFolders,
} from './layout'

/** A JWT, and the file that it was in. */
export interface Stored<K extends Kind> {
  readonly name: string
  readonly file: string
  readonly token: string
  readonly claims: JwtOf<K>['claims']
  readonly jwt: JwtOf<K>
}

export interface StoredAccount extends Stored<'account'> {
  readonly users: readonly Stored<'user'>[]
}

export interface NscStore {
  readonly operator: Stored<'operator'>
  readonly accounts: readonly StoredAccount[]
  /** By their public keys; those that are there. */
  readonly seeds: ReadonlyMap<string, Secret>
}

/** A JWT has at most a mebibyte; creds have a seed beside it. */
const LARGEST = 1024 * 1024 + 4096

/** The names of the operators in a folder of stores. */
export const operatorsIn = (stores: string): readonly string[] =>
  listEntries(stores)
    .filter((entry) => entry.isDirectory() && statOf(join(stores, entry.name, STORE_FILE)) !== undefined)
    .map(({ name }) => name)

/** Throws NatsmithError `nsc-not-found`, `nsc-operator` where it is not clear which one. */
export function chooseOperator(stores: string, wanted: string | undefined): string {
  const names = operatorsIn(stores)
  const [first] = wanted === undefined ? names : names.filter((name) => name === wanted)
  if (first === undefined)
    throw new NatsmithError(
      'nsc-not-found',
      `${stores}: no store of ${wanted === undefined ? 'an operator' : `operator ${wanted}`} is there`,
      names.length > 0
        ? `name one of: ${few(names, 20, ', ')}`
        : 'name the folder that "nsc env" shows as its store',
    )
  if (wanted === undefined && names.length > 1)
    throw new NatsmithError(
      'nsc-operator',
      `${stores}: there are several operators`,
      `name one with --operator: ${few(names, 20, ', ')}`,
    )
  return first
}

/** @param findings - gets what is wrong; without the operator itself there is no store */
export function readStore(folders: NscFolders, name: string, findings: Finding[]): NscStore | undefined {
  const reader = { root: folders.stores, findings }
  const operator = readJwt(reader, name, name, 'operator', parseName)
  const accounts = namesIn(reader, `${name}/${ACCOUNTS}`, 'folder').flatMap((account) => {
    const folder = accountFolder(name, account)
    const read = readJwt(reader, folder, account, 'account', parseAccountName)
    const users = namesIn(reader, `${folder}/${USERS}`, 'file').flatMap(
      (user) => readJwt(reader, `${folder}/${USERS}`, user, 'user', parseName) ?? [],
    )
    return read === undefined ? [] : [{ ...read, users }]
  })
  if (operator === undefined) return undefined
  findings.push(...duplicates(accounts))
  return { operator, accounts, seeds: readSeeds(folders, { operator, accounts }, findings) }
}

interface Reader {
  readonly root: string
  readonly findings: Finding[]
}

/** Folders, or files with a JWT, by their names. */
function namesIn({ root, findings }: Reader, folder: string, type: 'folder' | 'file'): readonly string[] {
  const path = join(root, folder)
  const entries = attempt(findings, folder, () => {
    checkFolder(root, path)
    return listEntries(path)
  })
  return (entries ?? []).flatMap((entry) => {
    if (type === 'file' && !entry.name.endsWith('.jwt')) return []
    if (isOf(type, entry)) return [type === 'file' ? entry.name.slice(0, -'.jwt'.length) : entry.name]
    // What else a folder of accounts may hold, such as .DS_Store, is nobody's.
    if (!entry.isFile())
      findings.push(
        refuse(
          'nsc-file',
          `${folder}/${entry.name}`,
          `is no ordinary ${type}`,
          'replace it by what it stands for',
        ),
      )
    return []
  })
}

const isOf = (type: 'folder' | 'file', entry: Dirent): boolean =>
  type === 'folder' ? entry.isDirectory() : entry.isFile()

function readJwt<K extends Kind>(
  { root, findings }: Reader,
  folder: string,
  name: string,
  kind: K,
  parse: (name: unknown) => string,
): Stored<K> | undefined {
  const file = `${folder}/${jwtFile(name)}`
  return attempt(findings, file, () => {
    const token = onlyToken(readSmall(root, file))
    const jwt = decodeJwt(token)
    if (jwt.kind !== kind)
      throw new NatsmithError(
        'nsc-kind',
        `holds a JWT of a ${jwt.kind}, not of a ${kind}`,
        'put the right one there',
      )
    if (jwt.version === 1)
      throw new NatsmithError('nsc-version-1', 'has version 1 of JWTs', 'run: nsc upgrade-jwt')
    if (jwt.claims.name !== name)
      throw new NatsmithError(
        'nsc-name',
        'its JWT has another name than its file',
        'give both the same name, as nsc does',
      )
    parse(name)
    const { claims } = jwt as JwtOf<K>
    return { name, file, token, claims, jwt: jwt as JwtOf<K> }
  })
}

/** Throws NatsmithError `nsc-file`, and what stands in the way of reading it. */
function readSmall(root: string, file: string): string {
  const path = join(root, file)
  const folder = foldersBetween(root, path).at(-2)
  if (folder !== undefined) checkFolder(root, folder)
  const size = statOf(path)?.size ?? 0
  if (size > LARGEST)
    throw new NatsmithError(
      'nsc-file',
      'is larger than any JWT',
      'find out what it is; nsc has not written it',
    )
  const text = readText(path)
  if (text === undefined)
    throw new NatsmithError('nsc-file', 'is not there', 'restore it, or remove its folder')
  return text
}

function onlyToken(text: string): string {
  const { tokens } = findTokens(text)
  if (tokens.length === 1 && tokens[0] !== undefined) return tokens[0]
  throw new NatsmithError('nsc-file', 'holds several JWTs', 'leave the one that counts')
}

/** One key is one account, and one user of one. */
function duplicates(accounts: readonly StoredAccount[]): readonly Finding[] {
  const seen = new Map<string, string>()
  return accounts
    .flatMap((account) => [account, ...account.users])
    .flatMap(({ claims, file }) => {
      const first = seen.get(claims.sub)
      seen.set(claims.sub, first ?? file)
      if (first === undefined) return []
      return [refuse('nsc-duplicate', file, `has the same key as ${first}`, 'delete one of them')]
    })
}

// --------------------------------------------------------------------------------------------------------------- seeds

/** Of every key that the JWTs name, where there is one: beside the others, or of a user in its creds. Owners may keep identity keys. */
function readSeeds(
  { keystore }: NscFolders,
  { operator, accounts }: Omit<NscStore, 'seeds'>,
  findings: Finding[],
): ReadonlyMap<string, Secret> {
  const seeds = new Map<string, Secret>()
  const take = (role: NkeyRole, key: string, file: string): void => {
    const found = attempt(findings, file, () => readSeed(keystore, file, role, key))
    if (found !== undefined) seeds.set(key, found)
  }
  const takeSigner = (role: NkeyRole, key: string): void => {
    const before = findings.length
    take(role, key, seedFile(key))
    if (seeds.has(key) || findings.length > before) return
    findings.push(
      refuse(
        'nsc-seed-missing',
        seedFile(key),
        'is not there: what this key signs could not be signed',
        'put the seed there with nsc import keys, or remove the key with nsc if nobody needs it',
      ),
    )
  }
  take('O', operator.claims.sub, seedFile(operator.claims.sub))
  for (const key of operator.claims.nats?.signing_keys ?? []) takeSigner('O', key)
  for (const { name, claims, users } of accounts) {
    take('A', claims.sub, seedFile(claims.sub))
    for (const key of (claims.nats?.signing_keys ?? []).map(keyOfSigner)) takeSigner('A', key)
    const { xkey = '' } = claims.nats?.authorization ?? {}
    if (xkey !== '') takeSigner('X', xkey)
    for (const user of users) {
      const key = user.claims.sub
      take('U', key, seedFile(key))
      if (!seeds.has(key)) take('U', key, credsFile(operator.name, name, user.name))
    }
  }
  return seeds
}

const SEED = /(?<!\w)S[AOUX][A-Z2-7]{56}(?!\w)/g

/** Undefined where there is no such file. Throws NatsmithError `nsc-seed`, and what stands in the way of reading it. */
function readSeed(root: string, file: string, role: NkeyRole, key: string): Secret | undefined {
  if (statOf(join(root, file)) === undefined) return undefined
  const [seed, ...more] = readSmall(root, file).match(SEED) ?? []
  if (seed !== undefined && more.length === 0 && publicNkey(role, decodeSeed(role, seed)) === key)
    return Secret.of(seed)
  throw new NatsmithError('nsc-seed', `does not hold the seed of ${key}`, 'put the right seed there')
}
