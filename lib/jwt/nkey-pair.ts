// In: the 32 bytes of an nkey's seed. Out: its public key, and a signer of JWTs.
import { encodePublic, type NkeyRole } from '../values/nkey'
import { makeKeyPair, octetPublicKey, publicKeyBits } from '../x509/key-pair'
import { nodeSigner, type Sign } from '../x509/sign'

/** The public key `U…`, `A…` of a seed; of `X` by X25519, of all others by Ed25519. */
export const publicNkey = (role: NkeyRole, seed: Buffer): string =>
  encodePublic(role, octetPublicKey(role === 'X' ? 'X25519' : 'Ed25519', seed))

/** Who signs: an nkey that is prepared for many signatures. */
export interface Signer {
  readonly publicKey: string
  readonly role: SigningRole
  readonly sign: Sign
}

/** A curve key encrypts, and never signs. */
export type SigningRole = Exclude<NkeyRole, 'X'>

export function nkeySigner(role: SigningRole, seed: Buffer): Signer {
  const pair = makeKeyPair('Ed25519', () => seed)
  return { publicKey: encodePublic(role, publicKeyBits(pair.publicKey)), role, sign: nodeSigner(pair) }
}
