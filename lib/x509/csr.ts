// In: a PKCS#10 request (RFC 2986) in PEM. Out: the key that it asks to certify, proven to be its maker's, and the names
// that it asks for, which natsmith shows and does not obey: what a certificate says stands in the program.
import { createPublicKey, verify } from 'node:crypto'
import type { DistinguishedName } from '../values/distinguished-name'
import { ValueError } from '../values/finding'
import type { KeyAlgorithm } from '../values/tls-names'
import { asn1 } from './asn1'
import { elements } from './der'
import { keyAlgorithm } from './key-pair'
import type { AlternativeNames } from './name'
import { readAlternativeNames, readName } from './names-asn1'
import { decodePem } from './pem'

export interface RequestFacts extends AlternativeNames {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer
  readonly keyAlgorithm: KeyAlgorithm
  readonly subject: DistinguishedName
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14'

/** Digest of each signature algorithm that a request may be signed with. SHA-1 is not among them. */
const HASHES: Readonly<Record<string, string | null | undefined>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
}

/** Throws ValueError `invalid-csr`, also where its signature does not verify, or `unsupported-key`. */
export function readRequest(pem: string): RequestFacts {
  const bytes = decodePem(pem)
  const { request, key, names } = parse(bytes)
  const hash = HASHES[request.signatureAlgorithm.algorithm]
  // What is signed are the bytes as they came: the first element.
  const [signed] = elements(bytes)
  if (hash === undefined || !verify(hash, signed?.whole ?? bytes, key, Buffer.from(request.signature)))
    throw invalid('is not signed by the key that it asks to certify, or with a digest that is too weak')
  return {
    publicKey: key.export({ type: 'spki', format: 'der' }),
    keyAlgorithm: keyAlgorithm(key),
    subject: readName(request.certificationRequestInfo.subject),
    ...readAlternativeNames(names),
  }
}

function parse(bytes: Buffer) {
  const { AsnConvert, CertificationRequest, Extensions, id_ce_subjectAltName, SubjectAlternativeName } =
    asn1()
  try {
    const request = AsnConvert.parse(bytes, CertificationRequest)
    const { attributes, subjectPKInfo } = request.certificationRequestInfo
    const key = createPublicKey({
      key: Buffer.from(AsnConvert.serialize(subjectPKInfo)),
      format: 'der',
      type: 'spki',
    })
    const names = [...attributes]
      .filter(({ type }) => type === EXTENSION_REQUEST)
      .flatMap(({ values }) => values.flatMap((value) => [...AsnConvert.parse(value, Extensions)]))
      .filter(({ extnID }) => extnID === id_ce_subjectAltName)
      .flatMap(({ extnValue }) => [...AsnConvert.parse(extnValue, SubjectAlternativeName)])
    return { request, key, names }
  } catch (cause) {
    throw invalid('cannot be parsed', { cause })
  }
}

function invalid(why: string, options?: ErrorOptions): ValueError {
  return new ValueError(
    'invalid-csr',
    `the certificate request ${why}`,
    'give a PKCS#10 request in PEM, such as "openssl req -new" makes',
    options,
  )
}
