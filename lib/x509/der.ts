// The forms of DER (X.690) that certificates and keys are made of. In: values. Out: bytes.
import { rememberLatest } from '../values/remember'

/** A tag, a length (below 2^32) and the parts. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  let length = 0
  for (const part of parts) length += part.length
  const size = sizeOf(length)
  const bytes = Buffer.allocUnsafe(2 + size + length)
  bytes[0] = tag
  bytes[1] = size === 0 ? length : 0x80 | size
  if (size > 0) bytes.writeUIntBE(length, 2, size)
  let at = 2 + size
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** How many bytes a length takes after the first one. */
const sizeOf = (length: number): number =>
  length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts)
export const octetString = (...parts: readonly Uint8Array[]): Buffer => der(0x04, ...parts)
export const utf8String = (text: string): Buffer => der(0x0c, Buffer.from(text))
export const printableString = (text: string): Buffer => der(0x13, ascii(text))
/** `[n] EXPLICIT`, or IMPLICIT of something constructed. */
export const context = (n: number, ...parts: readonly Uint8Array[]): Buffer => der(0xa0 | n, ...parts)
/** `[n] IMPLICIT` of a string. */
export const contextString = (n: number, bytes: Uint8Array): Buffer => der(0x80 | n, bytes)

const ZERO = Buffer.of(0)

export const NULL = der(0x05)
export const TRUE = der(0x01, Buffer.of(0xff))

/** A whole number from its bytes, most significant first, not negative. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0)
  if (first === -1) return der(0x02, ZERO)
  const significant = first === 0 ? bytes : bytes.subarray(first)
  return (significant[0] ?? 0) > 0x7f ? der(0x02, ZERO, significant) : der(0x02, significant)
}

export const smallInteger = (value: number): Buffer => integer(Buffer.of(value))

/** A string of whole octets. */
export const bitString = (bytes: Uint8Array): Buffer => der(0x03, ZERO, bytes)

/** Flags by number, bit 0 first, without trailing zero bits (X.690 11.2.2). For bits 0 to 7. */
export function namedBits(...bits: readonly number[]): Buffer {
  const last = Math.max(...bits)
  return der(
    0x03,
    Buffer.of(
      7 - last,
      bits.reduce((byte, bit) => byte | (0x80 >> bit), 0),
    ),
  )
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)))
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift(0x80 | (rest & 0x7f))
  return digits
}

/** UTCTime to 2049, GeneralizedTime after (RFC 5280 4.1.2.5). Milliseconds; whole seconds are written. */
export const time = rememberLatest((milliseconds: number): Buffer => {
  const iso = new Date(milliseconds).toISOString()
  const rest = `${iso.slice(5, 7)}${iso.slice(8, 10)}${iso.slice(11, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`
  return iso < '2050' ? der(0x17, ascii(iso.slice(2, 4) + rest)) : der(0x18, ascii(iso.slice(0, 4) + rest))
})

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')

/** The elements inside a constructed element. For bytes that a DER parser has accepted. */
export function elements(bytes: Buffer): readonly { readonly content: Buffer; readonly whole: Buffer }[] {
  const found = []
  for (let at = contentOf(bytes, 0).start; at < bytes.length;) {
    const { start, end } = contentOf(bytes, at)
    found.push({ content: bytes.subarray(start, end), whole: bytes.subarray(at, end) })
    at = end
  }
  return found
}

/** Where the content of the element that begins at `at` begins, and where that ends. For bytes as {@link elements} takes them. */
export function contentOf(bytes: Buffer, at: number): { readonly start: number; readonly end: number } {
  const length = bytes.readUInt8(at + 1)
  if (length < 0x80) return { start: at + 2, end: at + 2 + length }
  const size = length & 0x7f
  const start = at + 2 + size
  return { start, end: start + bytes.readUIntBE(at + 2, size) }
}
