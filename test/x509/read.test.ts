import { createHash, X509Certificate } from 'node:crypto'
import { isKeyOf, issuerOf, readCertificate, readCertificates } from '../../lib/x509/read'
import { encodePem } from '../../lib/x509/pem'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { intermediateOf, leafOf, pairOf, rootOf } from '../support/certificates'
import { failureOf } from '../support/steps'

const root = rootOf('P-384', 1)
const intermediate = intermediateOf('P-256', root.issuer)
const leaf = leafOf(intermediate.issuer)

describe('reading a certificate', () => {
  it('gives the fingerprints that node:crypto and nats-server compute', () => {
    const x509 = new X509Certificate(leaf.pem)
    const { fingerprint, publicKeyFingerprint } = readCertificate(leaf.pem)
    expect(fingerprint).toBe(x509.fingerprint256.replaceAll(':', '').toLowerCase())
    const publicKey = x509.publicKey.export({ type: 'spki', format: 'der' })
    expect(publicKeyFingerprint).toBe(createHash('sha256').update(publicKey).digest('hex'))
  })

  it('gives each certificate of a bundle, in its order, without what stands between', () => {
    const bundle = `\ufeffsubject=nats1\r\n${leaf.pem.replaceAll('\n', '\r\n')}# between\n${intermediate.certificate.pem}${root.certificate.pem}`
    const found = readCertificates(bundle)
    expect(found.map((c) => c.fingerprint)).toEqual(
      [leaf, intermediate.certificate, root.certificate].map((c) => readCertificate(c.pem).fingerprint),
    )
    expect(found.map((c) => c.isSelfSigned)).toEqual([false, false, true])
  })

  it.each([
    ['no PEM', 'hello'],
    ['no certificate', encodePem('CERTIFICATE', Buffer.from('hello'))],
    ['half a certificate', encodePem('CERTIFICATE', leaf.der.subarray(0, 200))],
  ])('refuses %s', (_what, pem) => {
    expect(failureOf(() => readCertificate(pem))).toMatchObject({ code: 'invalid-pem' })
  })

  it('makes an issuer of it with the very bytes of its subject and its key identifier', () => {
    const again = issuerOf(intermediate.certificate.pem, intermediate.issuer.sign)
    const child = new X509Certificate(leafOf(again).pem)
    expect(child.checkIssued(new X509Certificate(intermediate.certificate.pem))).toBe(true)
    expect(again).toMatchObject({
      algorithm: 'P-256',
      notBefore: intermediate.certificate.notBefore,
      notAfter: intermediate.certificate.notAfter,
    })
  })

  it('knows its private key', () => {
    expect(isKeyOf(leaf.pem, privateKeyPem(pairOf('P-256', 'leaf')))).toBe(true)
    expect(isKeyOf(leaf.pem, privateKeyPem(pairOf('P-256', 'other')))).toBe(false)
  })
})
