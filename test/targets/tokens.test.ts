// Real tokens of both forks, in every text and number of every prop of every construct: named as what they are, before
// anything takes them for a value.
import { FindingsError } from '../../lib/values/finding'
import { isPlainObject } from '../../lib/values/plain-object'
import { CASES, surroundings } from '../constructs/support/cases'
import { thrown } from '../support/thrown'
import { FORKS } from './support/forks'

const TOKENS = FORKS.flatMap(({ name, engine: { Token, Lazy, Fn } }) => {
  const text = Token.asString({ resolve: () => 'x', creationStack: [], toString: () => 'x' })
  const number = Token.asNumber({ resolve: () => 1, creationStack: [], toString: () => '1' })
  const lazy = Lazy.stringValue({ produce: () => 'x' })
  return [
    [`text of ${name}`, text],
    [`text of ${name} that is lower-cased`, text.toLowerCase()],
    [`text of ${name} in other text`, `a-${lazy}.internal`],
    [`a function of ${name}`, Fn.join('-', ['a', text])],
    [`an element of a list of ${name}`, Token.asList({ resolve: () => [], creationStack: [] })[0]],
    [
      `a key of a map of ${name}`,
      Object.keys(Token.asStringMap({ resolve: () => ({}), creationStack: [] }))[0],
    ],
    [`a number of ${name}`, number],
    [`a number of ${name} in text`, `host:${String(number)}`],
    [`what ${name} resolves`, Lazy.anyValue({ produce: () => 'x' })],
  ] as const
})

type Variant = readonly [path: string, value: unknown]

/** `value` with `token` in the place of one text or number in it: once for each place. */
function variants(value: unknown, token: unknown): readonly Variant[] {
  if (typeof value === 'string' || typeof value === 'number') return [['', token]]
  if (Array.isArray(value))
    return value.flatMap((element: unknown, i) =>
      variants(element, token).map(([path, one]): Variant => [
        `[${String(i)}]${path}`,
        value.map((other: unknown, j) => (i === j ? one : other)),
      ]),
    )
  if (!isPlainObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    variants(inner, token).map(([path, one]): Variant => [`.${key}${path}`, { ...value, [key]: one }]),
  )
}

describe.each(CASES.map((one) => [one.kind, one] as const))('%s', (_, { full, make }) => {
  it.each(TOKENS)('refuses %s', (_name, token) => {
    const around = surroundings()
    const all = variants(full(around), token)
    expect(all.length).toBeGreaterThan(1)
    const passed = all.filter(([, props], i) => {
      const error = thrown(() => make(around, `made${String(i)}`, props))
      return !(error instanceof FindingsError && error.findings.some(({ code }) => code === 'engine-value'))
    })
    expect(passed.map(([path]) => path)).toEqual([])
  })
})
