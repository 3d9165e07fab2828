// Random confs for fast-check: every text, number and nesting that a nats-server.conf can hold, hostile ones first.
import fc from 'fast-check'
import type { ConfMap, ConfValue } from '../../lib/values/conf'
import { Secret } from '../../lib/values/secret'
import { anyText } from './text'

/** Text that reads as something else unless it is quoted, or that tries to leave its quotes. */
export const HOSTILE_TEXT: readonly string[] = [
  '',
  ' ',
  'true',
  'off',
  'null',
  '12345',
  '-1',
  '1k',
  '5GB',
  '1.5',
  '2m30s',
  '2026-01-01T00:00:00Z',
  '10.0.0.1.nip.io',
  '$HOME',
  '$2a$11$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
  '$2y$11$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
  'include other.conf',
  '"',
  "'",
  '\\',
  '\\x41',
  '\\u0041',
  'x" }\n debug: true\n y {',
  '}\n}\nno_auth_user: admin\nx {',
  ')\n',
  '# no comment',
  '// no comment',
  '[ 1, 2 ]',
  '\r\n\t\b\f\v\0\x1b\x7f',
  '<script>&amp;</script>',
  '\u2028\u2029',
  '\ufeffbom',
  'naïve 𝒳 😀 \ufffd \uffff \u{10ffff}',
]

/** Text of any kind, hostile first. */
export const anyConfText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXT),
  anyText(),
  fc.string({ unit: fc.constantFrom(...Array.from('"\\\n\r\t\0\x01\x1f\x7f$#/(){}[],;:=\'xu0A')) }),
)

const key = anyConfText
  .map((k) => k.replace(/["\0]/g, ''))
  .chain((k) => fc.constantFrom(k, 'include', 'Include', '__proto__', 'constructor', '-', '.', '7', 'Port'))

const scalar: fc.Arbitrary<ConfValue> = fc.oneof(
  { weight: 4, arbitrary: anyConfText },
  { weight: 1, arbitrary: anyConfText.map((t) => Secret.of(t)) },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.maxSafeInteger() },
  { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.integer(), fc.integer({ min: 1, max: 999 })).map(([a, b]) => a + b / 1000),
  },
)

const { map } = fc.letrec<{ map: ConfMap; value: ConfValue }>((tie) => ({
  map: fc.array(fc.tuple(key, tie('value')), { maxLength: 8 }).map((entries) => Object.fromEntries(entries)),
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 6 }), tie('map')),
}))

/** A conf that can be emitted, of any shape; no nats-server has such options. */
export const anyConf: fc.Arbitrary<ConfMap> = map
