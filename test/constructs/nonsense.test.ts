// What JavaScript lets a user do: anything at all in place of a prop is a finding, or means something, and is never a crash.
import fc from 'fast-check'
import { RootConstruct } from 'constructs'
import { resolve } from '../../lib/model/resolve'
import { FindingsError } from '../../lib/values/finding'
import { Secret } from '../../lib/values/secret'
import { thrown } from '../support/thrown'
import type { AnyProps, Surroundings } from './support/cases'
import { CASES, surroundings } from './support/cases'
import { anyText } from '../support/text'

const hostile = (around: Surroundings): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom<unknown>(
        null,
        undefined,
        '',
        '__proto__',
        '${TfToken[TOKEN.1]}',
        NaN,
        -0,
        Infinity,
        10n,
        Symbol('x'),
        () => 'x',
        new Date(0),
        Promise.resolve(1),
        Object.create(null),
        Secret.of('x'),
        new RootConstruct('other'),
        ...Object.values<unknown>({ ...around }),
      ),
      anyText({ maxLength: 20 }),
      fc.double(),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string({ maxLength: 5 }), tie('value'), { maxKeys: 3 }),
    ),
  })).value

/** Every place in `props`, as a path of keys. */
function placesIn(props: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof props !== 'object' || props === null || Secret.isSecret(props) || 'node' in props) return [at]
  return [at, ...Object.entries(props).flatMap(([key, inner]) => placesIn(inner, [...at, key]))]
}

/** A copy of `props` with `value` in one place. */
function put(props: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  const copy: object = Array.isArray(props) ? Array.from<unknown>(props) : { ...(props as AnyProps) }
  const inner = (props as AnyProps)[key]
  Object.assign(copy, { [key]: put(inner, rest, value) })
  return copy
}

test.each(CASES.map((one) => [one.kind, one] as const))('%s takes no harm from nonsense', (_, one) => {
  const around = surroundings()
  const full = one.full(around)
  const places = placesIn(full)
  let count = 0
  fc.assert(
    fc.property(fc.constantFrom(...places), hostile(around), (place, value) => {
      count += 1
      const error = thrown(() => one.make(around, `x${String(count)}`, put(full, place, value)))
      if (error !== undefined && !(error instanceof FindingsError)) throw error as Error
    }),
    { numRuns: 400 },
  )
  // What was taken has a meaning, and what was refused is not there.
  expect(() => resolve(around.scope, 'prod')).not.toThrow()
})
