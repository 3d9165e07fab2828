// Random props for fast-check: what nats-server accepts and programs rarely say. Texts are the ones that read as something
// else unless they are quoted, or that try to leave their quotes.
import fc from 'fast-check'
import type { Permissions } from '../../../lib/index'
import type { Duration, KeyAlgorithm, Size } from '../../../lib/index'
import { HOSTILE_TEXT } from '../conf'

export type Value<A> = A extends fc.Arbitrary<infer T> ? T : never

/** Stands for another thing of the stack. */
export const which = fc.nat(1000)

export const perhaps = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(of, { nil: undefined })

export const seldom = fc.integer({ min: 0, max: 7 }).map((n) => n === 7)

/** Each property is there or not. */
export const optional = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T, never>(model, { requiredKeys: [] })

/** A list of at least one. */
export const some = <T>(of: fc.Arbitrary<T>, maxLength = 4): fc.Arbitrary<readonly T[]> =>
  fc.array(of, { minLength: 1, maxLength })

/** As many as one of `lengths` says: small stacks more often than large ones. */
export const oneOf =
  (...lengths: readonly number[]) =>
  <T>(of: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
    fc.constantFrom(...lengths).chain((length) => fc.array(of, { minLength: length, maxLength: length }))

/** `usual` most of the time. */
export const mostly = <T, U>(usual: fc.Arbitrary<T>, else_: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
  fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: else_ })

/** The beginning of a name: who declares it makes it unique with an ending. */
export const nameStart = mostly(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_@+-]{0,99}$/),
    fc.constantFrom('true', '12', 'include'),
  ),
)

const isText = (text: string): boolean =>
  text !== '' && text.length <= 60 && !/[\0-\x1f\x7f]|\p{Cs}/u.test(text)

/** Text on one line. */
export const text = mostly(
  fc.stringMatching(/^[A-Za-z]{1,12}$/),
  fc.oneof(
    fc.constantFrom(...HOSTILE_TEXT.filter(isText)),
    fc
      .string({ unit: fc.constantFrom(...Array.from('"\\\'$#/(){}[],;:=<&> aZ0ü😀\u2028\ufeff')) })
      .filter(isText),
  ),
)

const token = mostly(
  fc.stringMatching(/^[a-z]{1,6}$/),
  fc.oneof(
    fc.constantFrom(...HOSTILE_TEXT.map((t) => t.replace(/[\s.\0]/g, '')).filter((t) => t !== '')),
    fc.constantFrom('a*', '>b', '$SYS', '$JS', '{x}', '\x01', '\x7f', '\\', '"'),
  ),
).filter((t) => t !== '>' && t !== '*' && t.length <= 40)

/** A subject without wildcards. */
export const literal = fc.array(token, { minLength: 1, maxLength: 3 }).map((tokens) => tokens.join('.'))

/** A subject, perhaps with wildcards. */
export const subject = fc
  .tuple(fc.array(mostly(token, fc.constant('*')), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([tokens, more]) => [...tokens, ...(more ? ['>'] : [])].join('.'))

const subscription = mostly(
  subject,
  fc.tuple(subject, literal).map((parts) => parts.join(' ')),
)

const rules = (of: fc.Arbitrary<string>): fc.Arbitrary<NonNullable<Permissions['publish']>> =>
  fc.oneof(some(of), optional({ allow: some(of), deny: some(of) }))

export const duration: fc.Arbitrary<Duration> = fc.oneof(
  fc.integer({ min: 1, max: 300 }).map((n) => `${String(n)}s` as Duration),
  fc.integer({ min: 1, max: 9999 }).map((n) => `${String(n)}ms` as Duration),
  fc.constantFrom<Duration>('1h30m', '2d', '0.5s'),
)

export const permissions: fc.Arbitrary<Permissions> = optional({
  publish: rules(subject),
  subscribe: rules(subscription),
  allowResponses: fc.oneof(
    fc.constant<true>(true),
    optional({ max: fc.integer({ min: -1, max: 5 }), expires: duration }),
  ),
})

const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,8}[a-z0-9_])?$/)

/** A DNS name that ends in letters. */
export const dnsName = mostly(
  fc.tuple(label, fc.constantFrom('internal', 'example.com')).map((labels) => labels.join('.')),
  fc.constantFrom('xn--bcher-kva.example', 'A.EXAMPLE', '_x._y.z', 'a'.repeat(63)),
)

/** The name of a file below the server's working directory. */
export const fileName = mostly(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.constantFrom('with blanks', 'quo"te\'s', '$HOME', 'back\\slash', '#', 'ünïcödé 😀', '{{x}}', '%s'),
)

export const fingerprint = fc
  .stringMatching(/^[0-9a-f]{64}$/)
  .chain((hex) => fc.constantFrom(hex, hex.toUpperCase()))

export const size = fc.constantFrom<Size>(0, '64KB', '1MB', '1MiB', 123_456)

/** RSA keys take a while to make. */
export const keyAlgorithm: fc.Arbitrary<KeyAlgorithm> = fc.oneof(
  { weight: 200, arbitrary: fc.constant('P-256') },
  { weight: 50, arbitrary: fc.constantFrom('P-384', 'Ed25519') },
  { weight: 1, arbitrary: fc.constant('RSA-2048') },
)
