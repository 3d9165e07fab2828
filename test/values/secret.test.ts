import { inspect } from 'node:util'
import { FindingsError, NatsmithError, ValueError } from '../../lib/values/finding'
import { Secret } from '../../lib/values/secret'
import { codeOf } from '../support/thrown'

const TEXT = 'correct horse battery staple'
const secret = Secret.of(TEXT)
const spread = (value: unknown): object => Object.assign<object, unknown>({}, value)

/** A secret that another copy of natsmith made. */
function anotherCopy(): Secret {
  let foreign: Secret | undefined
  jest.isolateModules(() => {
    foreign = jest.requireActual<{ Secret: typeof Secret }>('../../lib/values/secret').Secret.of(TEXT)
  })
  return foreign ?? secret
}

/** Whatever JavaScript may print of a value. */
const PRINTED: readonly [string, (value: unknown) => string][] = [
  ['String()', String],
  ['a template', (value) => `a ${value as string}`],
  ['concatenation', (value) => 'x' + (value as string)],
  ['JSON', (value) => JSON.stringify({ value, list: [value], map: { value } })],
  ['inspect', (value) => inspect({ value }, { depth: null })],
  [
    'inspect that shows all',
    (value) => inspect(value, { showHidden: true, customInspect: false, getters: true }),
  ],
  ['a log line', (value) => inspect(['%s %o %j', value])],
  ['the message of an error', (value) => new ValueError('code', String(value), 'change').message],
  [
    'the cause of an error',
    (value) => inspect(new NatsmithError('code', 'message', 'change', { cause: value })),
  ],
  [
    'findings',
    (value) =>
      inspect(
        new FindingsError([
          { code: 'c', severity: 'error', path: 'p', message: String(value), change: String(value) },
        ]),
        { depth: null },
      ),
  ],
  ['a spread copy', (value) => inspect(spread(value), { showHidden: true }) + JSON.stringify(spread(value))],
  ['Object.entries', (value) => inspect([Object.entries(value as object), Reflect.ownKeys(value as object)])],
  ['structuredClone', (value) => inspect(structuredClone(value), { showHidden: true })],
  ['a table', (value) => inspect(new Map([[value, value]]), { showHidden: true })],
]

const withoutStack = (printed: string): string => printed.replace(/^ +at .*$/gm, '')

describe('a secret', () => {
  it.each(PRINTED)('does not show in %s', (_, print) => {
    const printed = print(secret)
    expect(printed).not.toContain(TEXT)
    // Nor does its length: it prints as every other secret.
    expect(withoutStack(printed)).toBe(withoutStack(print(Secret.of('x'.repeat(99)))))
  })

  it('is revealed when asked', () => {
    expect(secret.reveal()).toBe(TEXT)
    expect(String(secret)).toBe('[secret]')
    expect(JSON.stringify(secret)).toBe('"[secret]"')
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(secret)).toBe(true)
  })

  it('is recognised, whichever copy of natsmith made it, and nothing else is', () => {
    const foreign = anotherCopy()
    expect(foreign).not.toBeInstanceOf(Secret)
    expect(Secret.isSecret(foreign)).toBe(true)
    expect(foreign.reveal()).toBe(TEXT)
    for (const value of [TEXT, null, undefined, {}, [], spread(secret), structuredClone(secret)])
      expect(Secret.isSecret(value)).toBe(false)
  })

  it('is made of text only', () => {
    for (const value of [undefined, null, 5, Buffer.from(TEXT), secret])
      expect(codeOf(() => Secret.of(value as unknown as string))).toBe('invalid-secret')
  })
})
