import { verify } from 'node:crypto'
import { nkeySigner, publicNkey } from '../../lib/jwt/nkey-pair'
import { octetPublicKey } from '../../lib/x509/key-pair'

/** The bytes 1, 8, 15, …, of which nats-io/nkeys makes these public keys. */
const RAW = Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 7 + 1) & 255))

it('has the public key that nats-io/nkeys makes of a seed: of a curve key by X25519, of others by Ed25519', () => {
  expect(publicNkey('X', RAW)).toBe('XDEP5SUBXYMWZXZMVXVL6E6ESA6XMMW44SKVVJULNZOZVXXVJYTBN7FU')
  expect(publicNkey('U', RAW)).toBe('UDSAGCMYZ7K22FZDYFU7SVVKBOPLQYM3LGJL2YJMFL2CR26HT6G7AGME')
})

it('signs as the public key that it says', () => {
  const { publicKey, role, sign } = nkeySigner('U', RAW)
  expect([publicKey, role]).toEqual([publicNkey('U', RAW), 'U'])
  const x = octetPublicKey('Ed25519', RAW).toString('base64url')
  const key = { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' } as const
  expect(verify(null, Buffer.from('hello'), key, sign(Buffer.from('hello')))).toBe(true)
  expect(verify(null, Buffer.from('hellp'), key, sign(Buffer.from('hello')))).toBe(false)
})
