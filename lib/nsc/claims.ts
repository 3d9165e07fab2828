// In: the claims of two JWTs. Out: where they say something else.
import type { Requested } from '../keys/entry'
import { KINDS, type Claims, type KindOfJwt } from '../jwt/kinds'
import type { JwtRequest } from '../model/request'
import { CONNECTION_TYPES } from '../constructs/connection-types'
import { canonicalJson, type Json } from '../values/canonical-json'

/**
 * What a JWT says beside who signs it when, in one form: what counts for nothing is left out, and what has no order is sorted.
 */
export function comparableClaims(type: JwtRequest['type'], claims: object): Requested {
  const { aud, name, nbf, nats } = claims as Claims<typeof type>
  const { claims: shape } = KINDS[type] as unknown as KindOfJwt<'user'>
  const written = JSON.parse(shape.write({ aud, name, nbf, nats } as never)) as Requested
  return normal(written, '') as Requested
}

function normal(value: Json, path: string): Json {
  if (Array.isArray(value)) {
    const list = (value as readonly Json[]).map((element) => normal(element, `${path}[]`))
    return UNORDERED.test(path)
      ? [...list].sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1))
      : list
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value as Requested).flatMap(([name, inner]) => {
    const at = path === '' ? name : `${path}.${name}`
    return isNothing(at, inner) ? [] : [[name, normal(inner, at)] as const]
  })
  return Object.fromEntries(entries)
}

const UNORDERED = /^nats\.signing_keys$|^nats\.tags$|^nats\.authorization\.|allowed_connection_types$/

/** What says the same as if it were not there. */
function isNothing(path: string, value: Json): boolean {
  if (path === 'nats.type' || path === 'nats.version') return true
  // None is all.
  if (/^nats\.mappings\..*\[\]\.weight$|^nats\.trace\.sampling$/.test(path)) return value === 100
  if (path.endsWith('allowed_connection_types'))
    return CONNECTION_TYPES.every((type) => (value as readonly Json[]).includes(type))
  return false
}

/** Paths such as `nats.exports[0].latency`, each as far down as both have something. */
export function differingPaths(a: Json | undefined, b: Json | undefined, path = ''): readonly string[] {
  if (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b)) return []
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length)
    return a.flatMap((element: Json, i) =>
      differingPaths(element, (b as readonly Json[])[i], `${path}[${String(i)}]`),
    )
  if (!isObject(a) || !isObject(b)) return [path]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .sort()
    .flatMap((name) =>
      a[name] === undefined && b[name] === undefined
        ? []
        : differingPaths(a[name], b[name], path === '' ? name : `${path}.${name}`),
    )
}

const isObject = (value: Json | undefined): value is Requested =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
