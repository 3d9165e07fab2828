// PEM (RFC 7468): bytes in base64 lines of 64 characters between two marks, LF at the end of every line.
import { ValueError } from '../values/finding'

export type PemLabel = 'CERTIFICATE' | 'CERTIFICATE REQUEST' | 'PRIVATE KEY'

export function encodePem(label: PemLabel, bytes: Buffer): string {
  const base64 = bytes.toString('base64')
  const lines = [`-----BEGIN ${label}-----`]
  for (let at = 0; at < base64.length; at += 64) lines.push(base64.slice(at, at + 64))
  return `${lines.join('\n')}\n-----END ${label}-----\n`
}

/** The certificates in a text, each as PEM. Text between them is dropped. */
export function splitCertificates(pem: string): readonly string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block) => `${block}\n`)
}

/** The bytes of the first block. Throws ValueError `invalid-pem`. */
export function decodePem(pem: string): Buffer {
  const [, body] = /-----BEGIN [A-Z0-9 ]+-----([^-]*)-----END [A-Z0-9 ]+-----/.exec(pem) ?? []
  if (body === undefined) throw new ValueError('invalid-pem', 'holds no PEM block', 'give PEM text')
  return Buffer.from(body, 'base64')
}
