import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto'
import { seededRandom } from '../../lib/testing/random'
import { deterministicSigner } from '../../lib/testing/sign'
import { ALGORITHMS } from '../../lib/x509/algorithms'
import { makeKeyPair, octetPublicKey, privateKeyPem, readPrivateKey } from '../../lib/x509/key-pair'
import { nodeSigner } from '../../lib/x509/sign'
import { pairOf, QUICK_ALGORITHMS } from '../support/certificates'
import { generatedKey } from '../support/generated-key'
import { failureOf } from '../support/steps'

const data = Buffer.from('what is signed')

describe.each(QUICK_ALGORITHMS)('a %s key pair', (algorithm) => {
  const pair = pairOf(algorithm)
  const key = createPrivateKey(privateKeyPem(pair))

  it('is the PKCS#8 that node:crypto itself writes, with that public key', () => {
    expect(key.export({ type: 'pkcs8', format: 'pem' })).toBe(privateKeyPem(pair))
    expect(createPublicKey(key).export({ type: 'spki', format: 'der' })).toEqual(pair.publicKey)
  })

  it('is read back from PKCS#8', () => {
    expect(readPrivateKey(privateKeyPem(pair))).toEqual(pair)
  })

  it.each([nodeSigner, deterministicSigner])('makes signatures that verify', (makeSigner) => {
    const { hash } = ALGORITHMS[algorithm]
    expect(verify(hash, data, createPublicKey(key), makeSigner(pair)(data))).toBe(true)
  })

  it('makes the same signature twice when a test asks for it', () => {
    const signer = deterministicSigner(pair)
    expect(signer(data)).toEqual(signer(data))
  })
})

describe('a key pair', () => {
  it.each(['P-256', 'P-384', 'Ed25519'] as const)('of %s follows the random bytes', (algorithm) => {
    const make = (seed: string) => makeKeyPair(algorithm, seededRandom(seed))
    expect(make('a')).toEqual(make('a'))
    expect(make('a').publicKey).not.toEqual(make('b').publicKey)
  })

  it('never takes zero or the order of the curve for a scalar', () => {
    const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
    const offered = [Buffer.alloc(32), order, Buffer.alloc(32, 0xff), Buffer.alloc(32, 1)]
    const { privateKey } = makeKeyPair('P-256', () => offered.shift() ?? Buffer.alloc(32))
    expect(privateKey).toEqual(Buffer.alloc(32, 1))
  })

  it('is read from SEC1 as well', () => {
    const privateKey = generatedKey({ curve: 'P-256' })
    const pair = readPrivateKey(privateKey.export({ type: 'sec1', format: 'pem' }).toString())
    expect(privateKeyPem(pair)).toBe(privateKey.export({ type: 'pkcs8', format: 'pem' }))
  })

  it.each([
    ['RSA-1024', generatedKey({ rsa: 1024 })],
    ['EC secp521r1', generatedKey({ curve: 'P-521' })],
    ['EC secp224r1', generatedKey({ curve: 'secp224r1' })],
    ['ed448', generatedKey('ed448')],
  ])('of %s is refused by its name', (name, key) => {
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(failureOf(() => readPrivateKey(pem))).toMatchObject({
      code: 'unsupported-key',
      message: `the key is ${name}`,
    })
  })
})

describe('an Ed25519 public key', () => {
  it('is that of RFC 8032, test 1', () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')
    expect(octetPublicKey('Ed25519', seed).toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    )
  })

  // One obvious way to make many keys hangs Node 20 within some thousand rounds; all others are slow.
  it('is what signatures of its seed verify with', () => {
    const pair = makeKeyPair('Ed25519', randomBytes)
    const signature = sign(null, data, createPrivateKey(privateKeyPem(pair)))
    const key = createPublicKey({ key: pair.publicKey, format: 'der', type: 'spki' })
    expect(verify(null, data, key, signature)).toBe(true)
  })
})
