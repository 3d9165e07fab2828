// Certificates that natsmith would never make: with any key, any digest, any extension. Self-signed.
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { distinguishedName } from '../../lib/values/distinguished-name'
import { bitString, context, oid, octetString, sequence, smallInteger, time } from '../../lib/x509/der'
import { encodeName } from '../../lib/x509/name'
import { encodePem } from '../../lib/x509/pem'
import { DAY, NOW } from './certificates'
import { generatedKey } from './generated-key'

export interface ForeignCertificate {
  readonly name?: string
  readonly issuer?: string
  readonly key?: { readonly rsa: number } | { readonly curve: string } | { readonly pem: string }
  /** The subject key identifier, if it is to have one. */
  readonly keyIdentifier?: Buffer
  readonly digest?: 'md5' | 'sha1' | 'sha256'
}

const SIGNATURES = {
  rsa: { md5: '1.2.840.113549.1.1.4', sha1: '1.2.840.113549.1.1.5', sha256: '1.2.840.113549.1.1.11' },
  ec: { md5: '1.2.840.10045.4.3.2', sha1: '1.2.840.10045.4.1', sha256: '1.2.840.10045.4.3.2' },
}

const BASIC_CONSTRAINTS_CA = sequence(
  oid('2.5.29.19'),
  octetString(sequence(Buffer.from([0x01, 0x01, 0xff]))),
)

/** An authority, valid around NOW: certificate and private key in PEM. */
export function foreignCertificate({
  name = 'old',
  issuer = name,
  key = { curve: 'prime256v1' },
  digest = 'sha256',
  keyIdentifier,
}: ForeignCertificate = {}): { readonly certificates: string; readonly key: string } {
  const pair = pairFor(key)
  const signature = sequence(oid(SIGNATURES['rsa' in key ? 'rsa' : 'ec'][digest]))
  const nameOf = (value: string): Buffer => encodeName(distinguishedName([{ type: 'CN', value }]))
  const tbs = sequence(
    context(0, smallInteger(2)),
    smallInteger(1),
    signature,
    nameOf(issuer),
    sequence(time(NOW - 365 * DAY), time(NOW + 365 * DAY)),
    nameOf(name),
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    context(
      3,
      sequence(
        BASIC_CONSTRAINTS_CA,
        ...(keyIdentifier ? [sequence(oid('2.5.29.14'), octetString(octetString(keyIdentifier)))] : []),
      ),
    ),
  )
  const der = sequence(tbs, signature, bitString(sign(digest, tbs, pair.privateKey)))
  return {
    certificates: encodePem('CERTIFICATE', der),
    key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function pairFor(key: NonNullable<ForeignCertificate['key']>) {
  const privateKey = 'pem' in key ? createPrivateKey(key.pem) : generatedKey(key)
  return { privateKey, publicKey: createPublicKey(privateKey) }
}
