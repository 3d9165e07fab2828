// The files of entries: a header line, then one line for each entry, sorted by identity; sixteen files of each part, by
// the first hex digit of the identity's SHA-256, so that a change rewrites little. In: entries. Out: texts, and back.
import { hash } from 'node:crypto'
import type { Identity } from '../model/identity'
import { Secret } from '../values/secret'
import type { Entry } from './entry'
import { conflict, damaged } from './errors'
import { formatLine, parseLine, refuseNewer, SCHEMA } from './lines'

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
export function formatShard(part: Part, shard: string, entries: readonly Entry[], cover: Cover): string {
  const lines = entries.flatMap((entry) => {
    const { identity, secret } = entry
    if (part === 'public') return formatLine({ ...entry, secret: undefined })
    return secret === undefined ? [] : formatLine({ identity, value: cover.write(identity, secret.reveal()) })
  })
  return `${[header(part, shard), ...lines].join('\n')}\n`
}

const header = (part: Part, shard: string): string => formatLine({ part, schema: SCHEMA, shard })

/** The entries of a public shard, without their secrets. Throws NatsmithError `key-store-damaged`, `key-store-newer`. */
export const parsePublicShard = (path: string, shard: string, text: string): readonly Entry[] =>
  parseShard(path, 'public', shard, text) as readonly Entry[]

/** The secrets of a secret shard. Throws NatsmithError `key-store-damaged`, `key-store-newer`. */
export function parseSecretShard(
  path: string,
  shard: string,
  text: string,
  cover: Cover,
): readonly [Identity, Secret][] {
  const lines = parseShard(path, 'secret', shard, text) as readonly SecretLine[]
  return lines.map(({ identity, value }) => [identity, Secret.of(cover.read(path, identity, value))])
}

function parseShard(
  path: string,
  part: Part,
  shard: string,
  text: string,
): readonly { identity: Identity }[] {
  const [first = '', ...lines] = text.split('\n')
  refuseNewer(path, first)
  if (first !== header(part, shard)) throw damaged(`${path}:1`, 'is not the header of this file')
  if (lines.pop() !== '') throw damaged(path, 'the last line is cut')
  const seen = new Map<Identity, number>()
  return lines.map((line, index) => {
    const where = `${path}:${String(index + 2)}`
    // The checksum vouches for its shape: we wrote it.
    const parsed = parseLine(where, line) as { identity: Identity }
    const earlier = seen.get(parsed.identity)
    if (earlier !== undefined)
      throw conflict(
        where,
        `${parsed.identity} stands in line ${String(earlier)}, too: two branches have issued it`,
      )
    seen.set(parsed.identity, index + 2)
    return parsed
  })
}
