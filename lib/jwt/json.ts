// In: text. Out: the JSON string that Go's encoding/json writes of it. And in: the bytes of a JWT's part. Out: the data, read strictly:
// whatever two readers may take for different things is refused.
import type { Json } from '../values/canonical-json'
import { jwtError } from './errors'

/** Claims are seven deep at most; whatever is far beyond is made to hurt. */
const MOST_NESTED = 32

const ESCAPED = /[<>&\u2028\u2029]|\p{Cs}/u

/** As json.Marshal writes a string: with what HTML and JavaScript read otherwise escaped, and U+FFFD for half of a surrogate pair. */
export function goString(text: string): string {
  if (!ESCAPED.test(text)) return JSON.stringify(text)
  return JSON.stringify(text.replace(/\p{Cs}/gu, '\ufffd')).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Throws NatsmithError `jwt-not-utf8`, `jwt-json`, `jwt-nested`, `jwt-duplicate-key`. */
export function readJson(bytes: Buffer): Json {
  const text = decodeUtf8(bytes)
  refuseDeep(text)
  const json = parse(text)
  refuseAmbiguous(text)
  return json
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeUtf8(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes)
  } catch {
    throw jwtError('jwt-not-utf8', 'a part of the token is not UTF-8')
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw jwtError('jwt-json', 'a part of the token is not JSON')
  }
}

/** Before JSON.parse, which takes the longer for each level the more there are. */
function refuseDeep(text: string): void {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '"') inString = !inString
    else if (inString) i += character === '\\' ? 1 : 0
    else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    if (depth > MOST_NESTED) throw jwtError('jwt-nested', 'the claims are nested too deeply')
  }
}

const AFTER_KEY = /\s*:/y

/** Looks once at every token of what is known to be JSON: strings that end, brackets that match. */
function refuseAmbiguous(text: string): void {
  /** Of each object or list that is open, the keys. */
  const open: Set<string>[] = []
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]|-?\d[\d.eE+-]*/gs)) {
    const first = token.charAt(0)
    if (first === '"') {
      AFTER_KEY.lastIndex = index + token.length
      if (AFTER_KEY.test(text)) addKey(open.at(-1), JSON.parse(token) as string)
    } else if (first === '{' || first === '[') open.push(new Set())
    else if (first === '}' || first === ']') open.pop()
    else if (/[.eE]/.test(token))
      throw jwtError('jwt-json', 'the claims have a number that is not written as a whole one')
  }
}

function addKey(keys: Set<string> | undefined, key: string): void {
  if (keys?.has(key)) throw jwtError('jwt-duplicate-key', 'the claims have the same key twice in one object')
  keys?.add(key)
}
