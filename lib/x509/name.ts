// Names as certificates hold them. In: a subject, or the names of a certificate. Out: DER (RFC 5280 4.1.2.4, 4.2.1.6).
import type { Attribute, DistinguishedName } from '../values/distinguished-name'
import { ATTRIBUTE_OIDS } from '../values/distinguished-name'
import { ValueError } from '../values/finding'
import { ipBytes, ipText } from '../values/hosts'
import { contextString, elements, oid, printableString, sequence, set, utf8String } from './der'

/** What a certificate says beside its subject. */
export interface AlternativeNames {
  readonly dnsNames: readonly string[]
  readonly ipAddresses: readonly string[]
  readonly emails: readonly string[]
  readonly uris: readonly string[]
}

const TYPES: Readonly<Record<string, Buffer | undefined>> = Object.fromEntries(
  Object.entries(ATTRIBUTE_OIDS).map(([type, dotted]) => [type, oid(dotted)]),
)

export function encodeName(name: DistinguishedName): Buffer {
  return sequence(...name.map((rdn) => set(...rdn.map(encodeAttribute).sort((a, b) => a.compare(b)))))
}

/** A country is a PrintableString wherever it can be (RFC 5280, appendix A), all else UTF-8. */
function encodeAttribute({ type, value }: Attribute): Buffer {
  const printable = type === 'C' && /^[A-Za-z0-9 '()+,./:=?-]*$/.test(value)
  return sequence(TYPES[type] ?? oid(type), printable ? printableString(value) : utf8String(value))
}

/** GeneralNames; undefined when there is none. Throws ValueError `invalid-name` for text that is not ASCII. */
export function encodeAlternativeNames(names: AlternativeNames): Buffer | undefined {
  const general = [
    ...names.emails.map((email) => contextString(1, ia5(email))),
    ...names.dnsNames.map((dnsName) => contextString(2, ia5(dnsName))),
    ...names.uris.map((uri) => contextString(6, ia5(uri))),
    ...names.ipAddresses.map((ip) => contextString(7, ipBytes(ip))),
  ]
  return general.length > 0 ? sequence(...general) : undefined
}

/** The names in GeneralNames, DER; those of other kinds are left out. */
export function decodeAlternativeNames(names: Buffer): AlternativeNames {
  const all = elements(names)
  const contents = (kind: number): readonly Buffer[] =>
    all.filter(({ whole }) => whole[0] === (0x80 | kind)).map(({ content }) => content)
  const texts = (kind: number): readonly string[] => contents(kind).map((bytes) => bytes.toString('latin1'))
  return { emails: texts(1), dnsNames: texts(2), uris: texts(6), ipAddresses: contents(7).map(ipText) }
}

function ia5(text: string): Buffer {
  if (/^[\0-\x7f]*$/.test(text)) return Buffer.from(text, 'latin1')
  throw new ValueError(
    'invalid-name',
    'holds a character outside ASCII',
    'write it in ASCII (IDNA for a host name)',
  )
}
