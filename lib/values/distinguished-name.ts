// Distinguished names, as data, as the text that a conf's `user` holds, and as nats-server compares them.
// Source: RFC 4514; nats-server internal/ldap/dn.go; Go crypto/x509/pkix.

/** The attribute types that nats-server knows by name; a subject with any other is compared as text only. */
export const ATTRIBUTE_OIDS = {
  CN: '2.5.4.3',
  SERIALNUMBER: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  STREET: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  POSTALCODE: '2.5.4.17',
  DC: '0.9.2342.19200300.100.1.25',
} as const

export interface Attribute {
  /** A short name of {@link ATTRIBUTE_OIDS}, in capitals, or a dotted OID. */
  readonly type: string
  readonly value: string
}

/** One or more attributes on one level. */
export type Rdn = readonly Attribute[]

/** In the order of a certificate: the most general first, which RFC 4514 writes last. */
export type DistinguishedName = readonly Rdn[]

const GENERAL_FIRST = ['C', 'ST', 'L', 'O', 'OU', 'CN']

/** A name with one RDN for each attribute, whatever the order in which they were given. */
export function distinguishedName(attributes: readonly Attribute[]): DistinguishedName {
  const rank = ({ type }: Attribute): number => GENERAL_FIRST.indexOf(type)
  return [...attributes].sort((a, b) => rank(a) - rank(b)).map(({ type, value }) => [{ type, value }])
}

/** RFC 4514 text, `CN=bob,OU=Eng,O=Acme`, escaped so that {@link parseDn} gives the same name. */
export function formatDn(name: DistinguishedName): string {
  return name
    .toReversed()
    .map((rdn) => rdn.map(({ type, value }) => `${type}=${escapeValue(value)}`).join('+'))
    .join(',')
}

function escapeValue(value: string): string {
  if (/^[\w.@-]*$/.test(value)) return value
  return value
    .replace(/["+,;<=>\\]/g, '\\$&')
    .replace(/^#/, '\\#')
    .replace(/^ +| +$/g, (blanks) => blanks.replaceAll(' ', '\\ '))
}

/** The name in a conf's `user`, as nats-server parses it; undefined if it is none to it. Types come out in capitals. */
export function parseDn(text: string): DistinguishedName | undefined {
  const rdns: Attribute[][] = [[]]
  let type = ''
  let value = ''
  let trailingBlanks = 0
  const take = (): string => {
    const taken = Buffer.from(value.slice(0, value.length - trailingBlanks), 'latin1').toString()
    value = ''
    trailingBlanks = 0
    return taken
  }
  // One character for each byte, because an escape stands for a byte.
  const tokens = Buffer.from(text).toString('latin1').match(TOKENS) ?? []
  for (const [i, token] of tokens.entries()) {
    if (token === '=') {
      type = take().toUpperCase()
      if (tokens[i + 1] === '#') return undefined
    } else if (token === ',' || token === '+') {
      if (type === '') return undefined
      rdns.at(-1)?.push({ type, value: take() })
      type = ''
      if (token === ',') rdns.push([])
    } else if (token === '\\') {
      // No escape of anything, which the server overlooks at the very end.
      if (i < tokens.length - 1) return undefined
      trailingBlanks = 0
    } else if (token !== ' ' || value !== '') {
      value += token.length === 3 ? String.fromCharCode(parseInt(token.slice(1), 16)) : token.slice(-1)
      trailingBlanks = token === ' ' ? trailingBlanks + 1 : 0
    }
  }
  // To the server an empty last value is none, nor is the RDN that it would end.
  if (value === '') return rdns.slice(0, -1).reverse()
  if (type === '') return undefined
  rdns.at(-1)?.push({ type, value: take() })
  return rdns.reverse()
}

/** A byte, or an escape: of a special character, or two hex digits. */
const TOKENS = /\\[ "#+,;<=>\\]|\\[0-9a-fA-F]{2}|[^]/g

/**
 * True when nats-server takes the two for one name: the same RDNs in any order, values with their case. Its 2.10 line compares
 * repeated RDNs more loosely still; no name of {@link distinguishedName} that says something twice is worth having.
 */
export function sameDn(a: DistinguishedName, b: DistinguishedName): boolean {
  const keys = (name: DistinguishedName): string[] =>
    name
      .map((rdn) => JSON.stringify(rdn.map(({ type, value }) => JSON.stringify([type, value])).sort()))
      .sort()
  return JSON.stringify(keys(a)) === JSON.stringify(keys(b))
}

/** How Go's `pkix.Name` writes a subject: grouped by type in Go's own order, without other attributes (DC, e-mail). */
export function formatGoName(name: DistinguishedName): string {
  const groups = ['C', 'ST', 'L', 'STREET', 'POSTALCODE', 'O', 'OU', 'CN', 'SERIALNUMBER'].map((type) => {
    const values = name.flat().filter((attribute) => attribute.type === type)
    return type === 'CN' || type === 'SERIALNUMBER' ? values.slice(-1) : values
  })
  return groups
    .filter((rdn) => rdn.length > 0)
    .reverse()
    .map((rdn) => rdn.map(({ type, value }) => `${type}=${escapeGoValue(value)}`).join('+'))
    .join(',')
}

function escapeGoValue(value: string): string {
  return value.replace(/[,+"\\<>;]|^ | $|^#/g, '\\$&')
}
