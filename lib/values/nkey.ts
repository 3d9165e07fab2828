// In: the raw 32 bytes of an Ed25519 or X25519 key. Out: NATS's text form of them, and back. Format: nats-io/nkeys
// (base32 without padding; prefix byte(s), the bytes, CRC-16/XMODEM little-endian).
import { base32, unbase32 } from './base32'
import { ValueError } from './finding'

/** Public keys begin with the letter of their role: account, cluster, server (node), operator, user; X is a curve key (X25519). */
export type NkeyRole = 'A' | 'C' | 'N' | 'O' | 'U' | 'X'

const ROLES: Record<NkeyRole, number> = { N: 13 << 3, C: 2 << 3, O: 14 << 3, A: 0, U: 20 << 3, X: 23 << 3 }
const ROLE_NAMES = Object.keys(ROLES) as readonly NkeyRole[]
const SEED = 18 << 3

/** The public key `U…`, `A…` of 32 raw bytes. */
export function encodePublic(role: NkeyRole, raw: Uint8Array): string {
  return encode(Buffer.from([ROLES[role]]), raw)
}

/** The seed `SU…`, `SA…` of 32 raw bytes. */
export function encodeSeed(role: NkeyRole, raw: Uint8Array): string {
  const prefix = ROLES[role]
  return encode(Buffer.from([SEED | (prefix >> 5), (prefix & 31) << 3]), raw)
}

/** The raw bytes of a seed of `role`. Throws ValueError `invalid-nkey`, which does not quote it. */
export function decodeSeed(role: NkeyRole, text: string): Buffer {
  const bytes = decode(text)
  if (bytes?.length === 34 && encodeSeed(role, bytes.subarray(2)) === text) return bytes.subarray(2)
  throw new ValueError('invalid-nkey', `not the seed of an nkey: S${role}…`, 'give what "nk -gen" prints')
}

/** The raw bytes of a public key of `role`. Throws ValueError `invalid-nkey`; says so when it was given a seed. */
export function decodePublic(role: NkeyRole, text: unknown): Buffer {
  if (typeof text === 'string' && text.startsWith('S'))
    throw new ValueError(
      'invalid-nkey',
      'a seed, which is secret, stands where a public key belongs',
      publicHelp(role),
    )
  const read = typeof text === 'string' ? readPublic(text) : undefined
  if (read?.role !== role)
    throw new ValueError('invalid-nkey', `not a public nkey that begins with ${role}`, publicHelp(role))
  return read.raw
}

export interface PublicNkey {
  readonly role: NkeyRole
  /** 32 bytes. */
  readonly raw: Buffer
}

/** A public key of any role; undefined for what is none: a seed, a wrong checksum, anything else. */
export function readPublic(text: string): PublicNkey | undefined {
  const bytes = decode(text)
  const role = ROLE_NAMES.find((name) => ROLES[name] === bytes?.[0])
  return bytes?.length === 33 && role !== undefined ? { role, raw: bytes.subarray(1) } : undefined
}

function publicHelp(role: NkeyRole): string {
  return `give the ${role}… key that "nsc generate nkey" or "nk -pubout" prints`
}

function encode(prefix: Buffer, raw: Uint8Array): string {
  const body = Buffer.concat([prefix, raw])
  const sum = crc16(body)
  return base32(Buffer.concat([body, Buffer.from([sum & 255, sum >> 8])]))
}

function decode(text: string): Buffer | undefined {
  const bytes = text.length > 200 ? undefined : unbase32(text)
  if (bytes === undefined || bytes.length < 4) return undefined
  const body = bytes.subarray(0, -2)
  return crc16(body) === bytes.readUInt16LE(bytes.length - 2) ? body : undefined
}

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 8
  for (let bit = 0; bit < 8; bit++) sum = (sum & 0x8000) === 0 ? sum << 1 : (sum << 1) ^ 0x1021
  return sum
})

function crc16(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum = ((sum << 8) & 0xffff) ^ (CRC_TABLE[((sum >> 8) ^ byte) & 255] ?? 0)
  return sum
}
