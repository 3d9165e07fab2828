// In: PEM that a user gave. Out: the same PEM with LF line ends, parsed once to know that it is what it says.
import { X509Certificate, createPrivateKey } from 'node:crypto'
import { ValueError } from '../values/finding'
import { Secret } from '../values/secret'

const MOST = 1_000_000

/** One or more certificates in PEM. Throws ValueError `invalid-pem`. */
export function parseCertificates(value: unknown): string {
  const pem = parsePemText(value, 'certificates')
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw invalid('holds no certificate')
  for (const block of blocks) {
    try {
      new X509Certificate(block)
    } catch (cause) {
      throw new ValueError('invalid-pem', 'holds a certificate that cannot be parsed', HELP, { cause })
    }
  }
  return `${blocks.join('\n')}\n`
}

/** A private key in PEM without a passphrase, in a Secret. Throws ValueError `invalid-pem`. */
export function parseKey(value: unknown): Secret {
  if (!Secret.isSecret(value)) throw invalid('is not a Secret')
  const pem = parsePemText(value.reveal(), 'a key')
  try {
    createPrivateKey(pem)
  } catch {
    // The cause is left out: it may quote the key.
    throw invalid('is not a private key without a passphrase')
  }
  return Secret.of(pem)
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
