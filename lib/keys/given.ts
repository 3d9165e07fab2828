// A key that was given, to be used in the place of one that would be made. In: what is asked for, and the text. Out: the key.
import type { CertificateRequest, Request } from '../model/request'
import { NatsmithError, ValueError } from '../values/finding'
import { decodeSeed } from '../values/nkey'
import type { Secret } from '../values/secret'
import type { KeyPair } from '../x509/key-pair'
import { readPrivateKey } from '../x509/key-pair'

/** The raw seed of an nkey. Throws NatsmithError `unusable-key`. */
export const givenSeed = ({ identity, role }: Extract<Request, { kind: 'nkey' }>, text: Secret): Buffer =>
  using(identity, () => decodeSeed(role, text.reveal()))

/** The key of a certificate, PKCS#8 or SEC1 PEM. Throws NatsmithError `unusable-key`. */
export function givenPair({ identity, keyAlgorithm }: CertificateRequest, text: Secret): KeyPair {
  const pair = using(identity, () => readPrivateKey(text.reveal()))
  if (pair.algorithm === keyAlgorithm) return pair
  throw unusable(
    identity,
    `it is ${pair.algorithm}, and ${keyAlgorithm} is asked for`,
    'declare keyAlgorithm',
  )
}

function using<T>(identity: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof ValueError) throw unusable(identity, error.message, error.change)
    // What node:crypto says of a PEM that it cannot read helps nobody.
    throw unusable(identity, 'it is no private key', 'give it as PEM, without passphrase')
  }
}

const unusable = (identity: string, why: string, change: string): NatsmithError =>
  new NatsmithError('unusable-key', `the key that was given cannot be that of ${identity}: ${why}`, change)
