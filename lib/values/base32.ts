// In: bytes. Out: base32 of RFC 4648 without padding, as nkeys and the ids of NATS JWTs are written, and back.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

// Written as bytes: text that grows by a character costs fifty times its size until something flattens it.
export function base32(bytes: Uint8Array): string {
  const text = Buffer.allocUnsafe(Math.ceil((bytes.length * 8) / 5))
  let length = 0
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text[length++] = ALPHABET.charCodeAt((value >> bits) & 31)
    }
  }
  if (bits > 0) text[length] = ALPHABET.charCodeAt((value << (5 - bits)) & 31)
  return text.toString('latin1')
}

/** The bytes of `text`; undefined unless it is what {@link base32} writes of them. */
export function unbase32(text: string): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(Math.floor((text.length * 5) / 8))
  let length = 0
  let bits = 0
  let value = 0
  for (let i = 0; i < text.length; i++) {
    const five = VALUES[text.charCodeAt(i)]
    if (five === undefined) return undefined
    value = ((value << 5) | five) & 0xffff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = (value >> bits) & 255
    }
  }
  // What is left over is less than a character, and none of it is set.
  return bits < 5 && (value & ((1 << bits) - 1)) === 0 ? bytes : undefined
}

/** By the code of a character. */
const VALUES: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const value = ALPHABET.indexOf(String.fromCharCode(code))
  return value < 0 ? undefined : value
})
