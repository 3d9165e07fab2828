// In: PEM that a user gave, parsed to know that it is what it says. Out: the same in one form, so that a file that is named by
// what it means is the same file, however it was written: certificates in lines of 64 characters, keys as PKCS #8.
import { X509Certificate, createPrivateKey } from 'node:crypto'
import { ValueError } from '../values/finding'
import { Secret } from '../values/secret'

const MOST = 1_000_000

/** One or more certificates in PEM. Throws ValueError `invalid-pem`. */
export function parseCertificates(value: unknown): string {
  const pem = parsePemText(value, 'certificates')
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw invalid('holds no certificate')
  return blocks.map(certificate).join('')
}

function certificate(block: string): string {
  try {
    return new X509Certificate(block).toString()
  } catch (cause) {
    throw new ValueError('invalid-pem', 'holds a certificate that cannot be parsed', HELP, { cause })
  }
}

/** A private key in PEM without a passphrase, in a Secret. Throws ValueError `invalid-pem`. */
export function parseKey(value: unknown): Secret {
  if (!Secret.isSecret(value)) throw invalid('is not a Secret')
  const pem = parsePemText(value.reveal(), 'a key')
  try {
    return Secret.of(String(createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' })))
  } catch {
    // The cause is left out: it may quote the key.
    throw invalid('is not a private key without a passphrase')
  }
}

/** A PKCS#10 request in PEM. Throws ValueError `invalid-pem`. */
export function parseRequest(value: unknown): string {
  const pem = parsePemText(value, 'a certificate request')
  const block =
    /-----BEGIN (NEW )?CERTIFICATE REQUEST-----[^-]*-----END (NEW )?CERTIFICATE REQUEST-----/.exec(pem)
  if (block === null) throw invalid('holds no certificate request')
  return `${block[0]}\n`
}

const HELP =
  'give PEM text, for instance readFileSync(file, "utf8"); a private key as Secret.of(text), without passphrase'

function parsePemText(value: unknown, what: string): string {
  if (typeof value !== 'string') throw invalid(`is not text with ${what}`)
  if (value.length > MOST) throw invalid('is longer than 1,000,000 characters')
  return value.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
}

function invalid(why: string): ValueError {
  return new ValueError('invalid-pem', why, HELP)
}
