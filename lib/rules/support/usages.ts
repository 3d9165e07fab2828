// In: a certificate. Out: what it may be used for, by what it says itself (RFC 5280 4.2.1.12).
import type { Usage } from '../../x509/certificate'
import type { CertificateFacts } from '../../x509/read'

/** anyExtendedKeyUsage, which Go takes for each of them. */
const ANY = '2.5.29.37.0'

export const isFor = (
  { extendedKeyUsages: usages }: Pick<CertificateFacts, 'extendedKeyUsages'>,
  usage: Usage,
): boolean => usages === undefined || usages.includes(usage) || usages.includes(ANY)
