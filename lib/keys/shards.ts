// The files of entries: a header line, then one line for each entry, sorted by identity; sixteen files of each part, by
// the first hex digit of the identity's SHA-256, so that a change rewrites little. In: entries. Out: texts, and back.
import { hash } from 'node:crypto'
import type { Identity } from '../model/identity'
import { Secret } from '../values/secret'
import type { Entry } from './entry'
import { conflict, damaged } from './errors'
import { checked, formatLine, refuseNewer, SCHEMA, unchecked } from './lines'
import { bodyOf, linkOf, withLink, withoutLink } from './link'

/** What everybody may know, or what nobody else may. */
export type Part = 'public' | 'secret'

export const SHARDS = Array.from('0123456789abcdef')

export const shardFile = (part: Part, shard: string): string => `${part}-${shard}.jsonl`

export const shardOf = (identity: Identity): string => hash('sha256', identity).charAt(0)

/** A line of the secret part. */
interface SecretLine {
  readonly identity: Identity
  /** As it is written: in clear, or sealed. */
  readonly value: string
}

/** How the values of the secret part are written. */
export interface Cover {
  readonly write: (identity: Identity, text: string) => string
  /** Throws NatsmithError `key-store-damaged`. */
  readonly read: (where: string, identity: Identity, value: string) => string
}

/**
 * The text of one shard of one part. An entry without a secret has no line in the secret part.
 * @param entries - sorted by identity
 */
export function formatShard(
  part: Part,
  shard: string,
  entries: readonly Entry[],
  { key, cover }: { readonly key: Secret; readonly cover: Cover },
): string {
  const lines = entries.flatMap((entry) => {
    const { identity, secret } = entry
    if (part === 'public') {
      const body = bodyOf(entry)
      return checked(withLink(body, linkOf(key, body, secret)))
    }
    return secret === undefined ? [] : formatLine({ identity, value: cover.write(identity, secret.reveal()) })
  })
  return `${[header(part, shard), ...lines].join('\n')}\n`
}

const header = (part: Part, shard: string): string => formatLine({ part, schema: SCHEMA, shard })

/** A line of the public part. */
export interface Half {
  /** Without its secret. */
  readonly entry: Entry
  /** What the line says, and the link that it has. */
  readonly body: string
  readonly link: string | undefined
}

/** The lines of a public shard. Throws NatsmithError `key-store-damaged`, `key-store-newer`. */
export const parsePublicShard = (path: string, shard: string, text: string): readonly Half[] =>
  parseShard(path, 'public', shard, text, (json) => {
    const { body, link } = withoutLink(json)
    const entry = JSON.parse(body) as Entry
    return { identity: entry.identity, parsed: { entry, body, link } }
  })

/** The secrets of a secret shard. Throws NatsmithError `key-store-damaged`, `key-store-newer`. */
export function parseSecretShard(
  path: string,
  shard: string,
  text: string,
  cover: Cover,
): readonly [Identity, Secret][] {
  return parseShard(path, 'secret', shard, text, (json) => {
    const { identity, value } = JSON.parse(json) as SecretLine
    return { identity, parsed: [identity, Secret.of(cover.read(path, identity, value))] }
  })
}

/** @param parse - what a line says; its checksum vouches for its shape: we wrote it. */
function parseShard<T>(
  path: string,
  part: Part,
  shard: string,
  text: string,
  parse: (json: string) => { readonly identity: Identity; readonly parsed: T },
): readonly T[] {
  const [first = '', ...lines] = text.split('\n')
  refuseNewer(path, first)
  if (first !== header(part, shard)) throw damaged(`${path}:1`, 'is not the header of this file')
  if (lines.pop() !== '') throw damaged(path, 'the last line is cut')
  const seen = new Map<Identity, number>()
  return lines.map((line, index) => {
    const where = `${path}:${String(index + 2)}`
    const { identity, parsed } = parse(unchecked(where, line))
    const earlier = seen.get(identity)
    if (earlier !== undefined)
      throw conflict(where, `${identity} stands in line ${String(earlier)}, too: two branches have issued it`)
    seen.set(identity, index + 2)
    return parsed
  })
}
