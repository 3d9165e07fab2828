// In: names as the ASN.1 library parsed them out of somebody's certificate or request. Out: our own plain forms.
import type { GeneralName, Name } from '@peculiar/asn1-x509'
import type { DistinguishedName } from '../values/distinguished-name'
import { ATTRIBUTE_OIDS } from '../values/distinguished-name'
import { parseIp } from '../values/hosts'
import type { AlternativeNames } from './name'

const SHORT_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ATTRIBUTE_OIDS).map(([type, dotted]) => [dotted, type]),
)

export function readName(name: Name): DistinguishedName {
  return name.map((rdn) =>
    rdn.map(({ type, value }) => ({ type: SHORT_NAMES[type] ?? type, value: value.toString() })),
  )
}

export function readAlternativeNames(names: Iterable<GeneralName>): AlternativeNames {
  const all = [...names]
  return {
    dnsNames: all.flatMap(({ dNSName }) => dNSName ?? []),
    ipAddresses: all.flatMap(({ iPAddress }) => (iPAddress === undefined ? [] : [parseIp(iPAddress)])),
    emails: all.flatMap(({ rfc822Name }) => rfc822Name ?? []),
    uris: all.flatMap(({ uniformResourceIdentifier }) => uniformResourceIdentifier ?? []),
  }
}
