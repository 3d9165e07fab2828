// In: a ConfMap. Out: the config_digest that a nats-server from 2.11 on prints, logs and shows in /varz for it.
// It is a SHA-256 of the parsed conf as Go's encoding/json writes it (nats-server conf/parse.go configDigest).
import { createHash, type Hash } from 'node:crypto'
import type { ConfMap, ConfValue } from '../../values/conf'
import { isConfArray, isConfMap } from '../../values/conf'
import { digestOf } from '../../values/content'
import { recall, remember } from '../../values/remember'
import { Secret } from '../../values/secret'
import { compareText } from '../../values/sort'

/** `sha256:<hex>`, over the secrets too; files that the conf names are not covered. */
export const configDigest = (conf: ConfMap): string => confDigester()(conf)

/**
 * The same for many confs: a block that several have in common, as servers have their accounts, is gone through once; and so is the
 * beginning of their texts, which accounts are.
 */
export function confDigester(): (conf: ConfMap) => string {
  const shared = remember((block: ConfMap) => toGoJson(block))
  const heads = new Map<ConfMap, Map<string, Hash>>()
  const entry = ([key, value]: Entry): string =>
    `${toGoJson(key)}:${isConfMap(value) ? shared(value) : toGoJson(value)}`
  const begin = (first: Entry): Hash => createHash('sha256').update(`{${entry(first)}`)
  return (conf) => {
    const [first, ...rest] = sortedEntries(conf)
    if (first === undefined) return digestOf('{}\n')
    const [key, value] = first
    const known = isConfMap(value) ? recall(heads, value, () => new Map<string, Hash>()) : undefined
    const head = known ? recall(known, key, () => begin(first)).copy() : begin(first)
    const tail = rest.map((member) => `,${entry(member)}`).join('')
    return `sha256:${head.update(`${tail}}\n`).digest('hex')}`
  }
}

/** Go escapes what HTML and JavaScript would trip over as well. */
function toGoJson(value: ConfValue): string {
  const json = toJson(value)
  if (!/[<>&\u2028\u2029]/.test(json)) return json
  return json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function toJson(value: ConfValue): string {
  if (isConfArray(value)) return `[${value.map(toJson).join()}]`
  if (isConfMap(value))
    return `{${sortedEntries(value)
      .map(([key, member]) => `${JSON.stringify(key)}:${toJson(member)}`)
      .join()}}`
  if (Secret.isSecret(value)) return JSON.stringify(value.reveal())
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

type Entry = readonly [key: string, value: ConfValue]

/** By their keys as UTF-8. */
function sortedEntries(map: ConfMap): readonly Entry[] {
  const entries = Object.entries(map)
  const isTold = !/[\ud800-\udfff]/.test(Object.keys(map).join(''))
  return entries.sort(([a], [b]) => (isTold ? compareText(a, b) : compareUtf8(a, b)))
}

/** UTF-16 units put surrogate pairs before U+E000. */
const compareUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
