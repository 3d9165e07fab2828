// In: a ConfMap. Out: the config_digest that a nats-server from 2.11 on prints, logs and shows in /varz for it.
// It is a SHA-256 of the parsed conf as Go's encoding/json writes it (nats-server conf/parse.go configDigest).
import { createHash } from 'node:crypto'
import type { ConfMap, ConfValue } from '../../values/conf'
import { isConfArray, isConfMap } from '../../values/conf'
import { Secret } from '../../values/secret'

/** `sha256:<hex>`, over the secrets too; files that the conf names are not covered. */
export function configDigest(conf: ConfMap): string {
  return `sha256:${createHash('sha256')
    .update(`${toGoJson(conf)}\n`)
    .digest('hex')}`
}

function toGoJson(value: ConfValue): string {
  if (isConfArray(value)) return `[${value.map(toGoJson).join(',')}]`
  if (isConfMap(value)) {
    const members = byUtf8Key(value).map(([key, member]) => `${toGoString(key)}:${toGoJson(member)}`)
    return `{${members.join(',')}}`
  }
  if (Secret.isSecret(value)) return toGoString(value.reveal())
  return typeof value === 'string' ? toGoString(value) : String(value)
}

/** Go escapes what HTML and JavaScript would trip over as well. */
function toGoString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

// Not by UTF-16 units, which put surrogate pairs before U+E000.
function byUtf8Key(map: ConfMap): readonly (readonly [string, ConfValue])[] {
  return Object.entries(map).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}
