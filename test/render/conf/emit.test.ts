import { confEmitter, emitConf } from '../../../lib/render/conf/emit'
import type { ConfMap, ConfValue } from '../../../lib/values/conf'
import { Secret } from '../../../lib/values/secret'
import { HOSTILE_TEXT } from '../../support/conf'
import { failureOf } from '../../support/steps'

describe('emitConf', () => {
  it('writes one option and one element a line, blocks indented by two', () => {
    const conf = {
      server_name: 'nats1',
      debug: false,
      ping_max: 3,
      tls: { verify: true, cipher_suites: ['A', 'B'] },
      accounts: { ORDERS: { users: [{ user: 'alice', permissions: {} }], exports: [] } },
    }
    expect(emitConf(conf, ['first', 'second'])).toBe(
      `# first
# second
server_name: "nats1"
debug: false
ping_max: 3
tls {
  verify: true
  cipher_suites: [
    "A"
    "B"
  ]
}
accounts {
  ORDERS {
    users: [
      {
        user: "alice"
        permissions {}
      }
    ]
    exports: []
  }
}
`,
    )
  })

  it.each<[string, ConfValue, string]>([
    ['a quote', 'a"b', String.raw`"a\"b"`],
    ['a backslash', 'a\\b', String.raw`"a\\b"`],
    ['line ends and tabs', 'a\r\n\tb', String.raw`"a\r\n\tb"`],
    ['other control characters', '\0\x01\b\f\x1b\x7f', String.raw`"\x00\x01\x08\x0c\x1b\x7f"`],
    ['what other languages escape', '</>&\u2028 é 😀', '"</>&\u2028 é 😀"'],
    ['a boolean word', 'true', '"true"'],
    ['a number', '12345', '"12345"'],
    ['a variable', '$HOME', '"$HOME"'],
    ['a secret', Secret.of('s3"cret'), String.raw`"s3\"cret"`],
    ['the largest integer', 2n ** 63n - 1n, '9223372036854775807'],
    ['the smallest integer', -(2n ** 63n), '-9223372036854775808'],
    ['a fraction', -0.25, '-0.25'],
    ['negative zero', -0, '0'],
  ])('writes %s', (_, value, text) => {
    expect(emitConf({ key: value })).toBe(`key: ${text}\n`)
  })

  it.each([
    ['plain', 'A-z_0.9', 'A-z_0.9'],
    ['with a dollar', '$SYS', '"$SYS"'],
    ['with wildcards', 'a.*.>', '"a.*.>"'],
    ['with blanks and separators', 'a b=c:d', '"a b=c:d"'],
    ['with a backslash, which is no escape', 'a\\b', '"a\\b"'],
    ['that is a keyword', 'include', '"include"'],
    ['that is a keyword in another case', 'Include', '"Include"'],
    ['that is empty', '', '""'],
    ['that objects inherit', '__proto__', '__proto__'],
  ])('writes a key %s', (_, key, text) => {
    expect(emitConf(Object.fromEntries([[key, 1]]))).toBe(`${text}: 1\n`)
    expect(emitConf(Object.fromEntries([[key, {}]]))).toBe(`${text} {}\n`)
  })

  it.each<[string, unknown]>([
    ['NaN', NaN],
    ['an infinity', Infinity],
    ['a number with an exponent only', 1e-7],
    ['an integer that is not exact', 2 ** 53],
    ['an integer of more than 64 bits', 2n ** 63n],
    ['half of a surrogate pair', 'a\ud800b'],
    ['half of a surrogate pair in a secret', Secret.of('s3cret\udfff')],
    ['half of a surrogate pair in a key', { 'a\udc00': 1 }],
    ['a key with a quote', { 'a"b': 1 }],
    ['a key with a NUL', { 'a\0b': 1 }],
    ['null', null],
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a date', new Date(0)],
    ['a Map', new Map([['a', 1]])],
  ])('refuses %s, and says where', (_, value) => {
    const conf = { outer: [1, value] } as unknown as ConfMap
    const error = failureOf(() => emitConf(conf))
    expect(error).toMatchObject({ code: 'conf-value-not-representable' })
    expect(error).toHaveProperty('message', expect.stringMatching(/^outer\.1/))
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cret')
  })

  it('lets no text end its line', () => {
    const lines = emitConf({ list: HOSTILE_TEXT }).split('\n').slice(1, -2)
    expect(lines).toHaveLength(HOSTILE_TEXT.length)
    for (const line of lines) expect(line).toMatch(/^ {2}"([^"\\\p{Cc}]|\\["\\nrt]|\\x[0-9a-f]{2})*"$/u)
  })

  it('is the same for a conf whose blocks stand in another one, too', () => {
    const emit = confEmitter()
    const account = { users: [{ nkey: 'U1' }] }
    const confs = [{ accounts: { A: account } }, { debug: true, accounts: { A: account, B: {} } }]
    expect(confs.map((conf) => emit(conf, []))).toEqual(confs.map((conf) => emitConf(conf)))
  })

  it('says where, after what it has written well', () => {
    const bad = Number.NaN
    const error = failureOf(() => emitConf({ a: { b: [{ c: 1 }, 2] }, d: { e: [0, { f: bad }] } }))
    expect(String(error)).toContain('d.e.1.f')
  })
})
