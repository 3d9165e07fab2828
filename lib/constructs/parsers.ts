// Parsers of props that are no values of NATS's own: words, numbers, true and false.
import type { ConfPath, ConfValue } from '../values/conf'
import { isConfArray, isConfMap } from '../values/conf'
import { ValueError, show } from '../values/finding'
import { parseSize } from '../values/size'
import { hasLogin } from '../values/url-login'
import type { Parse } from './props'

/** A parser for one of a few words. */
export function oneOf<W extends string>(...words: readonly W[]): Parse<W> {
  return (value) => {
    const word = words.find((w) => w === value)
    if (word === undefined)
      throw new ValueError(
        'invalid-choice',
        `${show(value)} is none of the choices`,
        `give one of ${words.join(', ')}`,
      )
    return word
  }
}

/** A parser for a whole number between two bounds. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Parse<number> {
  return (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value
    const range =
      most === Number.MAX_SAFE_INTEGER
        ? `of at least ${String(least)}`
        : `from ${String(least)} to ${String(most)}`
    throw new ValueError('invalid-number', `${show(value)} is out of range`, `give a whole number ${range}`)
  }
}

/** A parser for true and false. */
export function boolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new ValueError('invalid-choice', `${show(value)} is not a boolean`, 'give true or false')
}

/** The most that nats-server holds in an option that has 32 bits. */
export const INT32 = 2 ** 31 - 1

/** A size of at most 2 GB less one byte. */
export function size32(value: unknown): number {
  const bytes = parseSize(value)
  if (bytes <= INT32) return bytes
  throw new ValueError(
    'invalid-size',
    `${show(value)} is more than nats-server can hold here`,
    'give less than 2GB',
  )
}

/** A path on the node: as the node's own system writes it. */
export function parseNodePath(value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= 1024 && !/[\p{Cc}\p{Cs}]/u.test(value))
    return value
  throw new ValueError(
    'invalid-path',
    `${show(value)} is not a path`,
    'give a path as the node sees it, such as /etc/nats/server.crt',
  )
}

/** The folder of a node's files, without a slash at its end. */
export function parseConfigDir(value: unknown): string {
  const path = parseNodePath(value)
  if (path.split('/').includes('..'))
    throw new ValueError('invalid-path', `${show(path)} has a ".." in it`, 'give the folder itself')
  return path.replace(/(?<=.)\/+$/, '')
}

/** Keys of a conf whose text lets somebody in. A bcrypt hash does not. */
const SECRET_KEY = /^(pass|password|token|seed|key|credentials)$/i

/** Blocks whose keys are names. */
const NAMED = ['server_metadata', 'mappings', 'headers']

/** Throws ValueError `plain-secret` for an override that would put a secret into the record, which goes to git. */
export function refusePlainSecret(conf: ConfPath, value: ConfValue): void {
  const found = [...secretsIn(conf.map(String), value)][0]
  if (found === undefined) return
  throw new ValueError(
    'plain-secret',
    `${found.join('.')} is a secret, and given as text it would be in the record`,
    'give Secret.of(text)',
  )
}

function* secretsIn(path: readonly string[], value: ConfValue): Generator<readonly string[]> {
  if (typeof value === 'string') {
    const isHash = /^\$2[aby]\$/.test(value)
    const isNamedSo = SECRET_KEY.test(path.at(-1) ?? '') && !NAMED.includes(path.at(-2) ?? '')
    if (!isHash && (isNamedSo || /^S[UAOC][A-Z2-7]{56}$/.test(value) || hasLogin(value))) yield path
  } else if (isConfArray(value)) {
    for (const [i, element] of value.entries()) yield* secretsIn([...path, String(i)], element)
  } else if (isConfMap(value)) {
    for (const [key, inner] of Object.entries(value)) yield* secretsIn([...path, key], inner)
  }
}
