// In: text. Out: DNS names, IP addresses, ports and host:port pairs that a certificate and a conf can carry.
import { isIP, isIPv4, isIPv6 } from 'node:net'
import { ValueError, show } from './finding'

export type Host =
  { readonly kind: 'dns'; readonly name: string } | { readonly kind: 'ip'; readonly name: string }

/** A place to dial: host and port. */
export interface HostPort {
  readonly host: string
  readonly port: number
}

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i

/** A DNS name or an IP address. Throws ValueError `invalid-host`. */
export function parseHost(host: unknown): Host {
  if (typeof host === 'string' && isIP(host) !== 0) return { kind: 'ip', name: canonicalIp(host) }
  return { kind: 'dns', name: parseDnsName(host) }
}

/**
 * A DNS name in lower case, without wildcard or trailing dot (a SAN with a trailing dot is matched by no verifier).
 * Throws ValueError `invalid-host`.
 */
export function parseDnsName(name: unknown): string {
  if (typeof name !== 'string') throw invalid(name, 'is not text')
  if (name.length > 253) throw invalid(name, 'is longer than 253 characters')
  const labels = name.split('.')
  if (!labels.every((label) => LABEL.test(label))) throw invalid(name, 'is not a DNS name')
  if (/^[0-9]+$/.test(labels.at(-1) ?? '')) throw invalid(name, 'is neither a DNS name nor an IP address')
  return name.toLowerCase()
}

/** A DNS name of which the first label may be `*`, as a certificate's SAN may be. */
export function parseDnsPattern(name: unknown): string {
  return typeof name === 'string' && name.startsWith('*.')
    ? `*.${parseDnsName(name.slice(2))}`
    : parseDnsName(name)
}

/** An IP address in its canonical text. Throws ValueError `invalid-host`. */
export function parseIp(ip: unknown): string {
  if (typeof ip !== 'string' || isIP(ip) === 0) throw invalid(ip, 'is not an IP address')
  return canonicalIp(ip)
}

/** A DNS name or an address that others can dial, which the unspecified one is not. Throws ValueError `invalid-host`. */
export function parseDialledHost(host: unknown): Host {
  const parsed = parseHost(host)
  if (parsed.kind === 'ip') parseDialledIp(parsed.name)
  return parsed
}

/** An IP address that others can dial. Throws ValueError `invalid-host`. */
export function parseDialledIp(ip: unknown): string {
  const parsed = parseIp(ip)
  if (parsed === '0.0.0.0' || parsed === '::')
    throw invalid(ip, 'is the unspecified address, which nobody can dial')
  return parsed
}

/** A TCP port. Throws ValueError `invalid-port`. */
export function parsePort(port: unknown): number {
  if (typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65535) return port
  throw new ValueError(
    'invalid-port',
    `${show(port)} is not a TCP port`,
    'give a whole number from 1 to 65535',
  )
}

/** `host:port`, or `[v6]:port`, to dial. Throws ValueError `invalid-host` or `invalid-port`. */
export function parseHostPort(text: unknown): HostPort {
  const match = typeof text === 'string' ? /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) : null
  if (match === null) throw invalid(text, 'is not host:port')
  return { host: parseDialledHost(match[1] ?? match[2]).name, port: parsePort(Number(match[3])) }
}

/** `{ host, port }` as URLs and confs write it. */
export function formatHostPort({ host, port }: HostPort): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${String(port)}`
}

/** The bytes of an address: 4 or 16, as an iPAddress SAN holds them (RFC 5280 4.2.1.6). Throws ValueError `invalid-host`. */
export function ipBytes(ip: string): Buffer {
  const canonical = parseIp(ip)
  if (isIPv4(canonical)) return Buffer.from(canonical.split('.').map(Number))
  const [head = '', tail = ''] = canonical.split('::')
  const words = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((word) => parseInt(word, 16))
  const [before, after] = [words(head), words(tail)]
  const zeros = new Array<number>(8 - before.length - after.length).fill(0)
  return Buffer.from([...before, ...zeros, ...after].flatMap((word) => [word >> 8, word & 255]))
}

/** The address of {@link ipBytes}. Throws ValueError `invalid-host` for bytes that are none. */
export function ipText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.')
  const words = Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16))
  return parseIp(words.join(':'))
}

/** True when `pattern` (perhaps `*.x`) stands for `name`: one label for the wildcard (RFC 6125 6.4.3). */
export function dnsMatches(pattern: string, name: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === name
  return name.slice(name.indexOf('.') + 1) === pattern.slice(2) && name.includes('.')
}

function canonicalIp(ip: string): string {
  if (isIPv4(ip)) return ip
  if (ip.includes('%')) throw invalid(ip, 'has a zone, which no certificate can carry')
  // WHATWG URLs hold IPv6 addresses in the canonical form of RFC 5952.
  const canonical = new URL(`http://[${ip}]`).hostname.slice(1, -1)
  // An IPv4 address written as IPv6 is the IPv4 address, to Go and to whoever dials it.
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical) ?? []
  if (high === undefined || low === undefined) return canonical
  return [high, low]
    .map((word) => parseInt(word, 16))
    .flatMap((word) => [word >> 8, word & 255])
    .join('.')
}

function invalid(host: unknown, why: string): ValueError {
  return new ValueError(
    'invalid-host',
    `${show(host)} ${why}`,
    'give a DNS name such as nats1.internal, or an IP address',
  )
}
