import { oid, sequence } from '../../lib/x509/der'
import { readRequest } from '../../lib/x509/csr'
import { encodePem } from '../../lib/x509/pem'
import { NO_NAMES, pairOf, requestOf, QUICK_ALGORITHMS } from '../support/certificates'
import { failureOf } from '../support/steps'

describe('a certificate request', () => {
  it.each(QUICK_ALGORITHMS)('gives its %s key and the names it asks for', (algorithm) => {
    const pair = pairOf(algorithm)
    const names = { ...NO_NAMES, dnsNames: ['a.x'], ipAddresses: ['fd00::1'], emails: ['bob@acme.com'] }
    const subject = [
      { type: 'O', value: 'Acme' },
      { type: 'CN', value: 'bob' },
    ]
    expect(readRequest(requestOf(pair, { subject, names }))).toEqual({
      publicKey: pair.publicKey,
      keyAlgorithm: algorithm,
      subject: subject.map((attribute) => [attribute]),
      ...names,
    })
  })

  it('need not ask for names', () => {
    expect(readRequest(requestOf(pairOf('P-256')))).toMatchObject(NO_NAMES)
  })

  it('is refused when another key signed it', () => {
    const pem = requestOf(pairOf('P-256'), { signer: pairOf('P-256', 'mallory') })
    expect(failureOf(() => readRequest(pem))).toMatchObject({ code: 'invalid-csr' })
  })

  it('is refused when one bit of it was changed', () => {
    const lines = requestOf(pairOf('Ed25519')).split('\n')
    const changed = lines
      .map((line, i) => (i === 1 ? line.replace(/asked|YXNr|.(?=.{8}$)/, 'A') : line))
      .join('\n')
    expect(failureOf(() => readRequest(changed))).toMatchObject({ code: 'invalid-csr' })
  })

  it('is refused when it was signed over SHA-1', () => {
    const signature = { identifier: sequence(oid('1.2.840.10045.4.1')), hash: 'sha1' }
    expect(failureOf(() => readRequest(requestOf(pairOf('P-256'), { signature })))).toMatchObject({
      code: 'invalid-csr',
    })
  })

  it.each([
    ['nothing', ''],
    ['no DER', encodePem('CERTIFICATE REQUEST', Buffer.from('hello'))],
    ['other DER', encodePem('CERTIFICATE REQUEST', sequence(sequence(), sequence(), sequence()))],
  ])('is refused when it holds %s', (_what, pem) => {
    expect(failureOf(() => readRequest(pem))).toMatchObject({
      code: pem === '' ? 'invalid-pem' : 'invalid-csr',
    })
  })
})
