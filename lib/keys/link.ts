// Links: by its link, a public line that was changed, or put beside another secret, is noticed by whoever has the store's own key.
// In: an entry, or the JSON of its line. Out: the line's JSON with its link, and the link apart from it.
import type { Json } from '../values/canonical-json'
import { canonicalJson } from '../values/canonical-json'
import type { Secret } from '../values/secret'
import { hmac } from './digest'
import type { Entry } from './entry'

/** What a public line says, without its link: canonical JSON. */
export const bodyOf = (entry: Entry): string =>
  canonicalJson({ ...entry, secret: undefined } as unknown as Json)

/** Of a line and its secret. Two identities with one password have different links. */
export const linkOf = (key: Secret, body: string, secret: Secret | undefined): string =>
  hmac(key, `${body}\0${secret?.reveal() ?? ''}`)

/** What follows the link, by the order of names; what comes before it is text, in which quotes are escaped. */
const NEXT = ',"public":'
const LINK = /,"link":"([\w-]*)"/

/** Canonical JSON again. */
export function withLink(body: string, link: string): string {
  const at = body.indexOf(NEXT)
  return `${body.slice(0, at)},"link":"${link}"${body.slice(at)}`
}

/** A line as it was before {@link withLink}; what has no link is whole. */
export function withoutLink(json: string): { readonly body: string; readonly link: string | undefined } {
  const before = json.slice(0, json.indexOf(NEXT))
  const found = LINK.exec(before)
  if (found === null) return { body: json, link: undefined }
  const { 0: text, 1: link, index } = found
  return { body: json.slice(0, index) + json.slice(index + text.length), link }
}
