import { parseServerVersion } from '../../lib/values/server-version'
import type { CipherSuite } from '../../lib/values/tls-names'
import { CIPHER_SUITES, CURVES, KEY_ALGORITHMS, suiteFits, suiteName } from '../../lib/values/tls-names'

const SUITES = Object.keys(CIPHER_SUITES) as CipherSuite[]

describe('a cipher suite', () => {
  it('has its name of 2.12 from 2.12 on', () => {
    for (const version of ['2.12.0', '2.12', '2.14', '2.15'])
      for (const suite of SUITES) expect(suiteName(suite, parseServerVersion(version))).toBe(suite)
  })

  it('had another name before, if it is ChaCha of TLS 1.2', () => {
    for (const version of ['2.10', '2.11.20']) {
      const renamed = SUITES.filter((suite) => suiteName(suite, parseServerVersion(version)) !== suite)
      expect(renamed).toEqual([
        'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
        'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
      ])
      expect(renamed.map((suite) => suiteName(suite, parseServerVersion(version)))).toEqual([
        'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
        'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305',
      ])
    }
  })

  it('needs the key that is in its name', () => {
    for (const suite of SUITES)
      for (const algorithm of KEY_ALGORITHMS) {
        const family = algorithm.startsWith('RSA') ? '_RSA_' : '_ECDSA_'
        const any = !/_RSA_|_ECDSA_/.test(suite)
        expect(suiteFits(suite, algorithm)).toBe(any || suite.includes(family))
      }
  })

  it('is of TLS 1.3 when its name has no key', () => {
    for (const suite of SUITES)
      expect(CIPHER_SUITES[suite].tls).toBe(/_RSA_|_ECDSA_/.test(suite) ? '1.2' : '1.3')
  })
})

test('curves that every server knows need no release', () => {
  const since = Object.entries(CURVES).map(([curve, release]) => [curve, release?.[0]])
  expect(Object.fromEntries(since)).toMatchObject({ X25519: undefined, X25519MLKEM768: '2.12.0' })
})
