// What of a request an entry keeps, and what has changed in it, in words for the plan.
import type { PasswordSource } from '../model/model'
import { costOf } from '../model/query'
import type { KnownDocuments, Request } from '../model/request'
import type { Json } from '../values/canonical-json'
import { distinguishedName, formatDn } from '../values/distinguished-name'
import { show } from '../values/finding'
import { BCRYPT_COST } from '../values/password'
import { sameData } from '../values/same'
import type { Requested } from './entry'
import { requestedJwt } from './tokens'

/**
 * What a request asks for, sorted, as it is written. Not the authority's name: a certificate knows its issuer by the issuer's
 * certificate.
 */
export function requested(request: Request, known: KnownDocuments): Requested {
  switch (request.kind) {
    case 'authority': {
      const { commonName, keyAlgorithm, pathLength, validity } = request
      return { commonName, keyAlgorithm, pathLength, validity }
    }
    case 'imported-authority':
      return { certificates: request.certificates }
    case 'certificate': {
      const { csr, validity, dnsNames, ipAddresses, emails, uris, usages } = request
      const subject = formatDn(distinguishedName(request.subject))
      const own = csr === undefined && { keyAlgorithm: request.keyAlgorithm }
      const owners = csr !== undefined && { csr }
      return { ...owners, dnsNames, emails, ipAddresses, ...own, subject, uris, usages, validity }
    }
    case 'nkey':
      return request.publicKey === undefined
        ? ROLES[request.role]
        : { publicKey: request.publicKey, role: request.role }
    case 'jwt':
      return requestedJwt(request, known)
    case 'password':
      return requestedPassword(request.source)
    case 'encryption-key':
      return {}
  }
}

/** Shared by all of a role. */
const ROLES = { A: { role: 'A' }, O: { role: 'O' }, U: { role: 'U' }, X: { role: 'X' } } as const

/** With its cost, where that is not the usual one. */
function requestedPassword(source: PasswordSource): Requested {
  const bcryptCost = costOf(source)
  const isOwn = source.kind !== 'bcrypt' && bcryptCost !== BCRYPT_COST
  return { ...(isOwn && { bcryptCost }), source: source.kind }
}

/** Every difference between what was asked for and what is asked for now. */
export function differences(was: Requested, is: Requested): string[] {
  const same = sameData()
  if (same(was, is)) return []
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .sort()
    .flatMap((field) => (same(was[field], is[field]) ? [] : difference(field, was[field], is[field])))
}

function difference(field: string, was: Json = null, is: Json = null): readonly string[] {
  if (Array.isArray(was) && Array.isArray(is)) {
    const text = (item: Json): string =>
      isObject(item) ? nameOf(item) : typeof item === 'string' ? item : JSON.stringify(item)
    const [before, after] = [was, is].map((list) => list.map(text)) as [string[], string[]]
    const signs = [
      ...after.filter((item) => !before.includes(item)).map((item) => `+${item}`),
      ...before.filter((item) => !after.includes(item)).map((item) => `-${item}`),
    ]
    const inside = after.length === before.length && was.some(isObject) ? 'changed' : 'in another order'
    return [`${field} ${signs.length > 0 ? signs.join(' ') : inside}`]
  }
  if (isObject(was) && isObject(is)) return within(field, was, is)
  const isShort = (value: Json): value is string => typeof value === 'string' && !value.includes('\n')
  return [isShort(was) && isShort(is) ? `${field} ${show(was)} became ${show(is)}` : `${field} changed`]
}

const isObject = (value: Json): value is Requested =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What differs inside, by its own names: of the claims of a JWT, those of NATS. */
function within(field: string, was: Requested, is: Requested): readonly string[] {
  const inner = differences(was, is)
  return ['claims', 'nats'].includes(field) ? inner : inner.map((words) => `${field}.${words}`)
}

/** What a person calls an element of a list of objects. */
const nameOf = (element: Requested): string => {
  const name = element['subject'] ?? element['role'] ?? element['key'] ?? element['start']
  return typeof name === 'string' ? name : JSON.stringify(element)
}
