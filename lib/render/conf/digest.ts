// In: a ConfMap. Out: the config_digest that a nats-server from 2.11 on prints, logs and shows in /varz for it.
// It is a SHA-256 of the parsed conf as Go's encoding/json writes it (nats-server conf/parse.go configDigest).
import { hash } from 'node:crypto'
import type { ConfMap, ConfValue } from '../../values/conf'
import { isConfArray, isConfMap } from '../../values/conf'
import { remember } from '../../values/remember'
import { Secret } from '../../values/secret'
import { compareText } from '../../values/sort'

/** `sha256:<hex>`, over the secrets too; files that the conf names are not covered. */
export const configDigest = (conf: ConfMap): string => confDigester()(conf)

/** The same for many confs: a block that several have in common, as servers have their accounts, is gone through once. */
export function confDigester(): (conf: ConfMap) => string {
  const shared = remember((block: ConfMap) => toGoObject(block, toGoJson))
  const member = (value: ConfValue): string => (isConfMap(value) ? shared(value) : toGoJson(value))
  return (conf) => `sha256:${hash('sha256', `${toGoObject(conf, member)}\n`)}`
}

function toGoJson(value: ConfValue): string {
  if (isConfArray(value)) return `[${value.map(toGoJson).join()}]`
  if (isConfMap(value)) return toGoObject(value, toGoJson)
  if (Secret.isSecret(value)) return toGoString(value.reveal())
  return typeof value === 'string' ? toGoString(value) : String(value)
}

function toGoObject(map: ConfMap, toText: (member: ConfValue) => string): string {
  const members = byUtf8Key(map).map(([key, member]) => `${toGoString(key)}:${toText(member)}`)
  return `{${members.join()}}`
}

/** Go escapes what HTML and JavaScript would trip over as well. */
function toGoString(text: string): string {
  const json = JSON.stringify(text)
  if (!/[<>&\u2028\u2029]/.test(json)) return json
  return json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function byUtf8Key(map: ConfMap): readonly (readonly [string, ConfValue])[] {
  return Object.entries(map).sort(([a], [b]) => compareUtf8(a, b))
}

/** UTF-16 units put surrogate pairs before U+E000. */
function compareUtf8(a: string, b: string): number {
  const isTold = !/[\ud800-\udfff]/.test(a + b)
  return isTold ? compareText(a, b) : Buffer.compare(Buffer.from(a), Buffer.from(b))
}
