import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { parseCertificates, parseKey, parseRequest } from '../../lib/constructs/pem-props'
import { Secret } from '../../lib/values/secret'
import { codeOf, thrown } from '../support/thrown'
import { CERTIFICATE, CSR, KEY } from './support/cases'

const body = CERTIFICATE.replace(/-----.*-----\n/g, '')

test.each<[string, unknown]>([
  ['no text', 5],
  ['empty', ''],
  ['no PEM', 'hello'],
  ['a key', KEY.reveal()],
  ['a request', CSR],
  ['not finished', CERTIFICATE.replace(/-----END.*/, '')],
  ['damaged', CERTIFICATE.replace(body.slice(0, 20), 'A'.repeat(20))],
  ['damaged in the second', CERTIFICATE + CERTIFICATE.replace(body.slice(0, 20), 'A'.repeat(20))],
  ['endless', CERTIFICATE + ' '.repeat(1_000_001)],
])('certificates are never %s', (_, given) => {
  expect(codeOf(() => parseCertificates(given))).toBe('invalid-pem')
})

test('certificates are kept in their order, and nothing else is', () => {
  expect(parseCertificates(`subject=x\r\n${CERTIFICATE.replaceAll('\n', '\r\n')}\r\n# y`)).toBe(CERTIFICATE)
  expect(parseCertificates(CERTIFICATE.trim() + '\n' + CERTIFICATE)).toBe(CERTIFICATE + CERTIFICATE)
})

test('however they are written, they come in one form', () => {
  const bytes = Buffer.from(body, 'base64').toString('base64')
  const inLongLines = `-----BEGIN CERTIFICATE-----\n${bytes}\n-----END CERTIFICATE-----`
  expect(parseCertificates(inLongLines)).toBe(CERTIFICATE)
  const sec1 = createPrivateKey(KEY.reveal()).export({ type: 'sec1', format: 'pem' })
  expect(sec1).toContain('BEGIN EC PRIVATE KEY')
  expect(parseKey(Secret.of(String(sec1))).reveal()).toBe(KEY.reveal())
})

test('a key is a private key in a Secret, and does not show in what is said of it', () => {
  const encrypted = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter2' },
  })
  expect(parseKey(KEY).reveal()).toBe(KEY.reveal())
  expect(parseKey(Secret.of(KEY.reveal().replaceAll('\n', '\r\n'))).reveal()).toBe(KEY.reveal())
  for (const text of [
    '',
    'x',
    CERTIFICATE,
    encrypted.privateKey,
    encrypted.publicKey,
    KEY.reveal().slice(0, 90),
  ]) {
    const error = thrown(() => parseKey(Secret.of(text)))
    expect(error).toMatchObject({ code: 'invalid-pem' })
    expect(inspect(error)).not.toMatch(/MI[GI]|hunter2/)
  }
  for (const given of [KEY.reveal(), null, undefined, 5])
    expect(codeOf(() => parseKey(given))).toBe('invalid-pem')
})

test('a request is the first in a text', () => {
  expect(parseRequest(`x\r\n${CSR}`)).toBe(CSR)
  for (const given of ['', CERTIFICATE, KEY.reveal(), 5, null])
    expect(codeOf(() => parseRequest(given))).toBe('invalid-pem')
})
