// In: a store of nsc, which knows signing keys and accounts by their public keys. Out: the names that a program has for them.
import { keyOfSigner } from '../jwt/signing-keys'
import { parseName } from '../values/names'
import { sortBy } from '../values/sort'
import type { NscStore, StoredAccount } from './read'

/** Public keys with the names of what they belong to, in the order in which the program has them. */
export type Names = ReadonlyMap<string, string>

/** What a program calls the auth callout that an account may have. */
export const CALLOUT = 'callout'

/** Variables of the accounts, and of the users that an auth callout is not asked about. */
export function variablesOf({ accounts }: NscStore): Names {
  const unique = uniquely([...RESERVED])
  const notAsked = accounts.flatMap(({ claims, users }) =>
    users.filter((user) => claims.nats?.authorization?.auth_users?.includes(user.claims.sub)),
  )
  return new Map([...accounts, ...notAsked].map(({ name, claims }) => [claims.sub, unique(variableOf(name))]))
}

/** The key that signs accounts first: the one that signed the latest of them. */
export function operatorKeys({ operator, accounts }: NscStore): Names {
  const latest = (key: string): number =>
    Math.max(0, ...accounts.filter(({ claims }) => claims.iss === key).map(({ claims }) => claims.iat ?? 0))
  const keys = [...(operator.claims.nats?.signing_keys ?? [])].sort((a, b) => latest(b) - latest(a))
  const unique = uniquely([])
  return new Map(keys.map((key) => [key, unique('main')]))
}

/** Those without a scope first, by how many users they signed; a scoped one has the name of its role. */
export function accountKeys({ claims, users }: StoredAccount): Names {
  const signed = (key: string): number => users.filter((user) => user.claims.iss === key).length
  const unique = uniquely([])
  const signers = sortBy(claims.nats?.signing_keys ?? [], keyOfSigner)
  const plain = signers.filter((signer) => typeof signer === 'string').sort((a, b) => signed(b) - signed(a))
  const scoped = signers.filter((signer) => typeof signer !== 'string')
  return new Map([
    ...plain.map((key) => [key, unique('main')] as const),
    ...scoped.map(({ key, role = '' }) => [key, unique(isName(role) ? role : 'scope')] as const),
  ])
}

function isName(name: string): boolean {
  try {
    return parseName(name) === name
  } catch {
    return false
  }
}

/** Names what was named before with a number behind it. */
function uniquely(taken: readonly string[]): (name: string) => string {
  const used = new Set(taken)
  return (name) => {
    let unique = name
    for (let n = 2; used.has(unique); n += 1) unique = `${name}${String(n)}`
    used.add(unique)
    return unique
  }
}

/** `ORDER-service` is `orderService`. */
function variableOf(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const parts = words.map((word, i) => {
    const rest = word === word.toUpperCase() ? word.slice(1).toLowerCase() : word.slice(1)
    return (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + rest
  })
  const variable = parts.join('')
  return /^[a-z]/.test(variable) ? variable : `account${variable}`
}

/** Words of TypeScript, and what the program calls something else by. */
const RESERVED =
  'scope deployment await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield arguments'.split(
    ' ',
  )
