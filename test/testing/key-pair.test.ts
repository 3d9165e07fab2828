import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { seededKeyPair } from '../../lib/testing/key-pair'
import { seededRandom } from '../../lib/testing/random'

describe('an RSA key pair from a seed', () => {
  const pair = seededKeyPair('RSA-2048', seededRandom('a'))
  const key = createPrivateKey({ key: pair.privateKey, format: 'der', type: 'pkcs8' })

  it('is the same for the same seed, and another for another', () => {
    expect(seededKeyPair('RSA-2048', seededRandom('a'))).toEqual(pair)
    expect(seededKeyPair('RSA-2048', seededRandom('b')).publicKey).not.toEqual(pair.publicKey)
  })

  it('has the length that was asked for, and signs what its public key verifies', () => {
    expect(key.asymmetricKeyDetails).toEqual({ modulusLength: 2048, publicExponent: 65_537n })
    const data = Buffer.from('data')
    const publicKey = createPublicKey({ key: pair.publicKey, format: 'der', type: 'spki' })
    expect(verify('sha256', data, publicKey, sign('sha256', data, key))).toBe(true)
  })
})
