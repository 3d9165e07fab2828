// One obvious way to make a key pair hangs on Node 20 (docs/decisions/0002-own-der.md); ours is run often enough to know.
import { randomBytes } from 'node:crypto'
import { octetPublicKey } from '../../lib/x509/key-pair'

test('an Ed25519 public key is made 100,000 times without hanging', () => {
  const seen = new Set<string>()
  for (let i = 0; i < 100_000; i++) seen.add(octetPublicKey('Ed25519', randomBytes(32)).toString('base64url'))
  expect(seen.size).toBe(100_000)
})
