import { X509Certificate } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import { AuthorityKeyIdentifier, Certificate, SubjectKeyIdentifier } from '@peculiar/asn1-x509'
import fc from 'fast-check'
import { distinguishedName, formatDn } from '../../lib/values/distinguished-name'
import { keyIdentifier } from '../../lib/x509/key-pair'
import { readCertificate } from '../../lib/x509/read'
import {
  DAY,
  intermediateOf,
  leafOf,
  NOW,
  NO_NAMES,
  pairOf,
  rootOf,
  QUICK_ALGORITHMS,
} from '../support/certificates'
import { failureOf } from '../support/steps'
import { anyText } from '../support/text'

const HOUR = 3_600_000
const EXTENSIONS = {
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  san: '2.5.29.17',
  ski: '2.5.29.14',
  aki: '2.5.29.35',
}

const parsed = (pem: string) => AsnConvert.parse(new X509Certificate(pem).raw, Certificate).tbsCertificate
const extension = (pem: string, id: string) => parsed(pem).extensions?.find(({ extnID }) => extnID === id)
const criticals = (pem: string) => parsed(pem).extensions?.flatMap((e) => (e.critical ? [e.extnID] : []))

describe.each(QUICK_ALGORITHMS)('an authority with a %s key', (algorithm) => {
  const root = rootOf(algorithm, 1)
  const intermediate = intermediateOf(algorithm, root.issuer)

  it('signs itself, an authority below it and leaves of every key', () => {
    const x509 = new X509Certificate(root.certificate.pem)
    const below = new X509Certificate(intermediate.certificate.pem)
    expect(x509.verify(x509.publicKey)).toBe(true)
    expect(below.checkIssued(x509) && below.verify(x509.publicKey)).toBe(true)
    for (const keyAlgorithm of QUICK_ALGORITHMS) {
      const leaf = new X509Certificate(leafOf(intermediate.issuer, { keyAlgorithm }).pem)
      expect(leaf.checkIssued(below) && leaf.verify(below.publicKey)).toBe(true)
    }
  })

  it('is an authority and nothing else', () => {
    expect(readCertificate(root.certificate.pem)).toMatchObject({
      keyAlgorithm: algorithm,
      isAuthority: true,
      isSelfSigned: true,
      keyUsages: ['crlSign', 'keyCertSign'],
      extendedKeyUsages: undefined,
    })
    expect(criticals(root.certificate.pem)).toEqual([EXTENSIONS.basicConstraints, EXTENSIONS.keyUsage])
  })
})

describe('a leaf', () => {
  const root = rootOf('P-256')

  it('is no authority, for the usages asked for', () => {
    const leaf = leafOf(root.issuer)
    expect(readCertificate(leaf.pem)).toMatchObject({
      isAuthority: false,
      isSelfSigned: false,
      keyUsages: ['digitalSignature'],
      extendedKeyUsages: ['serverAuth', 'clientAuth'],
    })
    expect(criticals(leaf.pem)).toEqual([EXTENSIONS.basicConstraints, EXTENSIONS.keyUsage])
  })

  it('may encipher keys only where it serves with RSA', () => {
    const usages = (leaf: Parameters<typeof leafOf>[1]) =>
      readCertificate(leafOf(root.issuer, leaf).pem).keyUsages
    expect(usages({ keyAlgorithm: 'RSA-2048', usages: ['serverAuth'] })).toContain('keyEncipherment')
    expect(usages({ keyAlgorithm: 'RSA-2048', usages: ['clientAuth'] })).toEqual(['digitalSignature'])
    expect(usages({ keyAlgorithm: 'Ed25519' })).toEqual(['digitalSignature'])
  })

  it('points to its issuer by key alone, and names its own by SHA-1 of its bits', () => {
    const { pem } = leafOf(root.issuer)
    const aki = AsnConvert.parse(
      extension(pem, EXTENSIONS.aki)?.extnValue.buffer ?? new ArrayBuffer(0),
      AuthorityKeyIdentifier,
    )
    expect(Buffer.from(aki.keyIdentifier?.buffer ?? new ArrayBuffer(0))).toEqual(
      keyIdentifier(pairOf('P-256', 'root').publicKey),
    )
    expect(aki.authorityCertIssuer).toBeUndefined()
    const ski = AsnConvert.parse(
      extension(pem, EXTENSIONS.ski)?.extnValue.buffer ?? new ArrayBuffer(0),
      SubjectKeyIdentifier,
    )
    expect(Buffer.from(ski.buffer)).toEqual(keyIdentifier(pairOf('P-256', 'leaf').publicKey))
  })

  it('has a critical SAN exactly when it has no subject', () => {
    expect(extension(leafOf(root.issuer).pem, EXTENSIONS.san)?.critical).toBe(false)
    expect(extension(leafOf(root.issuer, { subject: [] }).pem, EXTENSIONS.san)?.critical).toBe(true)
    const { pem } = leafOf(root.issuer, NO_NAMES)
    expect(extension(pem, EXTENSIONS.san)).toBeUndefined()
  })

  it('begins an hour ago, in whole seconds, and lives as long as asked', () => {
    const leaf = leafOf(root.issuer, { validity: 90 * DAY }, NOW + 2 * HOUR + 999)
    expect(leaf).toMatchObject({ notBefore: NOW + HOUR, notAfter: NOW + 2 * HOUR + 90 * DAY, clamped: false })
    expect(readCertificate(leaf.pem)).toMatchObject({ notBefore: leaf.notBefore, notAfter: leaf.notAfter })
  })

  it('never begins before its issuer', () => {
    expect(leafOf(root.issuer, {}, NOW + 60_000).notBefore).toBe(root.certificate.notBefore + 60_000)
    expect(leafOf({ ...root.issuer, notBefore: NOW }).notBefore).toBe(NOW)
  })

  it('ends with its issuer and says so', () => {
    const short = rootOf('P-256', 0, 30 * DAY)
    expect(leafOf(short.issuer)).toMatchObject({ notAfter: short.certificate.notAfter, clamped: true })
  })

  it('may live beyond 2049', () => {
    const old = rootOf('P-256', 0, 40 * 365 * DAY)
    const leaf = leafOf(old.issuer, { validity: 35 * 365 * DAY })
    expect(new X509Certificate(leaf.pem).validTo).toContain('2061')
    expect(readCertificate(leaf.pem).notAfter).toBe(leaf.notAfter)
  })

  it('has a serial number of at most 16 bytes, positive, never zero, never the same', () => {
    const serials = Array.from(
      { length: 300 },
      () => new X509Certificate(leafOf(root.issuer).pem).serialNumber,
    )
    expect(new Set(serials).size).toBe(300)
    expect(
      serials.every(
        (serial) => serial.length <= 32 && BigInt(`0x${serial}`) > 0n && BigInt(`0x${serial}`) < 2n ** 127n,
      ),
    ).toBe(true)
  })
})

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/)
const dnsName = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join('.')}.x`)
const ascii = fc.stringMatching(/^[\x21-\x3f\x41-\x7e]{1,30}$/)
const names = fc.record({
  dnsNames: fc.array(
    fc.oneof(
      dnsName,
      dnsName.map((name) => `*.${name}`),
    ),
  ),
  ipAddresses: fc.array(
    fc.oneof(
      fc.ipV4(),
      fc.ipV6().map((ip) => new URL(`http://[${ip}]`).hostname.slice(1, -1)),
    ),
  ),
  emails: fc.array(fc.tuple(ascii, ascii).map((parts) => parts.join('@'))),
  uris: fc.array(ascii.map((path) => `spiffe://acme/${path}`)),
})
const subject = fc
  .array(
    fc.record({
      type: fc.constantFrom('CN', 'OU', 'O', 'L', 'ST', 'C'),
      value: anyText({ minLength: 1, maxLength: 64 }).filter((text) => !/[\0-\x1f\x7f]/.test(text)),
    }),
    { maxLength: 6 },
  )
  .map(distinguishedName)

describe('whatever a leaf is to say', () => {
  const { issuer } = rootOf('P-256')

  it('is what comes back', () => {
    fc.assert(
      fc.property(subject, names, (asked, alternative) => {
        const { pem } = leafOf(issuer, { subject: asked, ...alternative })
        expect(readCertificate(pem)).toMatchObject({ subject: asked, ...alternative })
      }),
      { numRuns: 100 },
    )
  })

  it('is what node:crypto reads in it', () => {
    fc.assert(
      fc.property(names, (alternative) => {
        const x509 = new X509Certificate(leafOf(issuer, alternative).pem)
        for (const name of alternative.dnsNames) expect(x509.checkHost(name.replace('*', 'w'))).toBeDefined()
        for (const ip of alternative.ipAddresses) expect(x509.checkIP(ip)).toBeDefined()
        for (const email of alternative.emails) expect(x509.checkEmail(email)).toBeDefined()
      }),
      { numRuns: 50 },
    )
  })

  it('is refused where ASN.1 has no room for it', () => {
    expect(failureOf(() => leafOf(issuer, { dnsNames: ['bücher.example'] }))).toMatchObject({
      code: 'invalid-name',
    })
  })

  it('keeps the order of its names', () => {
    const dnsNames = ['b.x', 'a.x', 'c.x']
    expect(readCertificate(leafOf(issuer, { dnsNames }).pem).dnsNames).toEqual(dnsNames)
  })

  it('stands from the most general attribute to the most particular', () => {
    const given = distinguishedName([
      { type: 'CN', value: 'bob' },
      { type: 'OU', value: 'Eng' },
      { type: 'O', value: 'Acme' },
    ])
    expect(new X509Certificate(leafOf(issuer, { subject: given }).pem).subject).toBe('O=Acme\nOU=Eng\nCN=bob')
    expect(formatDn(given)).toBe('CN=bob,OU=Eng,O=Acme')
  })
})
