import fc from 'fast-check'
import { ipBytes, ipText, parseIp } from '../../lib/values/hosts'
import { decodeAlternativeNames, encodeAlternativeNames } from '../../lib/x509/name'

const address = fc.oneof(fc.ipV4(), fc.ipV6()).map(parseIp)
const ascii = fc.stringMatching(/^[!-~]{1,40}$/)

it('are read back as they were written', () => {
  const names = fc.record({
    dnsNames: fc.array(ascii),
    ipAddresses: fc.array(address),
    emails: fc.array(ascii),
    uris: fc.array(ascii, { minLength: 1 }),
  })
  fc.assert(
    fc.property(names, (given) => {
      const encoded = encodeAlternativeNames(given)
      expect(encoded && decodeAlternativeNames(encoded)).toEqual(given)
    }),
  )
})

it('reads an address as it is written everywhere', () => {
  fc.assert(
    fc.property(address, (ip) => {
      expect(ipText(ipBytes(ip))).toBe(ip)
    }),
  )
  expect(() => ipText(Buffer.alloc(5))).toThrow()
})
