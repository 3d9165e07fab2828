// What of a request an entry keeps, and what has changed in it, in words for the plan.
import type { Request } from '../model/request'
import type { Json } from '../values/canonical-json'
import { distinguishedName, formatDn } from '../values/distinguished-name'
import { show } from '../values/finding'
import { sameData } from '../values/same'
import type { Requested } from './entry'

/**
 * What a request asks for, sorted, as it is written. Not the authority's name: a certificate knows its issuer by the issuer's
 * certificate.
 */
export function requested(request: Request): Requested {
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
      return { role: request.role }
    case 'password':
      return { source: request.source.kind }
    case 'encryption-key':
      return {}
  }
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
    const [before, after] = [was, is].map((list) => list.map(String)) as [string[], string[]]
    const signs = [
      ...after.filter((item) => !before.includes(item)).map((item) => `+${item}`),
      ...before.filter((item) => !after.includes(item)).map((item) => `-${item}`),
    ]
    return [`${field} ${signs.length > 0 ? signs.join(' ') : 'in another order'}`]
  }
  const isShort = (value: Json): value is string => typeof value === 'string' && !value.includes('\n')
  return [isShort(was) && isShort(is) ? `${field} ${show(was)} became ${show(is)}` : `${field} changed`]
}
