import { inspect } from 'node:util'
import fc from 'fast-check'
import type { NkeyRole } from '../../lib/values/nkey'
import { decodePublic, encodePublic, encodeSeed, readPublic } from '../../lib/values/nkey'
import { codeOf, thrown } from '../support/thrown'

/** The bytes 1, 8, 15, …, and what nats-io/nkeys makes of them. */
const RAW = Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 7 + 1) & 255))
const VECTORS: readonly [NkeyRole, string, string][] = [
  [
    'U',
    'UAAQQDYWDUSCWMRZIBDU4VK4MNVHC6D7Q2GZJG5CVGYLPPWFZTJ5UMAT',
    'SUAACCAPCYOSIKZSHFAEOTSVLRRWU4LYP6DI3FE3UKU3BN56YXGNHWVCJA',
  ],
  [
    'A',
    'AAAQQDYWDUSCWMRZIBDU4VK4MNVHC6D7Q2GZJG5CVGYLPPWFZTJ5VITM',
    'SAAACCAPCYOSIKZSHFAEOTSVLRRWU4LYP6DI3FE3UKU3BN56YXGNHWSRQQ',
  ],
  [
    'O',
    'OAAQQDYWDUSCWMRZIBDU4VK4MNVHC6D7Q2GZJG5CVGYLPPWFZTJ5V67K',
    'SOAACCAPCYOSIKZSHFAEOTSVLRRWU4LYP6DI3FE3UKU3BN56YXGNHWQ56Y',
  ],
  [
    'N',
    'NAAQQDYWDUSCWMRZIBDU4VK4MNVHC6D7Q2GZJG5CVGYLPPWFZTJ5UV4Y',
    'SNAACCAPCYOSIKZSHFAEOTSVLRRWU4LYP6DI3FE3UKU3BN56YXGNHWQ6KM',
  ],
  [
    'C',
    'CAAQQDYWDUSCWMRZIBDU4VK4MNVHC6D7Q2GZJG5CVGYLPPWFZTJ5U2RQ',
    'SCAACCAPCYOSIKZSHFAEOTSVLRRWU4LYP6DI3FE3UKU3BN56YXGNHWSTII',
  ],
  [
    'X',
    'XAAQQDYWDUSCWMRZIBDU4VK4MNVHC6D7Q2GZJG5CVGYLPPWFZTJ5VHDB',
    'SXAACCAPCYOSIKZSHFAEOTSVLRRWU4LYP6DI3FE3UKU3BN56YXGNHWVB5U',
  ],
]

const ROLES = VECTORS.map(([role]) => role)
const raw = fc.uint8Array({ minLength: 32, maxLength: 32 })
const role = fc.constantFrom(...ROLES)
describe('an nkey', () => {
  it.each(VECTORS)('of role %s is written as nats-io/nkeys writes it', (of, publicKey, seed) => {
    expect(encodePublic(of, RAW)).toBe(publicKey)
    expect(encodeSeed(of, RAW)).toBe(seed)
    expect(decodePublic(of, publicKey)).toEqual(RAW)
    expect(readPublic(publicKey)).toEqual({ role: of, raw: RAW })
    expect(readPublic(seed)).toBeUndefined()
  })

  it('is the same when it was written and read', () => {
    fc.assert(
      fc.property(role, raw, (of, bytes) => {
        const text = encodePublic(of, bytes)
        expect(text).toMatch(new RegExp(`^${of}[A-Z2-7]{55}$`))
        expect(decodePublic(of, text)).toEqual(Buffer.from(bytes))
      }),
    )
  })

  it('is refused with one character changed, left out, doubled or exchanged with its neighbour', () => {
    const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')
    fc.assert(
      fc.property(raw, fc.nat(55), fc.constantFrom(...alphabet), (bytes, at, letter) => {
        const text = encodePublic('U', bytes)
        const [before, here, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)]
        const typos = [
          `${before}${letter}${after}`,
          `${before}${after}`,
          `${before}${here}${here}${after}`,
          `${before}${after.charAt(0)}${here}${after.slice(1)}`,
        ]
        for (const typo of typos.filter((t) => t !== text))
          expect(codeOf(() => decodePublic('U', typo))).toBe('invalid-nkey')
      }),
    )
  })

  it('of another role is refused', () => {
    fc.assert(
      fc.property(role, role, raw, (of, asked, bytes) => {
        fc.pre(of !== asked)
        expect(codeOf(() => decodePublic(asked, encodePublic(of, bytes)))).toBe('invalid-nkey')
        expect(readPublic(encodePublic(of, bytes))?.role).toBe(of)
      }),
    )
  })

  it('that is a seed is refused as a seed, and not shown', () => {
    fc.assert(
      fc.property(role, raw, (of, bytes) => {
        const seed = encodeSeed(of, bytes)
        const error = thrown(() => decodePublic('U', seed))
        expect(error).toMatchObject({ code: 'invalid-nkey' })
        expect(inspect(error)).toContain('a seed')
        expect(inspect(error)).not.toContain(seed.slice(4))
      }),
    )
  })

  it.each(['', 'U', 'UAAA', `U${'A'.repeat(55)}`, 'x'.repeat(56), 'U'.repeat(300), 5, null, undefined, {}])(
    'is never %j',
    (text) => {
      expect(codeOf(() => decodePublic('U', text))).toBe('invalid-nkey')
    },
  )
})
