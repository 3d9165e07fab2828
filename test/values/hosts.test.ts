import fc from 'fast-check'
import { isIP } from 'node:net'
import {
  dnsMatches,
  formatHostPort,
  ipBytes,
  parseDialledHost,
  parseDialledIp,
  parseDnsName,
  parseDnsPattern,
  parseHost,
  parseHostPort,
  parseIp,
  parsePort,
} from '../../lib/values/hosts'
import { codeOf } from '../support/thrown'

describe('a DNS name', () => {
  it.each([
    ['nats1.internal', 'nats1.internal'],
    ['NATS1.Internal', 'nats1.internal'],
    ['localhost', 'localhost'],
    ['_nats._tcp.x', '_nats._tcp.x'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    [`${'a'.repeat(63)}.x`, `${'a'.repeat(63)}.x`],
    ['1.2.3.4.example', '1.2.3.4.example'],
  ])('%s is %s', (name, parsed) => {
    expect(parseDnsName(name)).toBe(parsed)
  })

  it.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    '-a.b',
    'a-.b',
    'a b',
    'bücher.example',
    '*.a',
    'a/b',
    'a:1',
    `${'a'.repeat(64)}.x`,
    `${'a.'.repeat(126)}ab`,
    '1.2.3.4',
    '300.1.1.1',
    'a.1',
    'a\n',
    5,
    null,
  ])('is never %j', (name) => {
    expect(codeOf(() => parseDnsName(name))).toBe('invalid-host')
  })

  it('may begin with a wildcard where it is a pattern', () => {
    expect(parseDnsPattern('*.Acme.example')).toBe('*.acme.example')
    expect(parseDnsPattern('acme.example')).toBe('acme.example')
    for (const pattern of ['*', '*.', 'a.*.b', '**.a', '*a.b', '*.*.a', '*.1.2.3.4'])
      expect(codeOf(() => parseDnsPattern(pattern))).toBe('invalid-host')
  })

  it.each([
    ['a.example', 'a.example', true],
    ['a.example', 'b.example', false],
    ['*.example', 'a.example', true],
    ['*.example', 'a.b.example', false],
    ['*.example', 'example', false],
    ['*.example', 'aexample', false],
    ['*.b.example', 'a.b.example', true],
  ])('%s stands for %s: %s', (pattern, name, expected) => {
    expect(dnsMatches(pattern, name)).toBe(expected)
  })
})

describe('an IP address', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::1', '::1'],
    ['FD00:0:0::1', 'fd00::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['::', '::'],
    // An IPv4 address in IPv6 clothes is the IPv4 address.
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::FFFF:a00:1', '10.0.0.1'],
    ['0:0:0:0:0:ffff:a00:1', '10.0.0.1'],
  ])('%s is %s', (ip, canonical) => {
    expect(parseIp(ip)).toBe(canonical)
    expect(parseHost(ip)).toEqual({ kind: 'ip', name: canonical })
  })

  it.each(['', 'a', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.256', ':::', 'fe80::1%eth0', '[::1]', 5, null])(
    'is never %j',
    (ip) => {
      expect(codeOf(() => parseIp(ip))).toBe('invalid-host')
    },
  )

  it('has one text and one set of bytes, however it is written', () => {
    const word = fc.integer({ min: 0, max: 0xffff })
    const words = fc.array(fc.oneof(fc.constant(0), word), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(words, (all) => {
        const long = all.map((w) => w.toString(16).padStart(4, '0').toUpperCase()).join(':')
        const canonical = parseIp(long)
        const bytes = Buffer.from(all.flatMap((w) => [w >> 8, w & 255]))
        const mapped = isIP(canonical) === 4
        expect(parseIp(canonical)).toBe(canonical)
        expect(ipBytes(long)).toEqual(mapped ? bytes.subarray(12) : bytes)
        expect(ipBytes(canonical)).toEqual(ipBytes(long))
      }),
    )
    expect(ipBytes('192.0.2.255')).toEqual(Buffer.from([192, 0, 2, 255]))
    expect(ipBytes('::')).toEqual(Buffer.alloc(16))
    expect(codeOf(() => ipBytes('nats1.internal'))).toBe('invalid-host')
  })

  it('can be dialled, unless it is the unspecified one', () => {
    expect(parseDialledIp('10.0.0.1')).toBe('10.0.0.1')
    expect(parseDialledHost('Nats1.internal')).toEqual({ kind: 'dns', name: 'nats1.internal' })
    for (const ip of ['0.0.0.0', '::', '0:0::0', '::ffff:0.0.0.0']) {
      expect(codeOf(() => parseDialledIp(ip))).toBe('invalid-host')
      expect(codeOf(() => parseDialledHost(ip))).toBe('invalid-host')
      expect(parseHost(ip).kind).toBe('ip')
    }
  })
})

describe('host and port', () => {
  it.each([
    ['nats1.internal:4222', { host: 'nats1.internal', port: 4222 }],
    ['10.0.0.1:1', { host: '10.0.0.1', port: 1 }],
    ['[fd00::1]:65535', { host: 'fd00::1', port: 65535 }],
  ])('%s', (text, parsed) => {
    expect(parseHostPort(text)).toEqual(parsed)
    expect(formatHostPort(parsed)).toBe(text)
  })

  it.each([
    ['nats1.internal', 'invalid-host'],
    ['nats1.internal:', 'invalid-host'],
    [':4222', 'invalid-host'],
    ['fd00::1:4222', 'invalid-host'],
    ['0.0.0.0:4222', 'invalid-host'],
    ['tls://a:4222', 'invalid-host'],
    ['a:0', 'invalid-port'],
    ['a:65536', 'invalid-port'],
    [4222, 'invalid-host'],
  ])('is never %j', (text, code) => {
    expect(codeOf(() => parseHostPort(text))).toBe(code)
  })

  it.each([0, -1, 65536, 1.5, NaN, '4222', null])('a port is never %j', (port) => {
    expect(codeOf(() => parsePort(port))).toBe('invalid-port')
  })
})
