import fc from 'fast-check'
import { sealer } from '../../lib/keys/seal'
import { Secret } from '../../lib/values/secret'

const key = (n: number): Secret => Secret.of(Buffer.alloc(32, n).toString('base64url'))
const { seal, open } = sealer(key(1))

test('what was sealed is opened, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, path) => {
      const sealed = seal(path, text)
      expect(open(path, sealed)).toBe(text)
      expect(sealed).toMatch(/^[\w-]+$/)
    }),
  )
})

test('under the same key and path, a text is always sealed into the same bytes, and another one into others', () => {
  expect(seal('a', 'text')).toBe(seal('a', 'text'))
  expect(
    new Set([seal('a', 'text'), seal('a', 'other'), seal('b', 'text'), sealer(key(2)).seal('a', 'text')])
      .size,
  ).toBe(4)
})

test('nothing else opens it: another key, another path, any byte changed, or cut', () => {
  const sealed = seal('a', 'text')
  expect(sealer(key(2)).open('a', sealed)).toBeUndefined()
  expect(open('b', sealed)).toBeUndefined()
  const bytes = Buffer.from(sealed, 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(open('a', changed.toString('base64url'))).toBeUndefined()
    expect(open('a', bytes.subarray(0, at).toString('base64url'))).toBeUndefined()
  }
})
